import type { ReasonRow } from './reason.row.js';

/** The account: its credentials, its standing, its limits. https://www.twilio.com/docs/api/errors */
export const ACCOUNT_REASONS: readonly ReasonRow[] = [
  {
    codes: [20003],
    reason: 'credentials_invalid',
    explanation: 'Twilio does not accept the Account SID and token (or API key) of the integration.',
    nextStep:
      'Copy the Account SID and the primary Auth Token from the Twilio console again and verify the integration.',
  },
  {
    codes: [20006, 20010, 20403],
    reason: 'credentials_invalid',
    explanation: 'The credentials are known to Twilio but may not do this.',
    nextStep: 'Use the Auth Token, or an API key of this account that is allowed to send messages.',
  },
  {
    codes: [20008],
    reason: 'credentials_invalid',
    explanation: 'These are test credentials of Twilio, which cannot reach this resource.',
    nextStep: 'Put the live Account SID and Auth Token into the integration.',
  },
  {
    codes: [20101, 20102, 20103, 20104, 20105, 20106, 20107, 20151],
    reason: 'credentials_invalid',
    explanation: 'The access token or key that was sent is invalid or has expired.',
    nextStep: 'Use the Auth Token or a standard API key (SID starting with SK) with its secret.',
  },
  {
    codes: [63001],
    reason: 'credentials_invalid',
    explanation: 'The channel refused the credentials with which Twilio speaks for this sender.',
    nextStep: 'Link the sender to its channel again in the Twilio console.',
  },
  {
    codes: [20404, 20410, 21470, 21471],
    reason: 'credentials_invalid',
    explanation: 'Twilio does not know this account, or not in the region that was asked.',
    nextStep: 'Correct the Account SID of the integration; with a subaccount, use its own SID and token.',
  },
  {
    codes: [10001, 20005, 21472, 30002, 30037],
    reason: 'account_suspended',
    explanation: 'The Twilio account is suspended, closed or barred from sending.',
    nextStep: 'Open the Twilio console, settle what it reports (often the balance), then send again.',
  },
  {
    codes: [63020, 63022, 63100, 63101, 63102, 63103, 63105, 63109, 63111, 63112],
    reason: 'account_suspended',
    explanation: 'The WhatsApp Business account behind the sender is not set up, or Meta has disabled it.',
    nextStep: 'Look at the WhatsApp sender in the Twilio console and at the account in Meta Business Manager.',
  },
  {
    codes: [63026],
    reason: 'account_suspended',
    explanation: 'WhatsApp has flagged the sender for unwanted messages.',
    nextStep: 'Stop the campaign, review consent and content, and see the quality rating in Meta Business Manager.',
  },
  {
    codes: [10002, 21267, 21607],
    reason: 'recipient_not_allowed',
    explanation: 'A trial account cannot send this.',
    nextStep: 'Upgrade the Twilio account, or send from its trial number to verified numbers.',
  },
  {
    codes: [63038, 60728],
    reason: 'quota_exceeded',
    explanation: 'The Twilio account has used up its number of messages for this hour or day.',
    nextStep: 'Wait until the limit renews, or have it raised: trial accounts upgrade, others ask Twilio support.',
  },
  {
    codes: [63049],
    reason: 'quota_exceeded',
    explanation: 'Meta limits marketing messages per person and held this one back.',
    nextStep: 'Wait at least 24 hours, use a utility template, or reach this recipient on another channel.',
  },
  {
    codes: [20429],
    reason: 'rate_limited',
    explanation: 'Too many requests of this Twilio account were under way at once.',
    nextStep: 'Lower TWILIO_SENDS_PER_SECOND, or ask Twilio for more concurrency.',
  },
  {
    codes: [21611, 30001],
    reason: 'rate_limited',
    explanation: "The sender's queue at Twilio is full.",
    nextStep: 'Lower TWILIO_SENDS_PER_SECOND or spread the messages over several senders, and send again later.',
  },
  {
    codes: [30022, 30023, 30025, 30026, 30027],
    reason: 'rate_limited',
    explanation: 'The limit of US carriers for this sender or brand (A2P 10DLC) is reached.',
    nextStep: 'Send the rest in the next period, or register for a higher throughput.',
  },
  {
    codes: [63017],
    reason: 'rate_limited',
    explanation: 'The account sends more messages per second than Twilio takes over all its senders.',
    nextStep: 'Lower TWILIO_SENDS_PER_SECOND of its integrations.',
  },
  {
    codes: [63018],
    reason: 'rate_limited',
    explanation: 'The sender exceeds its rate on WhatsApp, or the number of people it may write to within 24 hours.',
    nextStep:
      'Lower TWILIO_SENDS_PER_SECOND (the sandbox takes 1 message per 3 seconds); the daily number grows with quality.',
  },
  {
    codes: [14106, 14107, 14109, 20249, 63039],
    reason: 'rate_limited',
    explanation: 'Too many messages or calls of one kind came within a short time.',
    nextStep: 'Wait, and look for two systems that answer each other in a loop.',
  },
];
