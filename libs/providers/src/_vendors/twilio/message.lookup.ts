import type { ProviderSighting, SightingSearch } from '#herald/channel-provider';
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { RequestDialect } from './message.request.js';
import { type StatusEvents, statusSignal } from './message.status.js';
import type { TwilioApi } from './twilio.api.js';
import type { TwilioMessagingConfig } from './twilio.config.js';
import { TwilioRefusal, answerOf } from './twilio.refusal.js';

/** Newest first; a recipient gets fewer messages than this within any window that is searched. */
const MOST_MESSAGES = 200;

const HTTP_NOT_FOUND = 404;

/**
 * Asks Twilio what became of messages. A search by addresses does not filter by `DateSent`, because a message that still
 * waits in the queue has none; it is narrowed to messages sent through the API and created within the window.
 * https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
 *
 * @throws {TwilioRefusal} when Twilio refused
 * @throws {TransportFault} when Twilio could not be asked
 */
export async function lookupMessages(
  api: TwilioApi,
  search: SightingSearch,
  config: TwilioMessagingConfig,
  { events, twilioAddress }: RequestDialect & { events: StatusEvents },
): Promise<ProviderSighting[]> {
  const client = (await api.clients()).clientFor(config);
  const sighting = (message: MessageInstance) => sightingOf(message, events);
  if (search.by === 'id') {
    try {
      return [sighting(await answerOf(client.messages(search.providerMessageId).fetch()))];
    } catch (error) {
      if (error instanceof TwilioRefusal && error.status === HTTP_NOT_FOUND) return [];
      throw error;
    }
  }
  const { TWILIO_FROM_NUMBER: from, TWILIO_MESSAGING_SERVICE_SID: service } = config;
  const isSenderKnown = service === undefined && from !== undefined;
  const messages = await answerOf(
    client.messages.list({
      to: twilioAddress(search.to),
      ...(isSenderKnown ? { from: twilioAddress(from) } : {}),
      pageSize: MOST_MESSAGES,
      limit: MOST_MESSAGES,
    }),
  );
  return messages
    .filter(({ direction }) => direction === 'outbound-api')
    .map(sighting)
    .filter(({ createdAt }) => createdAt >= wholeSecond(search.createdAfter) && createdAt <= search.createdBefore);
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
