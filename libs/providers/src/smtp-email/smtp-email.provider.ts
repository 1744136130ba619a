import {
  type ChannelProvider,
  type ConnectionReport,
  type Overrides,
  type SendContext,
  type SendOutcome,
  discardReason,
} from '#herald/channel-provider';
import { checkSmtp } from './smtp-email.check.js';
import { outcomeOfFailure, outcomeOfReply } from './smtp-email.failure.js';
import { type Letter, letterOf, readableOf } from './smtp-email.letter.js';
import { type SmtpConfig, smtpEmailManifest } from './smtp-email.manifest.js';
import { readSmtpFields } from './smtp-email.override.js';
import { readReply } from './smtp-email.reply.js';
import { type SmtpRequest, smtpAddress, smtpRequest } from './smtp-email.request.js';
import { SmtpTransports } from './smtp-email.transports.js';

/** E-mail through any submission server. What becomes of a message after the server took it is not reported back. */
export class SmtpEmailProvider implements ChannelProvider<SmtpConfig, SmtpRequest> {
  readonly manifest = smtpEmailManifest;
  readonly address = smtpAddress;
  readonly build = smtpRequest;
  readonly check: (config: SmtpConfig) => Promise<ConnectionReport> = checkSmtp;

  readonly #transports = new SmtpTransports();

  overrideFaults(overrides: Overrides) {
    return readSmtpFields(overrides).faults;
  }

  async send(request: SmtpRequest, context: SendContext<SmtpConfig>): Promise<SendOutcome> {
    const letter = await letterOf(request, context.deliveryId).catch(() => undefined);
    if (letter === undefined) return { kind: 'rejected', reason: UNRENDERABLE };
    return this.#transports.use(context.config, async (transport) => {
      const raw = readableOf(letter);
      const { envelope } = letter;
      try {
        const signal = AbortSignal.timeout(context.timeoutMs);
        const sent = await transport.sendMail({ envelope, raw, signal });
        return outcomeOfAcceptance(letter, sent);
      } catch (error) {
        return outcomeOfFailure(Object(error), raw.readableEnded);
      }
    });
  }

  async close(): Promise<void> {
    this.#transports.close();
  }
}

/** nodemailer's reasons for not rendering a message quote its content, so they are not passed on. */
const UNRENDERABLE = discardReason('content_invalid', {
  explanation: 'The message cannot be written as an e-mail.',
  nextStep: 'Check the addresses, headers and attachments of the override and send again.',
});

interface Acceptance {
  response: string;
  rejectedErrors?: { response?: string; recipient?: string }[] | undefined;
}

/** The server took the message, though perhaps only for those in copy. */
function outcomeOfAcceptance(
  { messageId, envelope }: Letter,
  { response, rejectedErrors = [] }: Acceptance,
): SendOutcome {
  const refusal = rejectedErrors.find(({ recipient }) => recipient === envelope.to[0]);
  if (refusal !== undefined) {
    const reply = readReply(refusal.response ?? '', 'RCPT TO');
    const outcome = reply === undefined ? undefined : outcomeOfReply(reply);
    // Those in copy have the message already, so it is not tried again for a recipient who was only put off.
    return outcome?.kind === 'rejected'
      ? outcome
      : { kind: 'rejected', reason: discardReason('recipient_unreachable') };
  }
  const status = /^\d{3}(?: \d\.\d+\.\d+)?/.exec(response)?.[0];
  return {
    kind: 'accepted',
    providerMessageId: messageId,
    ...(status === undefined ? {} : { providerStatus: status }),
  };
}
