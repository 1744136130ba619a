import type { ProviderSighting, SightingSearch } from '#herald/channel-provider';
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { TwilioMessageRequest } from './message.request.js';
import { type StatusEvents, statusSignal } from './message.status.js';
import type { TwilioApi } from './twilio.api.js';
import type { TwilioMessagingConfig } from './twilio.config.js';
import { TwilioRefusal, answerOf } from './twilio.refusal.js';

/** Newest first; a recipient gets fewer messages than this within any window that is searched. */
const MOST_MESSAGES = 200;

const HTTP_NOT_FOUND = 404;

/** Parameters under which Twilio sends another text than `Body`. */
const REWRITING = ['ContentSid', 'SmartEncoded', 'ShortenUrls'];

/** What Twilio puts before every text of a trial account. https://www.twilio.com/docs/usage/tutorials/how-to-use-your-free-trial-account */
const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

/**
 * Asks Twilio what became of messages. A search by request does not filter by `DateSent`, because a message that still
 * waits in the queue has none; it is narrowed to messages sent through the API and created within the window, with the
 * request's text where that can be compared.
 * https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
 *
 * @throws {TwilioRefusal} when Twilio refused
 * @throws {TransportFault} when Twilio could not be asked
 */
export async function lookupMessages(
  api: TwilioApi,
  search: SightingSearch<TwilioMessageRequest>,
  config: TwilioMessagingConfig,
  events: StatusEvents,
): Promise<ProviderSighting[]> {
  const { messages } = (await api.clients()).clientFor(config);
  if (search.by === 'id') {
    try {
      return [sightingOf(await answerOf(messages(search.providerMessageId).fetch()), events)];
    } catch (error) {
      if (error instanceof TwilioRefusal && error.status === HTTP_NOT_FOUND) return [];
      throw error;
    }
  }
  const { params } = search.request;
  const { To: to, From: from } = params;
  const listed = await answerOf(
    messages.list({
      ...(typeof to === 'string' ? { to } : {}),
      ...(typeof from === 'string' ? { from } : {}),
      pageSize: MOST_MESSAGES,
      limit: MOST_MESSAGES,
    }),
  );
  return listed
    .filter((message) => message.direction === 'outbound-api' && mayComeOf(params, message))
    .map((message) => sightingOf(message, events))
    .filter(({ createdAt }) => createdAt >= wholeSecond(search.createdAfter) && createdAt <= search.createdBefore);
}

/** False when a message shows that another request made it. A template, and a text that was redacted, show nothing. */
function mayComeOf(params: TwilioMessageRequest['params'], message: MessageInstance): boolean {
  const { MessagingServiceSid: service, Body: text } = params;
  if (service !== undefined && message.messagingServiceSid !== service) return false;
  const isLiteral = typeof text === 'string' && REWRITING.every((name) => params[name] === undefined);
  const shown = (message.body ?? '').trim();
  if (!isLiteral || shown === '') return true;
  return shown === text.trim() || shown === (TRIAL_PREFIX + text).trim();
}

/** Twilio's dates have no fraction of a second: what was created within a second bears its beginning. */
function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function sightingOf(message: MessageInstance, events: StatusEvents): ProviderSighting {
  const { sid, status, errorCode, dateCreated, dateUpdated } = message;
  const state = {
    sid,
    status,
    // The client's type says number; Twilio sends null where there is none.
    errorCode: Number.isInteger(errorCode) && errorCode > 0 ? String(errorCode) : undefined,
    occurredAt: dateUpdated,
  };
  return { providerMessageId: sid, createdAt: dateCreated, signal: statusSignal(state, events) };
}
