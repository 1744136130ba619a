import { isIP } from 'node:net';

/** Ranges that have a name: 127.0.0.0/8, 169.254.0.0/16, the private networks, and what corresponds in IPv6. */
const NAMED = new Set(['loopback', 'linklocal', 'uniquelocal']);

const BITS = { 4: 32, 6: 128 } as const;

/** Reads addresses, ranges in CIDR notation and names of ranges, divided by commas; undefined when one is none of these. */
export function parseTrustedProxies(text: string): string[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  return parts.every((part) => NAMED.has(part) || isRange(part)) ? parts : undefined;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...others] = text.split('/');
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || others.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= BITS[version]);
}
