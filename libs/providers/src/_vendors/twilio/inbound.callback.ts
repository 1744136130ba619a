import type { InboundMedia, InboundMessage } from '#herald/channel-provider';
import { type CallbackFields, fieldSid, fieldText } from './callback.fields.js';
import { isOptOut } from './opt-out.words.js';

/** More than any message carries; the number of media in a callback is not trusted beyond it. */
const MAX_MEDIA = 50;

/**
 * True when the callback is a message that a user wrote. Such a callback has no `MessageStatus`; `SmsStatus` says
 * `received` where it is given. https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export function isInbound(fields: CallbackFields): boolean {
  if (fieldText(fields, 'MessageStatus') !== undefined) return false;
  const status = fieldText(fields, 'SmsStatus')?.toLowerCase();
  if (status !== undefined && status !== 'received') return false;
  return fieldText(fields, 'From') !== undefined && ('Body' in fields || 'NumMedia' in fields);
}

/**
 * What a user wrote, with all that WhatsApp adds: media, location, buttons and lists, the answered message.
 *
 * @param plainAddress Twilio's address of a person or sender as Herald writes it
 */
export function inboundMessage(
  fields: CallbackFields,
  plainAddress: (address: string) => string,
): InboundMessage | undefined {
  const providerMessageId = fieldSid(fields, 'MessageSid') ?? fieldSid(fields, 'SmsMessageSid');
  const from = fieldText(fields, 'From');
  const to = fieldText(fields, 'To');
  if (providerMessageId === undefined || from === undefined || to === undefined) return undefined;
  const text = fieldText(fields, 'Body');
  return {
    kind: 'inbound',
    providerMessageId,
    from: plainAddress(from),
    to: plainAddress(to),
    media: inboundMedia(fields),
    ...given('text', text),
    ...given('profileName', fieldText(fields, 'ProfileName')),
    ...given('location', inboundLocation(fields)),
    ...given('button', inboundButton(fields)),
    ...given('repliedToProviderMessageId', fieldSid(fields, 'OriginalRepliedMessageSid')),
    ...given('optOut', isOptOut(text, fieldText(fields, 'OptOutType')) || undefined),
  };
}

function inboundMedia(fields: CallbackFields): InboundMedia[] {
  const count = Math.min(Number(fieldText(fields, 'NumMedia') ?? 0) || 0, MAX_MEDIA);
  const media: InboundMedia[] = [];
  for (let index = 0; index < count; index += 1) {
    const url = fieldText(fields, `MediaUrl${index}`);
    const contentType = fieldText(fields, `MediaContentType${index}`) ?? 'application/octet-stream';
    if (url !== undefined) media.push({ url, contentType });
  }
  return media;
}

function inboundLocation(fields: CallbackFields): InboundMessage['location'] {
  const latitude = degrees(fieldText(fields, 'Latitude'), 90);
  const longitude = degrees(fieldText(fields, 'Longitude'), 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const label = given('label', fieldText(fields, 'Label'));
  return { latitude, longitude, ...label, ...given('address', fieldText(fields, 'Address')) };
}

/** A quick-reply button, or the chosen row of a list. */
function inboundButton(fields: CallbackFields): InboundMessage['button'] {
  const text = fieldText(fields, 'ButtonText') ?? fieldText(fields, 'ListTitle');
  const payload = fieldText(fields, 'ButtonPayload') ?? fieldText(fields, 'ListId');
  return text === undefined ? undefined : { text, ...given('payload', payload) };
}

function degrees(text: string | undefined, most: number): number | undefined {
  const value = text === undefined ? NaN : Number(text);
  return Math.abs(value) <= most ? value : undefined;
}

/** The member, or nothing where there is no value. */
function given<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}
