import type { DeliveryStatus } from '#herald/store';
import type { Emulator, LedgerEntry } from '../environment/emulator.process.js';
import type { ArrivedMessage } from './ledger.judge.js';

/** The emulator forgets callbacks beyond 10,000. */
const READ_EVERY_MS = 3_000;

interface CallbackTry {
  sequence: number;
  atMs: number;
  parameters: { MessageSid?: string; MessageStatus?: string };
  httpStatus: number | null;
  durationMs: number;
}

interface MessageList {
  messages: { sid: string; status: string }[];
  next_page_uri: string | null;
}

/** Twilio's statuses in the words of Herald; every other one is `sent`. */
const STATUSES: Readonly<Record<string, DeliveryStatus>> = {
  delivered: 'delivered',
  read: 'seen',
  failed: 'discarded',
  undelivered: 'discarded',
  canceled: 'discarded',
};

/** What an emulator has recorded by itself: accepted creates, how far they came, and the callbacks that were answered 2xx. */
export class EmulatorRecord {
  readonly #ledger: (LedgerEntry & { arrivedMs: number })[] = [];
  readonly #callbacks: CallbackTry[] = [];
  readonly #timer: NodeJS.Timeout;
  #reading: Promise<void> = Promise.resolve();

  /** Reads on from now and then until `stopReading`. */
  constructor(private readonly emulator: Emulator) {
    this.#timer = setInterval(() => {
      // What could not be read is read the next time; what fails for good fails in `messages`.
      this.#readOn().catch(() => undefined);
    }, READ_EVERY_MS);
  }

  stopReading(): void {
    clearInterval(this.#timer);
  }

  #readOn(): Promise<void> {
    const earlier = this.#reading.catch(() => undefined);
    this.#reading = this.#readAfter(earlier);
    return this.#reading;
  }

  async #readAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    this.#ledger.push(...(await this.#following('ledger', this.#ledger)));
    const callbacks = await this.#following('callbacks', this.#callbacks);
    for (const { parameters, ...callback } of callbacks) {
      const { MessageSid = '', MessageStatus = '' } = parameters;
      this.#callbacks.push({ ...callback, parameters: { MessageSid, MessageStatus } });
    }
  }

  /** Every accepted create, with what is known of it now. */
  async messages(): Promise<ArrivedMessage[]> {
    await this.#readOn();
    const statuses = await this.#statuses();
    const callbacks = new Map<string, ArrivedMessage['callbacks'][number][]>();
    for (const { atMs, durationMs, parameters, httpStatus } of this.#callbacks) {
      if (httpStatus === null || httpStatus >= 300) continue;
      const of = callbacks.get(parameters.MessageSid ?? '') ?? [];
      of.push({ status: heraldStatus(parameters.MessageStatus), atMs: atMs - durationMs });
      callbacks.set(parameters.MessageSid ?? '', of);
    }
    return this.#ledger.map(({ sid, params, arrivedMs }) => ({
      sid,
      text: String(params['Body']),
      arrivedMs,
      status: heraldStatus(statuses.get(sid)),
      callbacks: callbacks.get(sid) ?? [],
    }));
  }

  /** The records that follow these, oldest first. */
  async #following<Entry extends { sequence: number }>(path: string, known: readonly Entry[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (;;) {
      const after = (entries.at(-1) ?? known.at(-1))?.sequence ?? 0;
      const page = (await this.emulator.control('GET', `${path}?after=${after}&limit=10000`)) as { entries: Entry[] };
      if (page.entries.length === 0) return entries;
      entries.push(...page.entries);
    }
  }

  async #statuses(): Promise<Map<string, string>> {
    const [{ sid, token }] = this.emulator.accounts;
    const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
    const statuses = new Map<string, string>();
    let next: string | null = `/2010-04-01/Accounts/${sid}/Messages.json?PageSize=1000`;
    while (next !== null) {
      const response = await fetch(this.emulator.url + next, { headers: { authorization } });
      const list = (await response.json()) as MessageList;
      for (const message of list.messages) statuses.set(message.sid, message.status);
      next = list.next_page_uri;
    }
    return statuses;
  }
}

function heraldStatus(twilioStatus: string | undefined): DeliveryStatus {
  return STATUSES[twilioStatus ?? ''] ?? 'sent';
}
