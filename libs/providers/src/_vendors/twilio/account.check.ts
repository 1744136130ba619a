import type { ConnectionReport } from '#herald/channel-provider';
import type Twilio from 'twilio/lib/rest/Twilio.js';
import { isKnownCountry } from './phone.number.js';
import { TransportFault } from './transport.fault.js';
import type { TwilioApi } from './twilio.api.js';
import type { TwilioMessagingConfig } from './twilio.config.js';
import { TWILIO_ERROR_PAGE } from './twilio.reasons.js';
import { TwilioRefusal, answerOf } from './twilio.refusal.js';

/** One thing that is wrong or worth knowing. */
export type Finding = ConnectionReport['findings'][number];

/** What a channel looks at besides the account. */
export type SenderCheck<Config extends TwilioMessagingConfig> = (client: Twilio, config: Config) => Promise<Finding[]>;

const TEST_CREDENTIALS_CODE = 20008;

/**
 * Tries the credentials and tells what they allow: the account's standing, its balance where Twilio shows it, the API
 * key, and what the channel finds about the sender. Never throws.
 */
export async function checkAccount<Config extends TwilioMessagingConfig>(
  api: TwilioApi,
  config: Config,
  checkSender: SenderCheck<Config>,
): Promise<ConnectionReport> {
  try {
    const clients = await api.clients();
    // Callbacks are signed with the Auth Token, so it has to be good even where an API key sends.
    const client = clients.clientFor(config, 'auth token');
    const account = await accountFindings(client, config);
    if (account.findings.some(({ severity }) => severity === 'error')) return report(account.findings, account.name);
    const findings = [
      ...account.findings,
      ...countryFindings(config),
      ...(await balanceFindings(client)),
      ...(config.TWILIO_API_KEY_SID === undefined ? [] : await keyFindings(clients.clientFor(config))),
      ...(await checkSender(client, config)),
    ];
    return report(findings, account.name);
  } catch (error) {
    return report([failure(error)]);
  }
}

/** A finding for an error that stands in the way of a question. */
export function failure(error: unknown, field?: string): Finding {
  const where = field === undefined ? {} : { field };
  if (error instanceof TransportFault)
    return { severity: 'error', ...where, message: `Twilio was not reached: ${error.message}.` };
  if (error instanceof TwilioRefusal) {
    const page = error.code === undefined ? TWILIO_ERROR_PAGE : `${TWILIO_ERROR_PAGE}/${error.code}`;
    return { severity: 'error', ...where, message: `${error.message}; see ${page}.` };
  }
  return { severity: 'error', field: 'TWILIO_ACCOUNT_SID', message: 'No request can be made with these settings.' };
}

function report(findings: Finding[], accountName?: string): ConnectionReport {
  return {
    usable: !findings.some(({ severity }) => severity === 'error'),
    ...(accountName === undefined ? {} : { accountName }),
    findings,
  };
}

async function accountFindings(
  client: Twilio,
  config: TwilioMessagingConfig,
): Promise<{ name?: string; findings: Finding[] }> {
  try {
    const account = await answerOf(client.api.v2010.accounts(config.TWILIO_ACCOUNT_SID).fetch());
    if (account.sid !== config.TWILIO_ACCOUNT_SID) return { findings: [NOT_TWILIO] };
    const findings = [STANDING[account.status] ?? [], account.type === 'Trial' ? TRIAL : []].flat();
    return { name: account.friendlyName, findings };
  } catch (error) {
    if (!(error instanceof TwilioRefusal)) throw error;
    return { findings: [error.code === TEST_CREDENTIALS_CODE ? TEST_CREDENTIALS : refusedAccount(error)] };
  }
}

const STANDING: Readonly<Record<string, Finding>> = {
  suspended: {
    severity: 'error',
    field: 'TWILIO_ACCOUNT_SID',
    message: 'The account is suspended. Open the Twilio console and settle what it asks for, often the balance.',
  },
  closed: {
    severity: 'error',
    field: 'TWILIO_ACCOUNT_SID',
    message: 'The account is closed. Use another account.',
  },
};

const NOT_TWILIO: Finding = {
  severity: 'error',
  field: 'TWILIO_ACCOUNT_SID',
  message: 'The answer does not describe this account. Is TWILIO_API_BASE_URL the address of Twilio?',
};

const TRIAL: Finding = {
  severity: 'warning',
  field: 'TWILIO_ACCOUNT_SID',
  message: 'This is a trial account: it writes only to verified numbers, and only so many messages a day.',
};

const TEST_CREDENTIALS: Finding = {
  severity: 'warning',
  field: 'TWILIO_AUTH_TOKEN',
  message: "These are Twilio's test credentials: messages are accepted and never delivered.",
};

function refusedAccount(refusal: TwilioRefusal): Finding {
  if (refusal.status === 401) {
    return {
      severity: 'error',
      field: 'TWILIO_AUTH_TOKEN',
      message:
        'Twilio does not accept this Account SID and Auth Token together. Copy both from Account Info in the Twilio console; after a rotation the new primary token counts.',
    };
  }
  if (refusal.status === 404) {
    return { severity: 'error', field: 'TWILIO_ACCOUNT_SID', message: 'Twilio does not know this Account SID.' };
  }
  return failure(refusal, 'TWILIO_ACCOUNT_SID');
}

function countryFindings({ TWILIO_DEFAULT_COUNTRY: country }: TwilioMessagingConfig): Finding[] {
  if (country === undefined || isKnownCountry(country)) return [];
  const message = 'is not the code of a country (ISO 3166): numbers without a country code stay refused.';
  return [{ severity: 'error', field: 'TWILIO_DEFAULT_COUNTRY', message: `TWILIO_DEFAULT_COUNTRY ${message}` }];
}

/** Subaccounts have no balance of their own, and a refusal here says nothing about sending. */
async function balanceFindings(client: Twilio): Promise<Finding[]> {
  try {
    const { balance } = await answerOf(client.balance.fetch());
    if (!(Number(balance) <= 0)) return [];
    return [{ severity: 'warning', message: 'The balance is used up: Twilio refuses messages until it is topped up.' }];
  } catch (error) {
    if (error instanceof TwilioRefusal) return [];
    throw error;
  }
}

async function keyFindings(client: Twilio): Promise<Finding[]> {
  try {
    await answerOf(client.messages.list({ limit: 1 }));
    return [];
  } catch (error) {
    if (!(error instanceof TwilioRefusal) || ![401, 403].includes(error.status)) throw error;
    const message =
      'Twilio does not accept this API key for the account. Create a standard key and copy SID and secret.';
    return [{ severity: 'error', field: 'TWILIO_API_KEY_SECRET', message }];
  }
}
