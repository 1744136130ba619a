import type { EventType, SendOutcome } from '#herald/channel-provider';
import type { KeptSignal } from '#herald/store';
import fc from 'fast-check';
import { statusRank } from './delivery.status.js';

/** What a callback tells: the event, the vendor's own words, and its code. */
export interface Word {
  event: EventType | null;
  providerStatus: string;
  providerCode?: string;
}

/** Something that happens to one of several deliveries. */
export type Step =
  /** A callback, through the signed address, or only with the message id that the vendor gave. */
  | { kind: 'callback'; delivery: number; words: Word[]; isSigned: boolean }
  /** The end of the attempt. */
  | { kind: 'answer'; delivery: number; outcome: SendOutcome['kind'] }
  /** What came too early is tried again. */
  | { kind: 'parked are tried' };

const WORDS: readonly Word[] = [
  { event: null, providerStatus: 'queued' },
  { event: null, providerStatus: 'sending' },
  { event: 'sent', providerStatus: 'sent' },
  { event: 'discarded', providerStatus: 'undelivered', providerCode: '30003' },
  { event: 'discarded', providerStatus: 'undelivered', providerCode: '30005' },
  { event: 'discarded', providerStatus: 'failed' },
  { event: 'delivered', providerStatus: 'delivered' },
  { event: 'seen', providerStatus: 'read' },
];

/** Any number of callbacks about this many deliveries, alone and repeated, between anything else. */
export function callbacks(deliveries: number): fc.Arbitrary<Step> {
  return fc.record({
    kind: fc.constant('callback' as const),
    delivery: fc.nat(deliveries - 1),
    words: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 2 }),
    isSigned: fc.boolean(),
  });
}

/** As the store keeps it. */
export function keptSignal(delivery: number, { event, providerStatus, providerCode }: Word): KeptSignal {
  const reason = {
    code: 'undelivered',
    explanation: 'e',
    nextStep: 'n',
    ...(providerCode === undefined ? {} : { providerCode }),
  } as const;
  return {
    providerMessageId: messageId(delivery),
    providerStatus,
    event,
    reason: event === 'discarded' ? reason : null,
    occurredAt: null,
  };
}

/** The vendor's id of a delivery's message. */
export const messageId = (delivery: number): string => `SM-${delivery}`;

/** What a delivery has to look like after some steps. */
export class ExpectedDelivery {
  status = 0;
  /** What tells its events apart. */
  readonly events = new Set<string>();
  #isSettled = false;
  #isMessageKnown = false;
  #parked: Word[] = [];

  tell(words: readonly Word[], isSigned: boolean): void {
    if (isSigned || this.#isMessageKnown) this.#apply(words);
    else this.#parked.push(...words);
  }

  tryParked(): void {
    if (!this.#isMessageKnown) return;
    this.#apply(this.#parked);
    this.#parked = [];
  }

  answer(outcome: SendOutcome['kind']): void {
    if (outcome === 'accepted') {
      this.#isMessageKnown = true;
      this.#isSettled = true;
      this.events.add('sent');
      this.#raise('sent');
    }
    if (outcome === 'rejected') {
      this.#isSettled = true;
      this.events.add('discarded:herald');
      this.#raise('discarded');
    }
  }

  #apply(words: readonly Word[]): void {
    for (const { event, providerStatus, providerCode } of words) {
      // Whatever the vendor says about a message shows that it took it.
      if (!this.#isSettled) this.events.add('sent');
      this.#isSettled = true;
      this.#isMessageKnown = true;
      this.#raise(event ?? 'sent');
      if (event === null || event === 'sent') continue;
      this.events.add([event, providerStatus, providerCode].filter((part) => part !== undefined).join(':'));
    }
  }

  #raise(event: EventType): void {
    this.status = Math.max(this.status, statusRank(event));
  }
}
