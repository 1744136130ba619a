import type { ReasonRow } from './reason.row.js';

/** Who is written to. https://www.twilio.com/docs/api/errors */
export const RECIPIENT_REASONS: readonly ReasonRow[] = [
  {
    codes: [14101, 21201, 21211, 21217, 21265, 21268, 21401, 21421, 21604],
    reason: 'recipient_address_invalid',
    explanation: "Twilio does not recognise the recipient's number as one that can be written to.",
    nextStep: "Correct phoneNumber in the user's profile: country code first, no spaces.",
  },
  {
    codes: [21614, 21635, 30006],
    reason: 'recipient_unreachable',
    explanation: 'The number is a landline or cannot receive messages.',
    nextStep: 'Ask the recipient for a mobile number, or call instead.',
  },
  {
    codes: [30005],
    reason: 'recipient_unreachable',
    explanation: 'The carrier does not know the number, or it is no longer in use.',
    nextStep: "Correct phoneNumber in the user's profile.",
  },
  {
    codes: [21214, 21612],
    reason: 'recipient_unreachable',
    explanation: 'There is no route from this sender to this recipient.',
    nextStep: "Use a sender of the recipient's country, or another channel.",
  },
  {
    codes: [63003],
    reason: 'recipient_unreachable',
    explanation: 'The number is not on WhatsApp.',
    nextStep: 'Reach this recipient by SMS, or ask for the number that is used with WhatsApp.',
  },
  {
    codes: [63024],
    reason: 'recipient_unreachable',
    explanation:
      'WhatsApp cannot deliver to this number: it is not on WhatsApp, runs an old app, or has not accepted its terms.',
    nextStep: 'Reach this recipient on another channel; repeating on WhatsApp does not help.',
  },
  {
    codes: [63032],
    reason: 'recipient_unreachable',
    explanation: 'Meta keeps this recipient out of business messages for an experiment.',
    nextStep: 'Reach this recipient on another channel.',
  },
  {
    codes: [21610],
    reason: 'recipient_opted_out',
    explanation: 'The recipient has replied STOP to this sender.',
    nextStep: 'Do not send again; the recipient can opt in by replying START.',
  },
  {
    codes: [63014],
    reason: 'recipient_opted_out',
    explanation: 'The recipient has blocked the sender on WhatsApp.',
    nextStep: 'Do not send again on WhatsApp.',
  },
  {
    codes: [63033],
    reason: 'recipient_opted_out',
    explanation: 'The recipient has opted out of marketing messages on WhatsApp.',
    nextStep: 'Send only utility or authentication templates to this recipient.',
  },
  {
    codes: [30004],
    reason: 'recipient_opted_out',
    explanation: 'The carrier or the recipient blocks messages from this sender.',
    nextStep: 'Do not repeat; ask the recipient to allow messages with the carrier, or use another channel.',
  },
  {
    codes: [63015],
    reason: 'recipient_not_allowed',
    explanation: 'The recipient has not joined the WhatsApp sandbox, or joined more than three days ago.',
    nextStep: 'Let the recipient send "join <your sandbox code>" to the sandbox number +14155238886, then send again.',
  },
  {
    codes: [14111, 21219, 21608],
    reason: 'recipient_not_allowed',
    explanation: 'A trial account may write only to numbers that were verified in the Twilio console.',
    nextStep: 'Verify the number under Phone Numbers, Verified Caller IDs, or upgrade the account.',
  },
  {
    codes: [21203, 21215, 21408],
    reason: 'region_not_permitted',
    explanation: "The account is not permitted to send to the recipient's country.",
    nextStep: 'Enable the country in the Twilio console under Messaging, Settings, Geo permissions.',
  },
  {
    codes: [21216],
    reason: 'region_not_permitted',
    explanation: 'Twilio blocks this destination.',
    nextStep: 'Ask Twilio support whether it can be opened for the account.',
  },
  {
    codes: [21266, 63031],
    reason: 'recipient_address_invalid',
    explanation: "The recipient's number is the sender itself.",
    nextStep: "Correct phoneNumber in the user's profile, or the sender of the integration.",
  },
];
