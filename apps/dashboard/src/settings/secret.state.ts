import type { AppSecret } from '../api/herald.types.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether calls with a secret are taken: for good, until its end, or no more. */
export type SecretState = 'valid' | 'ending' | 'expired' | 'revoked';

/** What has become of a secret at a given moment. */
export function secretState(
  { revokedAt, expiresAt }: Pick<AppSecret, 'revokedAt' | 'expiresAt'>,
  nowMs: number,
): SecretState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) > nowMs ? 'ending' : 'expired';
}

/** Whether calls with a secret in this state are taken. */
export function isAccepted(state: SecretState): boolean {
  return state === 'valid' || state === 'ending';
}

/** How long a new secret may be valid. */
export const LIFETIMES = [
  { value: 'never', label: 'Until it is revoked', lengthMs: undefined },
  { value: 'month', label: '30 days', lengthMs: 30 * DAY_MS },
  { value: 'quarter', label: '90 days', lengthMs: 90 * DAY_MS },
  { value: 'year', label: '1 year', lengthMs: 365 * DAY_MS },
] as const;

/** How long an old secret can stay valid beside the new one. */
export const OVERLAPS = [
  { value: 'hour', label: '1 hour', lengthMs: HOUR_MS },
  { value: 'day', label: '24 hours', lengthMs: DAY_MS },
  { value: 'week', label: '7 days', lengthMs: 7 * DAY_MS },
  { value: 'month', label: '30 days', lengthMs: 30 * DAY_MS },
] as const;

/** The point in time at the end of a length that was chosen, in ISO 8601; undefined where there is no end. */
export function endOf(
  choices: readonly { value: string; lengthMs: number | undefined }[],
  value: string,
  nowMs: number,
): string | undefined {
  const lengthMs = choices.find((choice) => choice.value === value)?.lengthMs;
  return lengthMs === undefined ? undefined : new Date(nowMs + lengthMs).toISOString();
}
