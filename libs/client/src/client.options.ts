/** How to reach Herald, and how patiently. */
export interface HeraldOptions {
  /** Where Herald answers, without `/v3`, e.g. `https://herald.example.com`. */
  baseUrl: string;
  apiKey: string;
  apiSecret: string;
  /** Longest time for one try, from the first byte out to the last byte in. 10 000 unless given. */
  timeoutMs?: number;
  /** Longest time for a call with all its tries and waits. `timeoutMs × (retries + 1)` unless given. */
  deadlineMs?: number;
  /** How often a call that may be repeated is repeated. 3 unless given. */
  retries?: number;
  /** Span of the first random wait between tries; it doubles up to 5 s. 200 unless given. */
  retryDelayMs?: number;
  /** Stands in for the platform's `fetch`: a proxy, a keep-alive pool, tracing. It has to honour `init.signal`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** What a single call may say differently. */
export interface CallOptions {
  /** Ends the call at once; the call then fails with the signal's reason. */
  signal?: AbortSignal;
  /** Longest time for one try. The client's own unless given. */
  timeoutMs?: number;
  /** Longest time for the call with all its tries and waits. Follows `timeoutMs` where that is given, else the client's own. */
  deadlineMs?: number;
}

/** Options of `notify` and `deliveries.resend`. */
export interface NotifyOptions extends CallOptions {
  /**
   * Names this notification: however often it is sent under one key, it is stored once. Give your own, made from what
   * causes the notification, to be safe across restarts of your program too. A random UUID unless given.
   */
  idempotencyKey?: string;
}

/** Options with the defaults filled in. */
export type Settings = Required<Omit<HeraldOptions, 'deadlineMs'>> & { deadlineMs: number | undefined };

/** Longest span that timers keep: 2^31 - 1 ms, about 24 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * The options, checked, with the defaults filled in.
 *
 * @throws TypeError that names every fault; it never repeats a value, because values may be secrets
 */
export function readOptions(options: HeraldOptions): Settings {
  const settings: Settings = {
    baseUrl: options.baseUrl,
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    timeoutMs: options.timeoutMs ?? 10_000,
    deadlineMs: options.deadlineMs,
    retries: options.retries ?? 3,
    retryDelayMs: options.retryDelayMs ?? 200,
    // Looked up at each call, so that instrumentation put in place later counts, and called as a plain function.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  };
  const faults = [
    baseUrlFault(settings.baseUrl),
    headerFault('apiKey', settings.apiKey),
    headerFault('apiSecret', settings.apiSecret),
    spanFault('timeoutMs', settings.timeoutMs, 1),
    settings.deadlineMs === undefined ? undefined : spanFault('deadlineMs', settings.deadlineMs, 1),
    Number.isSafeInteger(settings.retries) && settings.retries >= 0
      ? undefined
      : 'retries must be a whole number, 0 or more',
    spanFault('retryDelayMs', settings.retryDelayMs, 0),
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new TypeError(`Herald client options: ${faults.join('; ')}`);
  return { ...settings, baseUrl: settings.baseUrl.replace(/\/+$/, '') };
}

/**
 * The time limits of one call.
 *
 * @throws TypeError that names every fault
 */
export function readLimits(settings: Settings, options: CallOptions): { timeoutMs: number; deadlineMs: number } {
  const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
  const ofClient = options.timeoutMs === undefined ? settings.deadlineMs : undefined;
  const deadlineMs = options.deadlineMs ?? ofClient ?? Math.min(LONGEST_TIMER_MS, timeoutMs * (settings.retries + 1));
  const faults = [spanFault('timeoutMs', timeoutMs, 1), spanFault('deadlineMs', deadlineMs, 1)].filter(
    (fault) => fault !== undefined,
  );
  if (faults.length > 0) throw new TypeError(`Herald call options: ${faults.join('; ')}`);
  return { timeoutMs, deadlineMs };
}

/** What is wrong with a text that goes into the header or option `name`, `undefined` where it may. */
export function headerFault(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return `${name} is missing: give it as text`;
  return /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : `${name} has a character that a header cannot carry: look for a space or a line break around it`;
}

function baseUrlFault(baseUrl: unknown): string | undefined {
  const example = 'give an address like https://herald.example.com';
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) return `baseUrl is not an absolute URL: ${example}`;
  const { protocol, username, password, search, hash } = new URL(baseUrl);
  if (protocol !== 'http:' && protocol !== 'https:') return `baseUrl is neither http nor https: ${example}`;
  return username || password || search || hash
    ? `baseUrl has a user, query or fragment: ${example} and the key and secret as apiKey and apiSecret`
    : undefined;
}

/** What is wrong with the span of time `name`, `undefined` where a timer can keep it. */
export function spanFault(name: string, value: unknown, leastMs: number): string | undefined {
  return typeof value === 'number' && value >= leastMs && value <= LONGEST_TIMER_MS
    ? undefined
    : `${name} must be a number of milliseconds from ${leastMs} to ${LONGEST_TIMER_MS}`;
}
