import { type DiscardReason, type JsonObject, type Message, discardReason } from '#herald/channel-provider';
import type { OverrideParameters } from './override.parameters.js';

/** The parameters that carry what is said, or why nothing can be said. */
export type MessageContent =
  { kind: 'content'; params: Record<string, string> } | { kind: 'unbuildable'; reason: DiscardReason };

/** Id of a template at Twilio. https://www.twilio.com/docs/content/content-api-resources */
const CONTENT_SID = /^HX[0-9A-Za-z]+$/;

/**
 * What the notification itself says: the template that it names, else its message, else its title. A template that the
 * override names takes the place of all three; an override's Body takes the place of a template that Twilio cannot know.
 */
export function messageContent(message: Message, laid: OverrideParameters): MessageContent {
  if (isGiven(laid, 'ContentSid')) return { kind: 'content', params: {} };
  const template = laid.get('ContentSid') === null ? undefined : message.template;
  if (template !== undefined && template !== '') {
    if (CONTENT_SID.test(template)) return { kind: 'content', params: templateParams(template, message.data) };
    if (!isGiven(laid, 'Body')) return { kind: 'unbuildable', reason: unknownTemplate() };
  }
  const text = [message.text, message.title].find((part) => part !== undefined && part.trim() !== '');
  return { kind: 'content', params: text === undefined ? {} : { Body: text } };
}

function templateParams(contentSid: string, data: JsonObject): Record<string, string> {
  const variables = Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, String(value)] as const]
      : [],
  );
  if (variables.length === 0) return { ContentSid: contentSid };
  return { ContentSid: contentSid, ContentVariables: JSON.stringify(Object.fromEntries(variables)) };
}

function unknownTemplate(): DiscardReason {
  return discardReason('template_invalid', {
    explanation: 'The templateIdentifier is not a Content SID of Twilio, which is the only kind of template it knows.',
    nextStep:
      'Give the Content SID (HX…) from Content Template Builder in the Twilio console as templateIdentifier, or set ContentSid or Body in the override.',
  });
}

function isGiven(laid: OverrideParameters, name: string): boolean {
  return (laid.get(name) ?? '').length > 0;
}
