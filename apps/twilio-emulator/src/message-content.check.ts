import type { MessageDraft } from './message.draft.js';
import { TwilioRefusal } from './twilio-error.response.js';

const BODY_CHARACTERS = 1600;
/** WhatsApp carries one medium per message, MMS ten. */
const MEDIA_PER_MESSAGE = { whatsapp: 1, sms: 10 } as const;

/**
 * Checks what the message would say: text, media, template and its variables.
 *
 * @throws TwilioRefusal
 */
export function checkContent(draft: MessageDraft): void {
  const body = draft.text('Body');
  const media = draft.list('MediaUrl');
  const contentSid = draft.text('ContentSid');
  if (draft.text('ContentVariables') !== undefined && !contentSid) throw new TwilioRefusal(21654);
  if (draft.list('PersistentAction').length > 0 && !body && !contentSid) throw new TwilioRefusal(21602);
  // A Body that is there but empty has its own code; one that is absent counts as no content at all.
  if (!body && media.length === 0 && !contentSid) throw new TwilioRefusal(draft.params.Body === '' ? 21602 : 21619);
  if (body && body.length > BODY_CHARACTERS) throw new TwilioRefusal(21617);
  if (media.length > MEDIA_PER_MESSAGE[draft.channel]) throw new TwilioRefusal(21623);
  if (!media.every(isMediaUrl)) throw new TwilioRefusal(21620);
  if (contentSid && !/^HX[0-9a-fA-F]{32}$/.test(contentSid)) throw new TwilioRefusal(21655);
  const variables = draft.text('ContentVariables');
  if (variables !== undefined && !areContentVariables(variables)) throw new TwilioRefusal(21656);
}

function isMediaUrl(text: string): boolean {
  return /^https?:\/\/[^\s/?#]/i.test(text) && URL.canParse(text);
}

/**
 * A JSON object whose values are neither null nor empty, and hold no newline, tab or more than four spaces in a row.
 * https://www.twilio.com/docs/api/errors/21656
 */
function areContentVariables(text: string): boolean {
  const variables = parseJson(text);
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) return false;
  return Object.values(variables).every((value) => {
    if (typeof value === 'number' || typeof value === 'boolean') return true;
    return typeof value === 'string' && value !== '' && !/[\n\r\t]| {5,}/.test(value);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
