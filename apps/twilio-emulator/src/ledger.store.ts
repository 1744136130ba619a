import { createHash } from 'node:crypto';
import { parse, type ParsedUrlQuery } from 'node:querystring';
import { callbackTarget } from './connection.overrides.js';
import type { Message } from './message.resource.js';
import { RingStore, type Recorded } from './ring.store.js';

interface LedgerRecord {
  readonly arrivedMs: number;
  readonly accountSid: string;
  readonly sid: string;
  readonly to: string;
  readonly from: string | null;
  readonly params: ParsedUrlQuery;
}

/** One accepted create, as the control surface shows it. */
export interface LedgerEntry extends LedgerRecord {
  /** Counted from 1, without gaps. */
  readonly sequence: number;
  /** Of the `Body` parameter in UTF-8, in hexadecimal; of the empty text when there was none. */
  readonly bodySha256: string;
  /** The query parameters of the StatusCallback URL. */
  readonly callbackParams: ParsedUrlQuery;
}

/** Every create that was accepted, in order of acceptance: what a test compares the engine's own story with. */
export class LedgerStore {
  readonly #records: RingStore<LedgerRecord>;
  readonly #byAccount = new Map<string, number>();
  #total = 0;

  /** @param capacity how many entries are kept; 0 keeps counts only */
  constructor(capacity: number) {
    this.#records = new RingStore(capacity);
    this.keepsEntries = capacity > 0;
  }

  readonly keepsEntries: boolean;

  record(message: Message, params: ParsedUrlQuery, arrivedMs: number): void {
    this.#total += 1;
    this.#byAccount.set(message.accountSid, (this.#byAccount.get(message.accountSid) ?? 0) + 1);
    if (!this.keepsEntries) return;
    const { accountSid, sid, to, from } = message;
    this.#records.append({ arrivedMs, accountSid, sid, to, from, params });
  }

  /** Entries that follow `sequence`, oldest first, and where the kept part starts. */
  after(sequence: number, limit: number): { entries: LedgerEntry[]; firstKept: number } {
    return { entries: this.#records.after(sequence, limit).map(entryOf), firstKept: this.#records.firstKept };
  }

  count(): { total: number; byAccount: Record<string, number> } {
    return { total: this.#total, byAccount: Object.fromEntries(this.#byAccount) };
  }
}

/** Hash and callback parameters are worked out when somebody looks, which keeps creating cheap. */
function entryOf({ sequence, value }: Recorded<LedgerRecord>): LedgerEntry {
  const { Body: body, StatusCallback: statusCallback } = value.params;
  return {
    sequence,
    ...value,
    bodySha256: createHash('sha256')
      .update(typeof body === 'string' ? body : '')
      .digest('hex'),
    callbackParams: typeof statusCallback === 'string' ? callbackParams(statusCallback) : {},
  };
}

function callbackParams(statusCallback: string): ParsedUrlQuery {
  const path = callbackTarget(statusCallback)?.path ?? '';
  const query = path.indexOf('?');
  return query < 0 ? {} : { ...parse(path.slice(query + 1)) };
}
