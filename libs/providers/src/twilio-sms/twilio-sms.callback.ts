import type { StatusEvents } from '../_vendors/twilio/message.status.js';
import { twilioWebhook } from '../_vendors/twilio/twilio.webhook.js';

/**
 * Statuses of a text message that are events. SMS has no read receipts; `read` comes only where a Messaging Service sent
 * the message as RCS, and then proves that it was delivered.
 * https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
 */
export const SMS_EVENTS: StatusEvents = {
  delivered: 'delivered',
  read: 'delivered',
  failed: 'discarded',
  undelivered: 'discarded',
  canceled: 'discarded',
};

/** Status callbacks and inbound messages of SMS. */
export const SMS_WEBHOOK = twilioWebhook({ events: SMS_EVENTS, plainAddress: (address) => address });
