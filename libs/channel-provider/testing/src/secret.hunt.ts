import { inspect } from 'node:util';

/** Text that the suite puts into the secrets of account 1 and of account 2, to find them again where they must not be. */
export const CANARIES = { 1: '5ec2e7ca9a2701a1', 2: '5ec2e7ca9a2702b2' } as const;

/**
 * Every reading of a text in which a secret could hide: as it is, percent-decoded, quoted-printable joined, and each
 * base64 token decoded.
 */
export function readings(text: string): string {
  const joined = text.replaceAll(/=\r?\n/g, '');
  const tokens = joined.match(/[A-Za-z0-9+/_-]{12,}={0,2}/g) ?? [];
  const decoded = tokens.map((token) => Buffer.from(token, 'base64').toString('utf8'));
  return [text, joined, percentDecoded(joined), ...decoded, ...decoded.map(percentDecoded)].join('\n');
}

/** Fails when a secret of either account can be read from the value: its JSON, its inspection, or an error's whole chain. */
export function expectNoSecret(value: unknown, where: string): void {
  const shown = typeof value === 'string' ? value : `${jsonOf(value)}\n${inspect(value, INSPECT_EVERYTHING)}`;
  const found = Object.values(CANARIES).filter((canary) => readings(shown).toLowerCase().includes(canary));
  if (found.length > 0) throw new Error(`a secret of the configuration can be read from ${where}`);
}

const INSPECT_EVERYTHING = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;

function jsonOf(value: unknown): string {
  const seen = new WeakSet<object>();
  const text: string | undefined = JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return String(inner);
    if (typeof inner !== 'object' || inner === null) return inner;
    if (seen.has(inner)) return undefined;
    seen.add(inner);
    return inner;
  });
  return text ?? '';
}

function percentDecoded(text: string): string {
  return text.replaceAll('+', ' ').replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
    return bytes.toString('utf8');
  });
}
