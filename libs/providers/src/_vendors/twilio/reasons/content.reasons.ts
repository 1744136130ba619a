import type { ReasonRow } from './reason.row.js';

/** What is written: text, template, media, and the parameters around it. https://www.twilio.com/docs/api/errors */
export const CONTENT_REASONS: readonly ReasonRow[] = [
  {
    codes: [63016],
    reason: 'session_window_closed',
    explanation:
      'The recipient has not written to this sender within 24 hours; WhatsApp then takes approved templates only.',
    nextStep:
      "Send an approved template: its Content SID (HX…) as notification.templateIdentifier, or as ContentSid in override.twilio_whatsapp. The recipient's next message opens the window again.",
  },
  {
    codes: [14103, 21602, 21619],
    reason: 'content_missing',
    explanation: 'The message had neither text nor media nor a template.',
    nextStep: 'Give the notification a message, or set Body, MediaUrl or ContentSid in the override.',
  },
  {
    codes: [21605, 21617],
    reason: 'content_invalid',
    explanation: 'The text is longer than the 1600 characters that Twilio takes.',
    nextStep: 'Shorten the message or split it over several notifications.',
  },
  {
    codes: [63021],
    reason: 'content_invalid',
    explanation: 'The channel does not take this content; a template may have at most 1024 characters once filled in.',
    nextStep: 'Shorten the text or the variables and send again.',
  },
  {
    codes: [21618, 21627, 21652, 21653, 21658, 63005, 63006, 63030],
    reason: 'content_invalid',
    explanation: 'Twilio or the channel refused the content as unusable or unsupported.',
    nextStep: 'Send plain text to see whether it passes, then add back what was special about the message.',
  },
  {
    codes: [63013],
    reason: 'content_invalid',
    explanation: 'The message breaks a rule of WhatsApp, often through a variable that is empty or holds a line break.',
    nextStep: 'Fill every variable with one line of text, without tabs and without more than four spaces in a row.',
  },
  {
    codes: [21654, 21655],
    reason: 'template_invalid',
    explanation: 'The Content SID is missing or does not exist in this account.',
    nextStep: 'Copy the SID of the template (HX…) from Content Template Builder in the Twilio console.',
  },
  {
    codes: [21656],
    reason: 'template_invalid',
    explanation: 'The variables of the template are not a JSON object of texts.',
    nextStep: 'Give ContentVariables as an object, e.g. {"1": "Joe", "2": "O12235234"}.',
  },
  {
    codes: [63027, 63028],
    reason: 'template_invalid',
    explanation: 'The template does not exist in this language, or its variables do not match those that were given.',
    nextStep: 'Compare the variables in data with those of the template in the Twilio console.',
  },
  {
    codes: [63040, 63041, 63042, 63052],
    reason: 'template_invalid',
    explanation:
      'WhatsApp has rejected, paused or disabled the template, or its text was sent without its Content SID.',
    nextStep: 'See the status of the template in Content Template Builder; use an approved one by its SID.',
  },
  {
    codes: [63043, 63044, 63045, 63047],
    reason: 'template_invalid',
    explanation: "The template's sample media cannot be fetched.",
    nextStep: 'Give the template a sample at a public address and submit it again.',
  },
  {
    codes: [11751, 63034],
    reason: 'media_invalid',
    explanation: 'The media is too large: WhatsApp takes 16 MB (images 5 MB), MMS 5 MB.',
    nextStep: 'Send a smaller file, or a link to it.',
  },
  {
    codes: [21620, 63019, 63025, 63029],
    reason: 'media_invalid',
    explanation: 'Twilio could not fetch the media.',
    nextStep: 'Check that MediaUrl is public without login, answers HEAD and GET, and names the right Content-Type.',
  },
  {
    codes: [21621, 21622, 21623],
    reason: 'media_invalid',
    explanation: 'The sender cannot send media here, or there are too many files.',
    nextStep: 'Send at most ten files by MMS and one by WhatsApp, from a sender that is enabled for media.',
  },
  {
    codes: [14105, 21205, 21609, 21626],
    reason: 'request_invalid',
    explanation: 'Twilio refused the address at which Herald wants to hear about the message.',
    nextStep:
      'Set HERALD_PUBLIC_URL to an https address that is reachable from the internet and has no underscore in its host name, then restart.',
  },
  {
    codes: [21218, 21420],
    reason: 'request_invalid',
    explanation: 'The ApplicationSid does not exist in this account.',
    nextStep: 'Remove ApplicationSid from the override.',
  },
  {
    codes: [21624, 30012, 30013],
    reason: 'request_invalid',
    explanation: 'The validity period is out of bounds.',
    nextStep: 'Give ValidityPeriod as a whole number of seconds from 1 to 36000.',
  },
  {
    codes: [35111, 35114, 35118],
    reason: 'request_invalid',
    explanation: 'Twilio cannot schedule this message.',
    nextStep:
      "Use the notification's sendAt; for SendAt in the override a Messaging Service and 15 minutes to 35 days are needed.",
  },
  {
    codes: [30010],
    reason: 'request_invalid',
    explanation: 'The message would cost more than the given MaxPrice.',
    nextStep: 'Remove MaxPrice from the override; Twilio has retired it.',
  },
  {
    codes: [20001, 20002, 20004, 20007, 20413, 20422, 20423, 21481, 21664, 21666],
    reason: 'request_invalid',
    explanation: 'Twilio refused a parameter of the request.',
    nextStep: 'Check the override: names and values as on https://www.twilio.com/docs/messaging/api/message-resource.',
  },
  {
    codes: [30011, 30014, 30015, 30016, 30019, 30028, 30029, 30030, 30031],
    reason: 'request_invalid',
    explanation: 'What was asked for is not supported for this destination or channel.',
    nextStep: 'Send without the special parameters of the override, or on another channel.',
  },
];
