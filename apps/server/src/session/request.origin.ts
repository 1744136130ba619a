import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** What is kept of where a request came from. */
export interface RequestOrigin {
  ip: string;
  userAgent: string | null;
}

const USER_AGENT_LENGTH = 256;

/**
 * Whether a browser says that another site's page sent the request. Browsers name the sender of everything but GET in
 * `Origin`; what is not a browser names none.
 *
 * @param publicUrl of Herald; the host that the request itself names counts too, so that a Herald with several names works
 */
export function isFromElsewhere({ headers, host }: FastifyRequest, publicUrl: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin === undefined) return site === 'cross-site' || site === 'same-site';
  if (origin === new URL(publicUrl).origin) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Where a request came from, bounded: both parts are the caller's to choose. */
export function originOf({ ip, headers }: FastifyRequest): RequestOrigin {
  return { ip, userAgent: headers['user-agent']?.slice(0, USER_AGENT_LENGTH) ?? null };
}

/** The part of an address that belongs to one customer of the net: all of IPv4, the first 64 bits of IPv6. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:([\d.]+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = ip.split('::').map((part) =>
    part
      .split(':')
      .filter((group) => group !== '')
      .join(':'),
  );
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return `${[...groups, ...zeros, ...rest].slice(0, 4).join(':')}::/64`;
}
