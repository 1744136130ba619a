/** One account that the emulator stands in for. */
export interface AccountOptions {
  /** `AC` and 32 hexadecimal digits. */
  readonly sid: string;
  /** The primary auth token: signs every webhook of the account. */
  readonly authToken: string;
  /** Standard API keys of the account. */
  readonly keys?: readonly { readonly sid: string; readonly secret: string }[];
}

/** A channel that a sender can speak on. */
export type Channel = 'sms' | 'whatsapp';

/** A number, short code or alphanumeric sender that an account owns. */
export interface SenderOptions {
  /** Without a channel prefix: `+14155238886`. */
  readonly number: string;
  readonly channels: readonly Channel[];
  /** The only account that owns it; absent: every account does. */
  readonly accountSid?: string;
}

/** Everything that can be chosen about a running emulator. */
export interface EmulatorOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly accounts: readonly AccountOptions[];
  readonly senders: readonly SenderOptions[];
  /** Delay between two statuses of a message, in milliseconds. */
  readonly stepMs: number;
  /** Whether status callbacks are sent at all. */
  readonly callbacks: boolean;
  /** `count` keeps numbers only, so that a benchmark does not fill the memory. */
  readonly ledger: 'full' | 'count';
  /** How many ledger entries, and how many messages, are kept; older ones are forgotten. */
  readonly ledgerCapacity: number;
  readonly messageCapacity: number;
}

/** The environment of the emulator cannot be used; the message names every fault and what to set. */
export class EmulatorEnvironmentError extends Error {
  override readonly name = 'EmulatorEnvironmentError';

  constructor(readonly faults: readonly string[]) {
    super(`The emulator cannot start:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  }
}

/** The sandbox number that every Twilio account shares; WhatsApp only. */
const SANDBOX_NUMBER = '+14155238886';

/** The account that exists when none is named. Both values are invented. */
export const DEFAULT_ACCOUNT: AccountOptions = {
  sid: 'AC0123456789abcdef0123456789abcdef',
  authToken: 'fedcba9876543210fedcba9876543210',
};

/** What holds for everything that is not chosen. */
export const DEFAULT_OPTIONS: EmulatorOptions = {
  host: '127.0.0.1',
  port: 4010,
  accounts: [DEFAULT_ACCOUNT],
  senders: [
    { number: SANDBOX_NUMBER, channels: ['whatsapp'] },
    { number: '+15005550006', channels: ['sms', 'whatsapp'] },
  ],
  stepMs: 300,
  callbacks: true,
  ledger: 'full',
  ledgerCapacity: 200_000,
  messageCapacity: 100_000,
};

/** Messages kept when the ledger only counts: enough to look one up, too few to weigh on a benchmark. */
const MESSAGES_BESIDE_COUNTS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the emulator's options from environment variables (they are listed in the README).
 *
 * @throws EmulatorEnvironmentError naming every variable that cannot be used
 */
export function readEmulatorEnvironment(environment: Environment): EmulatorOptions {
  const faults: string[] = [];
  const options: EmulatorOptions = {
    host: environment.EMULATOR_HOST || DEFAULT_OPTIONS.host,
    port: wholeNumber('PORT', environment.PORT, DEFAULT_OPTIONS.port, 65_535, faults),
    accounts: accountsOf(environment.EMULATOR_ACCOUNTS, faults),
    senders: sendersOf(environment.EMULATOR_SENDERS, faults),
    stepMs: wholeNumber('EMULATOR_STEP_MS', environment.EMULATOR_STEP_MS, DEFAULT_OPTIONS.stepMs, 3_600_000, faults),
    callbacks: choice('EMULATOR_CALLBACKS', environment.EMULATOR_CALLBACKS, ['on', 'off'], faults) === 'on',
    ledger: choice('EMULATOR_LEDGER', environment.EMULATOR_LEDGER, ['full', 'count'], faults),
    ledgerCapacity: DEFAULT_OPTIONS.ledgerCapacity,
    messageCapacity: environment.EMULATOR_LEDGER === 'count' ? MESSAGES_BESIDE_COUNTS : DEFAULT_OPTIONS.messageCapacity,
  };
  if (faults.length > 0) throw new EmulatorEnvironmentError(faults);
  return options;
}

function wholeNumber(name: string, text: string | undefined, fallback: number, most: number, faults: string[]): number {
  if (!text) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  faults.push(`${name} is not a whole number from 0 to ${most}; unset it for ${fallback}.`);
  return fallback;
}

function choice<const T extends string>(
  name: string,
  text: string | undefined,
  values: readonly [T, ...T[]],
  faults: string[],
): T {
  const chosen = values.find((value) => value === text);
  if (!chosen && text) faults.push(`${name} is none of ${values.join(', ')}; unset it for ${values[0]}.`);
  return chosen ?? values[0];
}

/** `AC…:token[:SK…:secret]`, separated by commas; the same account may be named again with a further key. */
function accountsOf(text: string | undefined, faults: string[]): readonly AccountOptions[] {
  if (!text) return DEFAULT_OPTIONS.accounts;
  const accounts = new Map<string, AccountOptions>();
  for (const [index, entry] of listOf(text).entries()) {
    const [sid = '', authToken = '', keySid, secret] = entry.split(':');
    if (!/^AC[0-9a-fA-F]{32}$/.test(sid) || !authToken || (keySid && (!keySid.startsWith('SK') || !secret))) {
      // The entry itself holds secrets, so only its place is named.
      faults.push(`EMULATOR_ACCOUNTS: entry ${index + 1} is not ACsid:token or ACsid:token:SKsid:secret.`);
      continue;
    }
    const keys = [...(accounts.get(sid)?.keys ?? []), ...(keySid && secret ? [{ sid: keySid, secret }] : [])];
    accounts.set(sid, { sid, authToken, keys });
  }
  return [...accounts.values()];
}

/** `[whatsapp:|sms:]number[@ACsid]`, separated by commas. */
function sendersOf(text: string | undefined, faults: string[]): readonly SenderOptions[] {
  if (!text) return DEFAULT_OPTIONS.senders;
  return listOf(text).flatMap((entry): SenderOptions[] => {
    const [, prefix, number, accountSid] = /^(?:(whatsapp|sms):)?([^@:]+)(?:@(AC[0-9a-fA-F]{32}))?$/.exec(entry) ?? [];
    if (!number) {
      faults.push(`EMULATOR_SENDERS: "${entry}" is not [whatsapp:|sms:]number[@ACsid].`);
      return [];
    }
    const channels = channelsOf(prefix, number);
    return [accountSid ? { number, channels, accountSid } : { number, channels }];
  });
}

function channelsOf(prefix: string | undefined, number: string): readonly Channel[] {
  if (prefix === 'whatsapp' || prefix === 'sms') return [prefix];
  return number === SANDBOX_NUMBER ? ['whatsapp'] : ['sms', 'whatsapp'];
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}
