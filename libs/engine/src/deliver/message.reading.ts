import type { JsonObject, JsonValue, Message } from '#herald/channel-provider';

/** The parts of a kept notification that a provider builds a request from. */
export function readMessage(content: JsonObject, data: JsonObject, category: string | null): Message {
  const parts = {
    title: textOf(content['title']),
    text: textOf(content['message']),
    url: textOf(content['url']),
    icon: textOf(content['icon']),
    template: textOf(content['templateIdentifier']),
    category: category ?? undefined,
  };
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return { ...given, data };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
