import type { ConnectionReport, RetryCause, SendOutcome } from '#herald/channel-provider';
import { outcomeOfFailure } from './smtp-email.failure.js';
import { mailbox } from './smtp-email.mailbox.js';
import type { SmtpConfig } from './smtp-email.manifest.js';
import { singleTransport } from './smtp-email.transports.js';

type Finding = ConnectionReport['findings'][number];

/** Connects, encrypts and logs in the way a send would, and says in words what is in the way. */
export async function checkSmtp(config: SmtpConfig): Promise<ConnectionReport> {
  const findings = configFindings(config);
  const transport = singleTransport(config);
  try {
    await transport.verify();
  } catch (error) {
    findings.push(findingOf(outcomeOfFailure(Object(error), false)));
  } finally {
    transport.close();
  }
  const { SMTP_USERNAME: accountName } = config;
  const usable = findings.every(({ severity }) => severity !== 'error');
  return { usable, ...(accountName === undefined ? {} : { accountName }), findings };
}

function configFindings(config: SmtpConfig): Finding[] {
  const findings: Finding[] = [];
  if (mailbox(config.SMTP_FROM) === undefined) {
    const message = 'is no e-mail address; write it like Shop <orders@shop.example>';
    findings.push({ severity: 'error', field: 'SMTP_FROM', message });
  }
  const secure = config.SMTP_SECURE ?? config.SMTP_PORT === 465;
  if (!secure && config.SMTP_REQUIRE_TLS === false) {
    const message = 'is off: password and messages may travel unencrypted; switch it on unless the server is your own';
    findings.push({ severity: 'warning', field: 'SMTP_REQUIRE_TLS', message });
  }
  return findings;
}

function findingOf(outcome: SendOutcome): Finding {
  if (outcome.kind === 'retry') return { severity: 'error', ...FINDINGS[outcome.cause] };
  if (outcome.kind !== 'rejected') {
    return { severity: 'error', message: 'The conversation with the mail server ended early.' };
  }
  const { code, providerCode, explanation, nextStep } = outcome.reason;
  const answer = providerCode === undefined ? '' : ` (${providerCode})`;
  const field = code === 'credentials_invalid' ? { field: 'SMTP_PASSWORD' } : {};
  return { severity: 'error', ...field, message: `${explanation}${answer} ${nextStep}` };
}

const FINDINGS: Readonly<Record<RetryCause, { field?: string; message: string }>> = {
  dns: { field: 'SMTP_HOST', message: 'The name does not resolve; check its spelling.' },
  refused: { field: 'SMTP_PORT', message: 'Nothing listens on this port; it is mostly 587 or 465.' },
  connect: {
    field: 'SMTP_HOST',
    message: 'No conversation came about; check host and port, and that no firewall is between.',
  },
  tls: {
    field: 'SMTP_SECURE',
    message:
      'No encrypted connection came about: switch SMTP_SECURE on for port 465 and off for 587; for a certificate of a private authority set SMTP_CA; for a server without encryption on your own network switch SMTP_REQUIRE_TLS off.',
  },
  rate_limited: { message: 'The mail server asks for a slower pace; try again later.' },
  local_limit: { message: 'No connection was free; try again.' },
  busy: { message: 'The mail server is busy; try again later.' },
};
