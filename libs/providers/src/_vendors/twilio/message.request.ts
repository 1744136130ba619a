import { type BuildInput, type BuildResult, type DiscardReason, discardReason } from '#herald/channel-provider';
import { messageContent } from './message.content.js';
import { type OverrideParameters, overrideParameters } from './override.parameters.js';
import type { TwilioMessagingConfig } from './twilio.config.js';

/** The create call as it will be sent: parameters under Twilio's names. A list is repeated under its name. */
export interface TwilioMessageRequest {
  params: Record<string, string | string[]>;
}

/** What tells the channels apart in a request. */
export interface RequestDialect {
  /** Herald's address of a recipient, or a sender, as Twilio writes it on this channel. */
  twilioAddress: (address: string) => string;
}

/**
 * Asks Twilio to repeat a status callback that could not be delivered; by default it repeats only failed connections, and
 * once. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
const CALLBACK_RETRIES = '#rc=5&rp=5xx,ct,rt';

/** The create call for a message, with the override's parameters laid over it last. */
export function messageRequest(
  { message, address, config, overrides, callbackUrl }: BuildInput<TwilioMessagingConfig>,
  { twilioAddress }: RequestDialect,
): BuildResult<TwilioMessageRequest> {
  const laid = overrideParameters(overrides.fields);
  const content = messageContent(message, laid);
  if (content.kind === 'unbuildable') return content;
  const params: TwilioMessageRequest['params'] = {
    To: twilioAddress(address),
    ...ownSender(config, laid, twilioAddress),
    ...content.params,
    StatusCallback: callbackUrl + CALLBACK_RETRIES,
  };
  for (const [name, value] of laid) {
    if (name === 'To') continue;
    if (value === null) delete params[name];
    else if (typeof value !== 'string') params[name] = [...value];
    else params[name] = name === 'From' ? twilioAddress(value) : value;
  }
  const reason = lack(params);
  return reason === undefined ? { kind: 'request', request: { params } } : { kind: 'unbuildable', reason };
}

/** The integration's sender, unless the override names one: a sender is never mixed from the two. */
function ownSender(
  config: TwilioMessagingConfig,
  laid: OverrideParameters,
  twilioAddress: RequestDialect['twilioAddress'],
): TwilioMessageRequest['params'] {
  if ((laid.get('From') ?? laid.get('MessagingServiceSid') ?? null) !== null) return {};
  const { TWILIO_MESSAGING_SERVICE_SID: service, TWILIO_FROM_NUMBER: from } = config;
  if (service !== undefined) return { MessagingServiceSid: service };
  return from === undefined ? {} : { From: twilioAddress(from) };
}

function lack(params: TwilioMessageRequest['params']): DiscardReason | undefined {
  if (!('From' in params) && !('MessagingServiceSid' in params)) {
    return discardReason('sender_invalid', {
      explanation: 'The integration names no sender.',
      nextStep: 'Set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID.',
    });
  }
  const hasContent = ['Body', 'MediaUrl', 'ContentSid', 'PersistentAction'].some(
    (name) => (params[name] ?? '').length > 0,
  );
  return hasContent ? undefined : discardReason('content_missing');
}
