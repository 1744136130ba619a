import { type Fault, isJsonObject, type JsonObject, type JsonValue } from '#herald/channel-provider';

/**
 * Refuses files in `data.attachments`, which Engagespot's clients send to channels that Herald does not attach files on:
 * a notification without its files is worse than none. A template variable of that name is no file.
 */
export function attachmentFaults(data: JsonObject, path: string): Fault[] {
  const attachments = Object.hasOwn(data, 'attachments') ? data['attachments'] : undefined;
  if (!Array.isArray(attachments) || !attachments.some(isFile)) return [];
  const message = 'is not supported; publish the files and link them, e.g. in override.twilio_whatsapp.MediaUrl';
  return [{ path: `${path}.attachments`, message }];
}

/** https://documentation.engagespot.co/docs/rest-api: `name`, `contentType` and `content` in Base64. */
function isFile(value: JsonValue): boolean {
  return isJsonObject(value) && typeof value['content'] === 'string' && typeof value['contentType'] === 'string';
}
