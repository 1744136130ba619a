import { type DiscardCode, type DiscardReason, discardReason } from '#herald/channel-provider';
import { ACCOUNT_REASONS } from './reasons/account.reasons.js';
import { CONTENT_REASONS } from './reasons/content.reasons.js';
import { DELIVERY_REASONS } from './reasons/delivery.reasons.js';
import type { ReasonRow } from './reasons/reason.row.js';
import { RECIPIENT_REASONS } from './reasons/recipient.reasons.js';
import { SENDER_REASONS } from './reasons/sender.reasons.js';

/** Every code of Twilio's has its page here, under its number. */
export const TWILIO_ERROR_PAGE = 'https://www.twilio.com/docs/api/errors';

const ROWS: readonly ReasonRow[] = [
  ...ACCOUNT_REASONS,
  ...SENDER_REASONS,
  ...RECIPIENT_REASONS,
  ...CONTENT_REASONS,
  ...DELIVERY_REASONS,
];

const ROW_BY_CODE = new Map(ROWS.flatMap((row) => row.codes.map((code) => [String(code), row] as const)));

/** The codes that have words of their own. */
export const EXPLAINED_CODES: readonly number[] = ROWS.flatMap((row) => row.codes);

/** What a code without words of its own most likely means, by the first number of its range. Later rows win. */
const RANGES: readonly { from: number; reason: DiscardCode }[] = [
  { from: 0, reason: 'request_invalid' },
  { from: 20_500, reason: 'provider_failure' },
  { from: 20_600, reason: 'request_invalid' },
  { from: 30_000, reason: 'carrier_failure' },
  { from: 31_000, reason: 'request_invalid' },
  { from: 63_000, reason: 'undelivered' },
  { from: 64_000, reason: 'request_invalid' },
];

/**
 * The reason behind a Twilio error code, with words to act on.
 *
 * @param code as Twilio gave it, if it gave one
 * @param fallback the reason where Twilio gave none
 */
export function twilioReason(code: string | undefined, fallback: DiscardCode): DiscardReason {
  if (code === undefined) return discardReason(fallback);
  const row = ROW_BY_CODE.get(code);
  if (row !== undefined) {
    return discardReason(row.reason, { providerCode: code, explanation: row.explanation, nextStep: row.nextStep });
  }
  const range = RANGES.findLast(({ from }) => Number(code) >= from);
  return discardReason(range?.reason ?? fallback, {
    providerCode: code,
    explanation: `Twilio ended the message with error ${code}.`,
    nextStep: `Read ${TWILIO_ERROR_PAGE}/${code} and look the message up in the Twilio console.`,
  });
}
