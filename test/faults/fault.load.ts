import { setTimeout } from 'node:timers/promises';
import { TEST_APP, type NotificationAnswer } from '../environment/herald.process.js';
import type { FaultNode } from './fault.node.js';
import type { SentMessage, ShownDelivery } from './ledger.judge.js';
import { reservedNumber } from './reserved.numbers.js';

const ANSWERED_WITHIN_MS = 30_000;
/** Longer than a server of its own may be stopped, started and stopped again. */
const ACKNOWLEDGED_WITHIN_MS = 600_000;
const PAUSE_MS = 100;
/** Messages that are read at a time. */
const READERS = 32;
const HEADERS = { 'x-api-key': TEST_APP.apiKey, 'x-api-secret': TEST_APP.apiSecret };

/** Answers after which the same call, with the same key, is made again: 409 says that the first is under way. A 500 is none. */
const REPEATED = new Set([409, 429, 503]);

/** What GET /v3/deliveries answers. */
interface DeliveryPage {
  data: object[];
  next: string | null;
}

/** How messages are sent. */
export interface SendOptions {
  /** So many calls at a time; default 8. */
  concurrency?: number;
  /** Laid over the request body. */
  more?: object;
}

/** A caller of the API as its documentation wants it: every call carries a key and is repeated until it is answered 202. */
export class FaultLoad {
  readonly messages: SentMessage[] = [];
  readonly #underWay: Promise<unknown>[] = [];
  #turn = 0;

  /** @param name that tells this load's messages from those of all others */
  constructor(
    private readonly name: string,
    private readonly servers: readonly FaultNode[],
  ) {}

  /** Sends so many messages, each with a text and to a number of its own; gives them once all are acknowledged. */
  async send(count: number, { concurrency = 8, more = {} }: SendOptions = {}): Promise<SentMessage[]> {
    const added = Array.from({ length: count }, () => this.add());
    const left = added.values();
    const sendInTurn = async () => {
      for (const message of left) this.acknowledge(message, await this.#requestIdFor(message, more));
    };
    await Promise.all(Array.from({ length: Math.min(count, concurrency) }, sendInTurn));
    return added;
  }

  /** Sends so many messages at once and does not wait: a server that is down answers when it is back. */
  sendInBackground(count: number): void {
    const sending = this.send(count, { concurrency: count });
    // Awaited by `allAcknowledged`; until then a failure must not count as unhandled.
    sending.catch(() => undefined);
    this.#underWay.push(sending);
  }

  /** Waits until everything that was sent in the background is acknowledged. */
  async allAcknowledged(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Sends one message by so many equal calls at the same time; gives the request ids that they were answered. */
  async sendEqually(calls: number): Promise<string[]> {
    const message = this.add();
    const ids = await Promise.all(Array.from({ length: calls }, () => this.#requestIdFor(message, {})));
    this.acknowledge(message, ids[0] ?? '');
    return ids;
  }

  /** A message that is yet to be sent. */
  add(): SentMessage {
    const text = `${this.name}, message ${this.messages.length}`;
    const to = reservedNumber(this.messages.length);
    const message: SentMessage = { text, to, requestId: undefined, acknowledgedAtMs: undefined };
    this.messages.push(message);
    return message;
  }

  /** Notes that it was answered 202 just now. */
  acknowledge(message: SentMessage, requestId: string): void {
    message.requestId = requestId;
    message.acknowledgedAtMs = Date.now();
  }

  /** The call that sends it, with a key; `more` is laid over the body. */
  requestFor(message: SentMessage, more: object = {}): { headers: Record<string, string>; body: string } {
    const body = {
      notification: { message: message.text },
      recipients: [{ identifier: message.to, phoneNumber: message.to }],
      ...more,
    };
    const key = message.text.replaceAll(/[^a-z0-9]+/gi, '-');
    return {
      headers: { ...HEADERS, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    };
  }

  /** Each acknowledged message's deliveries, as the API shows them now; none of one that it does not find. */
  async shown(of: readonly SentMessage[] = this.messages): Promise<Map<string, ShownDelivery[]>> {
    const ids = of.flatMap(({ requestId }) => requestId ?? []);
    const shown = new Map<string, ShownDelivery[]>();
    const left = ids.values();
    const readInTurn = async () => {
      for (const id of left) shown.set(id, await this.#deliveries(id));
    };
    await Promise.all(Array.from({ length: READERS }, readInTurn));
    return shown;
  }

  /** True while a delivery of the app is pending. */
  async hasPending(): Promise<boolean> {
    for (let after = ''; ;) {
      const path = `/v3/deliveries?status=pending&limit=1${after}`;
      const page = await this.#untilAnswered(path, async () => {
        const response = await this.#call(path);
        if (!response.ok) throw new Error(`answered ${response.status}: ${await response.text()}`);
        return (await response.json()) as DeliveryPage;
      });
      if (page.data.length > 0 || page.next === null) return page.data.length > 0;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
  }

  /** Makes a call once; the servers that run take turns. */
  #call(path: string, init: RequestInit = {}): Promise<Response> {
    const running = this.servers.filter(({ isRunning }) => isRunning);
    const server = running[(this.#turn += 1) % running.length] ?? this.servers[0];
    return fetch(`${server?.url}${path}`, {
      headers: HEADERS,
      ...init,
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
  }

  #requestIdFor(message: SentMessage, more: object): Promise<string> {
    const request = this.requestFor(message, more);
    return this.#untilAnswered(message.text, async () => {
      const response = await this.#call('/v3/notifications', { method: 'POST', ...request });
      if (REPEATED.has(response.status)) throw new Error(`answered ${response.status}: ${await response.text()}`);
      if (response.status !== 202) throw new UnforeseenAnswerError(response.status, await response.text());
      return ((await response.json()) as { requestId: string }).requestId;
    });
  }

  async #deliveries(requestId: string): Promise<ShownDelivery[]> {
    return this.#untilAnswered(requestId, async () => {
      const response = await this.#call(`/v3/notifications/${requestId}`);
      if (response.status === 404) return [];
      if (!response.ok) throw new Error(`answered ${response.status}: ${await response.text()}`);
      return ((await response.json()) as NotificationAnswer).deliveries.map(shownDelivery);
    });
  }

  async #untilAnswered<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
    const deadlineMs = performance.now() + ACKNOWLEDGED_WITHIN_MS;
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (error instanceof UnforeseenAnswerError) throw error;
        if (performance.now() > deadlineMs) throw new Error(`${what} was never answered`, { cause: error });
        await setTimeout(PAUSE_MS);
      }
    }
  }
}

/** An answer that no server gives to a sound request, faults or not. */
class UnforeseenAnswerError extends Error {
  constructor(status: number, body: string) {
    super(`POST /v3/notifications answered ${status}: ${body}`);
    this.name = 'UnforeseenAnswerError';
  }
}

function shownDelivery(delivery: NotificationAnswer['deliveries'][number]): ShownDelivery {
  const { id, status, providerMessageId, reason, attempts, events } = delivery;
  const times = events.map(({ recordedAt }) => new Date(recordedAt).getTime());
  return {
    id,
    status,
    providerMessageId,
    reason,
    attempts: attempts.map(({ outcome, duplicateRisk }) => ({ outcome, duplicateRisk })),
    startedAtMs: attempts.map(({ startedAt }) => new Date(startedAt).getTime()),
    settledAtMs: times.length === 0 ? null : Math.min(...times),
  };
}
