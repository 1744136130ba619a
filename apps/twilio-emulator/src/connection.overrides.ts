/** A failure that Twilio can be told to retry: HTTP class, connect failure, read timeout. */
export type RetryPolicy = '4xx' | '5xx' | 'ct' | 'rt' | 'all';

/** How a webhook is delivered. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
export interface ConnectionOverrides {
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** Bounds all attempts together. */
  readonly totalTimeoutMs: number;
  readonly retries: number;
  readonly retryOn: ReadonlySet<RetryPolicy>;
}

/** Without a fragment: one retry, and only of a connection that could not be made. */
export const DEFAULT_OVERRIDES: ConnectionOverrides = {
  connectTimeoutMs: 5_000,
  readTimeoutMs: 15_000,
  totalTimeoutMs: 15_000,
  retries: 1,
  retryOn: new Set(['ct']),
};

const POLICIES: ReadonlySet<string> = new Set<RetryPolicy>(['4xx', '5xx', 'ct', 'rt', 'all']);

/** Reads the `#ct=…&rc=…&rp=…` fragment of a callback URL; a value out of its range counts as absent. */
export function connectionOverrides(url: string): ConnectionOverrides {
  const at = url.indexOf('#');
  if (at < 0) return DEFAULT_OVERRIDES;
  const fragment = new URLSearchParams(url.slice(at + 1));
  const policies = (fragment.get('rp') ?? '').split(',').filter(isPolicy);
  return {
    connectTimeoutMs: within(fragment.get('ct'), 100, 10_000) ?? DEFAULT_OVERRIDES.connectTimeoutMs,
    readTimeoutMs: within(fragment.get('rt'), 100, 15_000) ?? DEFAULT_OVERRIDES.readTimeoutMs,
    totalTimeoutMs: within(fragment.get('tt'), 100, 15_000) ?? DEFAULT_OVERRIDES.totalTimeoutMs,
    retries: within(fragment.get('rc'), 0, 5) ?? DEFAULT_OVERRIDES.retries,
    retryOn: policies.length > 0 ? new Set(policies) : DEFAULT_OVERRIDES.retryOn,
  };
}

/** The parts of a callback URL as they were written: the signature covers the URL without its fragment, byte for byte. */
export interface CallbackTarget {
  readonly signedUrl: string;
  readonly origin: string;
  readonly path: string;
  readonly userInfo: string | undefined;
}

const URL_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
const URL_PARTS = /^(https?:\/\/)(?:([^@/?#]*)@)?([^@/?#]+)(\/[^?#]*)?(\?[^#]*)?/i;
/** Labels without underscore, or an IPv6 address; then a port. */
const HOST = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const LONGEST_URL = 4_000;

/** Splits a callback URL without normalising it; undefined if it is not an absolute http(s) URL with a usable host. */
export function callbackTarget(url: string): CallbackTarget | undefined {
  const [signedUrl, scheme, userInfo, host, path = '/', query = ''] = URL_PARTS.exec(url) ?? [];
  if (signedUrl === undefined || scheme === undefined || host === undefined || !HOST.test(host)) return undefined;
  return { signedUrl, origin: scheme.toLowerCase() + host, path: path + query, userInfo };
}

/**
 * Whether Twilio takes it as StatusCallback: absolute, http or https, at most 4000 characters, every character encoded
 * that must be, no underscore in the host. Loopback and private hosts pass here, and would not at Twilio.
 * https://www.twilio.com/docs/api/errors/21609
 */
export function isCallbackUrl(url: string): boolean {
  if (url.length > LONGEST_URL || !URL_CHARACTERS.test(url)) return false;
  return callbackTarget(url) !== undefined;
}

function isPolicy(text: string): text is RetryPolicy {
  return POLICIES.has(text);
}

function within(text: string | null, least: number, most: number): number | undefined {
  const value = Number(text);
  return text && Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}
