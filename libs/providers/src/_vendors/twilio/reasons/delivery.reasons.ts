import type { ReasonRow } from './reason.row.js';

/** What happens on the way: carriers, filters, Twilio itself. https://www.twilio.com/docs/api/errors */
export const DELIVERY_REASONS: readonly ReasonRow[] = [
  {
    codes: [30003],
    reason: 'carrier_failure',
    explanation: 'The phone was switched off, out of coverage or not able to receive.',
    nextStep: 'Send again later, once or twice at most.',
  },
  {
    codes: [30008],
    reason: 'carrier_failure',
    explanation: 'The carrier did not deliver and gave no reason.',
    nextStep: 'Send again later; if it goes on, check the number and try another channel.',
  },
  {
    codes: [30017],
    reason: 'carrier_failure',
    explanation: "The carrier's network was congested.",
    nextStep: 'Send again in some minutes.',
  },
  {
    codes: [30007, 30038, 30039],
    reason: 'content_filtered',
    explanation: 'The carrier or Twilio filtered the message as unwanted, against its policy, or as part of a loop.',
    nextStep: 'Do not repeat the same text; avoid link shorteners, review consent, and register the sender.',
  },
  {
    codes: [30036],
    reason: 'expired',
    explanation: 'The message waited in the queue until its validity period was over.',
    nextStep: 'If it still matters, send it again, with a longer ValidityPeriod or at a lower rate.',
  },
  {
    codes: [12400, 15000, 15009, 20500, 20503, 20504, 30020, 30021],
    reason: 'provider_failure',
    explanation: 'Twilio failed to process the message.',
    nextStep: 'See https://status.twilio.com and send again.',
  },
  {
    codes: [63009, 63010, 63011, 63012, 63023, 63037],
    reason: 'provider_failure',
    explanation: 'The channel behind Twilio (WhatsApp) failed to process the message.',
    nextStep: 'Send again; if it goes on, see https://status.twilio.com and https://metastatus.com.',
  },
  {
    codes: [20162, 20409],
    reason: 'provider_failure',
    explanation: 'The message was changed at Twilio at the same time by somebody else.',
    nextStep: 'Send again.',
  },
];
