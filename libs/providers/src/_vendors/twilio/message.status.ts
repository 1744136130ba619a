import type { EventType, StatusSignal } from '#herald/channel-provider';
import { twilioReason } from './twilio.reasons.js';

/** Statuses after which a message will not arrive. https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export const FAILED_STATUSES: ReadonlySet<string> = new Set(['failed', 'undelivered', 'canceled']);

/** The event for each of Twilio's statuses that is one. Others, known or new, are details of the timeline. */
export type StatusEvents = Readonly<Record<string, EventType>>;

/** What Twilio says about a message. */
export interface MessageState {
  sid: string;
  status: string;
  /** Twilio's error code, where there is one. */
  errorCode: string | undefined;
  occurredAt?: Date;
}

/** Twilio's word on a message, in Herald's terms. */
export function statusSignal({ sid, status, errorCode, occurredAt }: MessageState, events: StatusEvents): StatusSignal {
  const name = status.toLowerCase();
  const event = Object.hasOwn(events, name) ? events[name] : undefined;
  return {
    kind: 'status',
    providerMessageId: sid,
    providerStatus: status,
    ...(event === undefined ? {} : { event }),
    ...(event === 'discarded'
      ? { reason: twilioReason(errorCode, name === 'canceled' ? 'canceled' : 'undelivered') }
      : {}),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
}
