/**
 * Words that ask not to be written to again, when they are the whole message.
 * https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering-
 */
const OPT_OUT_WORDS: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
  'CANCEL',
]);

/**
 * True when an inbound message asks not to be written to again.
 *
 * @param text the message
 * @param optOutType Twilio's own verdict (`STOP`, `START`, `HELP`), given with Advanced Opt-Out; it counts more
 */
export function isOptOut(text: string | undefined, optOutType: string | undefined): boolean {
  if (optOutType !== undefined) return optOutType.toUpperCase() === 'STOP';
  const word = text
    ?.trim()
    .replace(/[.!]+$/, '')
    .toUpperCase();
  return word !== undefined && OPT_OUT_WORDS.has(word);
}
