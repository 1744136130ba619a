/** HTTP status and text of each error that the emulator answers. Texts name the subject where Twilio's do. */
interface TwilioErrorEntry {
  readonly status: number;
  readonly message: (subject: string) => string;
}

const bad = (message: (subject: string) => string): TwilioErrorEntry => ({ status: 400, message });
const badText = (message: string): TwilioErrorEntry => bad(() => message);

/** https://www.twilio.com/docs/api/errors; each code has its page there under its number. */
const TWILIO_ERRORS = {
  20001: bad((subject) => subject),
  20003: { status: 401, message: () => 'Authenticate' },
  20004: { status: 405, message: () => 'Method not allowed' },
  20007: badText('Page size must not exceed 1000'),
  20009: { status: 409, message: () => 'Cannot change this message before its delivery is complete.' },
  20404: { status: 404, message: (subject) => `The requested resource ${subject} was not found` },
  20429: { status: 429, message: () => 'Too Many Requests' },
  20500: { status: 500, message: () => 'An internal server error has occurred' },
  20503: { status: 503, message: () => 'Service is unavailable' },
  21211: bad((subject) => `The 'To' number ${subject} is not a valid phone number.`),
  21212: bad(
    (subject) => `The 'From' number ${subject} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
  ),
  21266: badText("'To' and 'From' number cannot be the same."),
  21408: bad(
    (subject) => `Permission to send an SMS has not been enabled for the region of the 'To' number ${subject}.`,
  ),
  21602: badText('Message body is required.'),
  21603: badText("A 'From' phone number is required."),
  21604: badText("A 'To' phone number is required."),
  21606: bad((subject) => `The 'From' number ${subject} is not a valid, message-capable number of your account.`),
  21609: bad((subject) => `The StatusCallback URL ${subject} is not a valid URL.`),
  21610: badText('The recipient has opted out of messages from this sender.'),
  21611: bad((subject) => `The 'From' number ${subject} has exceeded the maximum number of queued messages.`),
  21612: bad((subject) => `The 'To' number ${subject} cannot be reached from the given 'From'.`),
  21614: bad((subject) => `The 'To' number ${subject} is not a valid mobile number.`),
  21617: badText('The concatenated message body exceeds the 1600 character limit.'),
  21619: badText('A text message body or media urls must be specified.'),
  21620: badText('Invalid media URL(s)'),
  21623: badText('Number of media files exceeds allowed limit'),
  21624: badText('The validity period must be a whole number of seconds from 1 to 36000.'),
  21627: badText('Max Price must be a valid float.'),
  21654: badText('ContentSid is required with ContentVariables.'),
  21655: badText('The ContentSid is invalid.'),
  21656: badText('The Content Variables parameter is invalid.'),
  21659: bad((subject) => `'From' ${subject} is not a Twilio phone number or Short Code country mismatch`),
  21660: bad((subject) => `Mismatch between the 'From' number ${subject}`),
  21664: badText("'FallbackFrom' cannot be used with a 'From' sender"),
  21666: badText("'FallbackFrom' requires MessagingServiceSid"),
  21701: bad((subject) => `The Messaging Service Sid ${subject} is invalid.`),
  21910: badText('Invalid From and To pair. From and To should be of the same channel'),
  30008: badText('Unknown error'),
  30409: badText('This message cannot be canceled'),
  35111: badText('SendAt timestamp is missing'),
  35114: badText('Scheduling does not support this timestamp'),
  35118: badText('MessagingServiceSid is required to schedule a message'),
  63003: badText('Channel could not find To address'),
  63007: badText('Twilio could not find a Channel with the specified From address'),
  63015: badText('Channel Sandbox can only send messages to phone numbers that have joined the Sandbox'),
  63016: badText('Failed to send freeform message because you are outside the allowed window'),
  63018: { status: 429, message: () => 'Rate limit exceeded for Channel' },
  63024: badText('Invalid message recipient'),
  63031: bad((subject) => `Message cannot have the same To and From for account ${subject}`),
  63038: { status: 429, message: () => 'Account exceeded the daily messages limit' },
  63049: badText('Meta chose not to deliver this WhatsApp marketing message'),
} as const satisfies Record<number, TwilioErrorEntry>;

/** A code that has its own entry above. */
export type TwilioErrorCode = keyof typeof TWILIO_ERRORS;

/** The error document of the 2010-04-01 API. */
export interface TwilioErrorBody {
  readonly code: number;
  readonly message: string;
  readonly more_info: string;
  readonly status: number;
}

/** A request that Twilio refuses; `body` is what goes over the wire, with HTTP status `body.status`. */
export class TwilioRefusal extends Error {
  override readonly name = 'TwilioRefusal';
  readonly body: TwilioErrorBody;

  /** @param subject what the text of the error names: a number, a URL, a path */
  constructor(code: TwilioErrorCode, subject = '') {
    const body = twilioErrorBody(code, subject);
    super(body.message);
    this.body = body;
  }
}

/**
 * The error document for a code.
 *
 * @param status overrides the HTTP status, for codes without an entry (then 400 unless given)
 */
export function twilioErrorBody(code: number, subject = '', status?: number): TwilioErrorBody {
  const entry = entryOf(code);
  return {
    code,
    message: entry ? entry.message(subject) : `Error ${code}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status: status ?? entry?.status ?? 400,
  };
}

function entryOf(code: number): TwilioErrorEntry | undefined {
  return (TWILIO_ERRORS as Readonly<Record<number, TwilioErrorEntry | undefined>>)[code];
}
