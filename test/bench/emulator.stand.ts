import { randomBytes } from 'node:crypto';
import { entryOf } from '../environment/app.entry.js';
import { Child } from '../environment/child.process.js';
import { eventually } from '../environment/eventually.js';

/** An accepted create, as far as the bench looks at it. */
export interface LedgerLine {
  sequence: number;
  sid: string;
  /** When the request came in, in Unix milliseconds. */
  arrivedMs: number;
  params: { Body?: string; StatusCallback?: string };
}

/** Stands in for Twilio, in a process of its own, without sending callbacks. */
export interface BenchEmulator {
  url: string;
  account: { sid: string; token: string };
  sender: string;
  /** Accepted creates since the start. */
  count(): Promise<number>;
  /** Accepted creates after a place in the ledger; only where it keeps them. */
  ledgerAfter(sequence: number): Promise<LedgerLine[]>;
  stop(): Promise<void>;
}

const PAGE = 10_000;

/** @param ledger `count` only counts, so that keeping does not weigh on what is measured */
export async function startEmulator(ledger: 'count' | 'full'): Promise<BenchEmulator> {
  const account = { sid: `AC${randomBytes(16).toString('hex')}`, token: randomBytes(16).toString('hex') };
  const sender = '+14155238886';
  const child = Child.start('emulator', entryOf('twilio-emulator'), {
    PORT: '0',
    EMULATOR_ACCOUNTS: `${account.sid}:${account.token}`,
    EMULATOR_SENDERS: sender,
    EMULATOR_CALLBACKS: 'off',
    EMULATOR_LEDGER: ledger,
  });
  const url = await eventually('The start of the emulator', () => /"listening":"([^"]+)"/.exec(child.output)?.[1]);
  const control = async (path: string) => (await fetch(`${url}/_emulator/${path}`)).json();
  return {
    url,
    account,
    sender,
    count: async () => ((await control('ledger/count')) as { total: number }).total,
    async ledgerAfter(sequence) {
      const lines: LedgerLine[] = [];
      for (let after = sequence; ;) {
        const page = (await control(`ledger?after=${after}&limit=${PAGE}`)) as { entries: LedgerLine[]; next: number };
        lines.push(...page.entries);
        if (page.entries.length < PAGE) return lines;
        after = page.next;
      }
    },
    async stop() {
      await child.end();
    },
  };
}
