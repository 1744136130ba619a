import type { StatusEvents } from '../_vendors/twilio/message.status.js';
import { twilioWebhook } from '../_vendors/twilio/twilio.webhook.js';
import { plainAddress } from './twilio-whatsapp.request.js';

/**
 * Statuses of a WhatsApp message that are events. `accepted`, `scheduled`, `queued`, `sending` and `sent` are Twilio's
 * own progress: Herald's `sent` is Twilio's acceptance of the message, which the create call has told already.
 * https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
 */
export const WHATSAPP_EVENTS: StatusEvents = {
  delivered: 'delivered',
  read: 'seen',
  failed: 'discarded',
  undelivered: 'discarded',
  canceled: 'discarded',
};

/** Status callbacks and inbound messages of WhatsApp. */
export const WHATSAPP_WEBHOOK = twilioWebhook({ events: WHATSAPP_EVENTS, plainAddress });
