import type { Integration, IntegrationCondition } from '../api/herald.types.js';

/** Whether an integration's vendor takes messages, in words. */
export interface BreakerWords {
  state: 'off' | 'well' | 'held' | 'trying';
  label: string;
  sentence: string;
}

/** What to do about something, or worth knowing. */
export interface Advice {
  /** True where messages wait or reports are lost because of it. */
  isProblem: boolean;
  words: string;
}

const LONG_WAIT_MS = 60_000;

/** The state of an integration's breaker, in words. */
export function breakerWords(isEnabled: boolean, { state }: Integration['health']): BreakerWords {
  if (!isEnabled) return { state: 'off', label: 'Switched off', sentence: 'It carries no notifications.' };
  return BREAKERS[state];
}

const BREAKERS: Readonly<Record<Integration['health']['state'], BreakerWords>> = {
  closed: { state: 'well', label: 'Works', sentence: 'The vendor takes messages.' },
  open: {
    state: 'held',
    label: 'Held back',
    sentence: 'The vendor failed again and again, so nothing is sent for now; deliveries wait and are not lost.',
  },
  half_open: {
    state: 'trying',
    label: 'Trying again',
    sentence: 'One delivery tries whether the vendor is well again; the others wait for it.',
  },
};

/** What is wrong with an integration and what to do, worst first; empty where all is well. */
export function adviceFor(condition: IntegrationCondition, nowMs: number): Advice[] {
  return [...breakerAdvice(condition), ...backlogAdvice(condition, nowMs), ...callbackAdvice(condition)];
}

const WAIT_FOR_VENDOR =
  'Look at the vendor’s status page, and at the network between it and Herald. Herald tries again by itself; saving corrected settings tries at once.';

/** By the failure that stopped the sending, where waiting alone does not mend it. */
const MENDS: Readonly<Record<string, string>> = {
  credentials_invalid:
    'The vendor does not accept the credentials. Correct them in the settings: saving tries at once, and what waits is then sent.',
  account_suspended:
    'The vendor has suspended the account. Settle it there; Herald tries again by itself, and saving the settings tries at once.',
};

function breakerAdvice({ enabled, breaker, rate }: IntegrationCondition): Advice[] {
  if (!enabled) return [];
  const advice: Advice[] = [];
  if (breaker.state !== 'closed') {
    advice.push({ isProblem: true, words: MENDS[breaker.lastFailure?.cause ?? ''] ?? WAIT_FOR_VENDOR });
  }
  if (rate.heldUntil !== null) {
    advice.push({
      isProblem: true,
      words:
        'The vendor asked to slow down. Herald waits as long as it said; if this comes back, set a lower rate in the integration’s settings.',
    });
  }
  return advice;
}

function backlogAdvice({ enabled, backlog, breaker, rate }: IntegrationCondition, nowMs: number): Advice[] {
  const advice: Advice[] = [];
  const waitMs = backlog.oldestDueAt === null ? 0 : nowMs - Date.parse(backlog.oldestDueAt);
  if (!enabled && backlog.due + backlog.scheduled > 0) {
    advice.push({
      isProblem: true,
      words: 'What waits for it is discarded when its turn comes. Switch it on again if that should be sent.',
    });
  } else if (waitMs > LONG_WAIT_MS && breaker.state === 'closed' && rate.heldUntil === null) {
    advice.push({ isProblem: true, words: waitWords(rate.allowedPerSecond, backlog.due) });
  }
  if (backlog.unknown > 0) {
    advice.push({
      isProblem: false,
      words:
        'In doubt: no readable answer came, so the vendor is asked what became of them before anything is sent again. There is nothing to do.',
    });
  }
  return advice;
}

function waitWords(allowedPerSecond: number | null, due: number): string {
  if (allowedPerSecond === null || allowedPerSecond === 0)
    return 'Deliveries wait for more than a minute. Start more workers, or see whether those that run are well.';
  return `Deliveries wait for more than a minute. At the allowed rate the backlog takes ${spanWords(due / allowedPerSecond)}; if the vendor allows more, raise the rate, else see whether the workers are well.`;
}

function callbackAdvice({ callbacks }: IntegrationCondition): Advice[] {
  if (callbacks === null || callbacks.lastRefusedAt === null) return [];
  const { lastReceivedAt, lastRefusedAt } = callbacks;
  const isStillSo = lastReceivedAt === null || Date.parse(lastReceivedAt) < Date.parse(lastRefusedAt);
  const words = isStillSo
    ? 'The last callback was refused because its signature did not fit. Mostly HERALD_PUBLIC_URL is not the address that the vendor calls, or a token was renewed at the vendor and not here: check the settings.'
    : 'Callbacks were refused because their signature did not fit; those after them are fine.';
  return [{ isProblem: isStillSo, words }];
}

/** A span of time as words, to a unit or two. */
export function spanWords(seconds: number): string {
  if (seconds < 90) return unitWords(Math.max(1, Math.round(seconds)), 'second');
  if (seconds < 90 * 60) return unitWords(Math.round(seconds / 60), 'minute');
  if (seconds < 36 * 3_600) return unitWords(Math.round(seconds / 3_600), 'hour');
  return unitWords(Math.round(seconds / 86_400), 'day');
}

function unitWords(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** A rate as people say it: slow ones by the minute or the hour. */
export function rateWords(perSecond: number): string {
  if (perSecond >= 1) return `${number.format(perSecond)} a second`;
  return perSecond * 60 >= 1
    ? `${number.format(perSecond * 60)} a minute`
    : `${number.format(perSecond * 3_600)} an hour`;
}
