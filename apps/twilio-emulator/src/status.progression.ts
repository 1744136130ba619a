import type { ActivityMonitor } from './activity.monitor.js';
import { addressOn, withoutChannel } from './channel.address.js';
import { MAGIC_OUTCOMES, type MagicOutcome } from './magic-numbers.table.js';
import type { Message, MessageStatus } from './message.resource.js';
import type { SenderDirectory } from './sender.directory.js';
import { StepClock } from './step.clock.js';
import { twilioErrorBody } from './twilio-error.response.js';

/** What a message passes through once it has left the queue, by where it ends. */
const ROUTES: Readonly<Record<MagicOutcome['ends'] | 'read', readonly MessageStatus[]>> = {
  queued: [],
  sent: ['sending', 'sent'],
  delivered: ['sending', 'sent', 'delivered'],
  read: ['sending', 'sent', 'delivered', 'read'],
  failed: ['sending', 'failed'],
  undelivered: ['sending', 'sent', 'undelivered'],
};
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Journey {
  readonly message: Message;
  readonly route: readonly MessageStatus[];
  readonly errorCode: number | undefined;
  next: number;
}

/** Told of every status but the first. `last`: no further one is planned. */
export type StatusListener = (message: Message, last: boolean) => void;

/**
 * The statuses that a new message will go through after its first, and the error it ends with.
 * https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 */
function plannedRoute(message: Message): { route: readonly MessageStatus[]; errorCode: number | undefined } {
  const outcome = MAGIC_OUTCOMES.get(withoutChannel(message.to));
  const applies =
    outcome !== undefined &&
    !outcome.synchronous &&
    outcome.channels.includes(message.channel) &&
    !(outcome.freeFormOnly && message.structured);
  const ends = applies ? outcome.ends : message.channel === 'whatsapp' ? 'read' : 'delivered';
  const route = message.status === 'queued' ? ROUTES[ends] : (['queued', ...ROUTES[ends]] as const);
  return { route, errorCode: applies ? outcome.errorCode : undefined };
}

/** Moves messages along their routes, one status per step. */
export class StatusProgression {
  readonly #clock: StepClock<Journey>;
  readonly #scheduled = new Map<Message, NodeJS.Timeout>();
  /** Messages whose further statuses come from the control surface, or that were canceled. */
  readonly #takenOver = new WeakSet<Message>();

  constructor(
    stepMs: number,
    private readonly senders: SenderDirectory,
    private readonly activity: ActivityMonitor,
    private readonly changed: StatusListener,
  ) {
    this.#clock = new StepClock(stepMs, (journey) => this.#step(journey));
  }

  /** @param sendAtMs when a scheduled message is to leave, in Unix milliseconds */
  start(message: Message, sendAtMs?: number): void {
    const journey = { message, ...plannedRoute(message), next: 0 };
    if (sendAtMs !== undefined) this.#schedule(journey, sendAtMs);
    else this.#begin(journey);
  }

  /** Goes through every planned status at once. */
  runThrough(message: Message): void {
    const { route, errorCode } = plannedRoute(message);
    for (const [index, status] of route.entries()) {
      this.#apply(message, status, errorCode, index === route.length - 1);
    }
  }

  /** Gives the message this status now; planned ones no longer follow. */
  push(message: Message, status: MessageStatus, errorCode?: number): void {
    this.#takenOver.add(message);
    const timer = this.#scheduled.get(message);
    clearTimeout(timer);
    this.#scheduled.delete(message);
    this.#apply(message, status, errorCode, true);
  }

  stop(): void {
    this.#clock.stop();
    for (const timer of this.#scheduled.values()) clearTimeout(timer);
    this.#scheduled.clear();
  }

  #begin(journey: Journey): void {
    if (journey.route.length === 0) return;
    this.activity.begin();
    this.#clock.add(journey);
  }

  #schedule(journey: Journey, sendAtMs: number): void {
    const delayMs = sendAtMs - Date.now();
    const timer = setTimeout(
      () => {
        if (delayMs > LONGEST_TIMER_MS) return this.#schedule(journey, sendAtMs);
        this.#scheduled.delete(journey.message);
        this.#begin(journey);
      },
      Math.min(delayMs, LONGEST_TIMER_MS),
    );
    this.#scheduled.set(journey.message, timer);
  }

  #step(journey: Journey): void {
    const { message, route, errorCode } = journey;
    const status = route[journey.next];
    if (status === undefined || this.#takenOver.has(message)) return this.activity.end();
    journey.next += 1;
    const last = journey.next >= route.length;
    this.#apply(message, status, errorCode, last);
    if (last) this.activity.end();
    else this.#clock.add(journey);
  }

  #apply(message: Message, status: MessageStatus, errorCode: number | undefined, last: boolean): void {
    const nowMs = Date.now();
    message.status = status;
    message.updatedMs = nowMs;
    if (status === 'sending' || status === 'sent') message.sentMs ??= nowMs;
    if (message.from === null && status !== 'canceled') {
      const picked = this.senders.pick(message.channel, message.accountSid);
      message.from = picked === undefined ? null : addressOn(message.channel, picked);
    }
    const failed = status === 'failed' || status === 'undelivered';
    message.errorCode = failed ? (errorCode ?? null) : null;
    message.errorMessage = failed && errorCode !== undefined ? twilioErrorBody(errorCode).message : null;
    this.changed(message, last);
  }
}
