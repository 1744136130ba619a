import type { JsonObject, JsonValue, Message } from '#herald/channel-provider';

/** The parts of a message, and the properties of a request's `notification` that hold them. */
const PARTS = [
  ['title', 'title'],
  ['text', 'message'],
  ['url', 'url'],
  ['icon', 'icon'],
  ['template', 'templateIdentifier'],
] as const;

/** The parts of a kept notification that a provider builds a request from. */
export function readMessage(content: JsonObject, data: JsonObject, category: string | null): Message {
  const message: Message = { data };
  if (category !== null) message.category = category;
  for (const [part, property] of PARTS) {
    const text = textOf(content[property]);
    if (text !== undefined) message[part] = text;
  }
  return message;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
