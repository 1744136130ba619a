import { randomBytes } from 'node:crypto';
import { entryOf } from './app.entry.js';
import { Child } from './child.process.js';
import { eventually } from './eventually.js';

/** On a machine that is busy with other specs. */
const STARTS_WITHIN_MS = 120_000;

/** An accepted create, as the emulator's ledger keeps it. */
export interface LedgerEntry {
  sequence: number;
  sid: string;
  accountSid: string;
  to: string;
  from: string | null;
  params: Record<string, string | string[]>;
}

/** An account at the emulator. */
export interface EmulatorAccount {
  sid: string;
  token: string;
}

/** The Twilio emulator in a process of its own. */
export class Emulator {
  private constructor(
    readonly url: string,
    /** Two accounts, so that their credentials can be told apart. */
    readonly accounts: readonly [EmulatorAccount, EmulatorAccount],
    private readonly child: Child,
  ) {}

  /** A sender that both accounts own on WhatsApp and SMS. */
  static readonly sender = '+14155238886';
  /** Another one. */
  static readonly otherSender = '+15005550006';

  static async start(variables: Readonly<Record<string, string>> = {}): Promise<Emulator> {
    const accounts = [newAccount(), newAccount()] as const;
    const child = Child.start('emulator', entryOf('twilio-emulator'), {
      PORT: '0',
      EMULATOR_ACCOUNTS: accounts.map(({ sid, token }) => `${sid}:${token}`).join(','),
      EMULATOR_SENDERS: `${Emulator.sender},${Emulator.otherSender}`,
      EMULATOR_STEP_MS: '0',
      ...variables,
    });
    const url = await eventually(
      'The start of the emulator',
      () => {
        if (child.hasEnded) throw new Error(`It ended: ${child.output}`);
        return /"listening":"([^"]+)"/.exec(child.output)?.[1];
      },
      STARTS_WITHIN_MS,
    );
    return new Emulator(url, accounts, child);
  }

  /** Variables under which Herald switches `twilio_whatsapp` on by itself and sends here, through the first account. */
  get heraldVariables(): Record<string, string> {
    const [{ sid, token }] = this.accounts;
    return {
      TWILIO_ACCOUNT_SID: sid,
      TWILIO_AUTH_TOKEN: token,
      TWILIO_FROM_NUMBER: Emulator.sender,
      TWILIO_API_BASE_URL: this.url,
    };
  }

  /** Accepted creates so far. */
  async ledger(): Promise<LedgerEntry[]> {
    const answer = (await this.control('GET', 'ledger')) as { data?: LedgerEntry[]; entries?: LedgerEntry[] };
    return answer.entries ?? answer.data ?? [];
  }

  /** Calls the control surface. */
  async control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`The emulator answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }

  async stop(): Promise<void> {
    await this.child.end();
  }
}

function newAccount(): EmulatorAccount {
  return { sid: `AC${randomBytes(16).toString('hex')}`, token: randomBytes(16).toString('hex') };
}
