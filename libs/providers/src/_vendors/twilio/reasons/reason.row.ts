import type { DiscardCode } from '#herald/channel-provider';

/** Codes of Twilio's that call for the same words. Each has its page at https://www.twilio.com/docs/api/errors/<code>. */
export interface ReasonRow {
  codes: readonly number[];
  reason: DiscardCode;
  /** What happened. */
  explanation: string;
  /** What a person can do about it. */
  nextStep: string;
}
