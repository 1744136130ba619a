import type { ReasonRow } from './reason.row.js';

/** Who writes: numbers, WhatsApp senders, Messaging Services. https://www.twilio.com/docs/api/errors */
export const SENDER_REASONS: readonly ReasonRow[] = [
  {
    codes: [14102, 21212],
    reason: 'sender_invalid',
    explanation: 'The From number is not a number, short code or sender name that Twilio can use.',
    nextStep: 'Write TWILIO_FROM_NUMBER with country code and without spaces, as the Twilio console shows it.',
  },
  {
    codes: [21213, 21603],
    reason: 'sender_invalid',
    explanation: 'The message names no sender.',
    nextStep: 'Set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID in the integration.',
  },
  {
    codes: [14108, 21210, 21264, 21407, 21601, 21606, 21616, 21661],
    reason: 'sender_invalid',
    explanation: 'The From number cannot send messages from this account, or not to this destination.',
    nextStep: 'In the Twilio console, check that the number belongs to this account and has the capability to send.',
  },
  {
    codes: [21659, 21660],
    reason: 'sender_invalid',
    explanation: 'The From number does not belong to this Twilio account.',
    nextStep: 'Use a number of the account whose Account SID the integration names.',
  },
  {
    codes: [21657, 21910],
    reason: 'sender_invalid',
    explanation: 'Sender and recipient are not on the same channel, or the sender cannot carry this content.',
    nextStep: 'Give From with the prefix of the channel, e.g. whatsapp:, or leave it out of the override.',
  },
  {
    codes: [21701, 21702, 21703, 21704, 21705, 21708, 21709, 21713, 21715, 21717, 21719],
    reason: 'sender_invalid',
    explanation: 'The Messaging Service does not exist in this account, has no usable sender, or cannot be used so.',
    nextStep: 'Check TWILIO_MESSAGING_SERVICE_SID and the sender pool of the service in the Twilio console.',
  },
  {
    codes: [30018, 30024, 30032, 30033, 30034, 30035, 30040, 30041, 30042, 30043],
    reason: 'sender_invalid',
    explanation: 'The sender is not registered or verified for this destination.',
    nextStep:
      'Register the sender in the Twilio console (A2P 10DLC, toll-free verification or sender ID of the country).',
  },
  {
    codes: [63002, 63007, 63008],
    reason: 'sender_invalid',
    explanation: 'The From number is not a WhatsApp sender of this Twilio account.',
    nextStep:
      'Enable the number under Messaging, Senders, WhatsApp senders, or use the sandbox number and join the sandbox.',
  },
  {
    codes: [63051],
    reason: 'sender_invalid',
    explanation: 'WhatsApp has locked the sender, for its policy or for having been idle too long.',
    nextStep: 'See the sender in the Twilio console and register it again.',
  },
  {
    codes: [63062],
    reason: 'sender_invalid',
    explanation: "Meta's terms for marketing messages have not been accepted for this sender.",
    nextStep: 'Accept the terms in WhatsApp Manager.',
  },
  {
    codes: [63035, 63036, 63106, 63107, 63108],
    reason: 'sender_invalid',
    explanation: 'The RCS sender is not launched, or the recipient cannot receive RCS.',
    nextStep: 'Finish the launch of the sender, or reach this recipient by SMS.',
  },
];
