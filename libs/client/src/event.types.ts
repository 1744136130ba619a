/** What can happen to a delivery. */
export type EventType = 'sent' | 'delivered' | 'seen' | 'discarded';

/** A channel; others than these come with further providers. */
export type Channel = 'whatsapp' | 'sms' | 'voice' | 'email' | 'slack' | (string & {});

/** Why a delivery will not arrive, for a person to act on. */
export interface DiscardReason {
  /** One of Herald's standard reasons, e.g. `session_window_closed`. */
  code: string;
  /** The vendor's own code, as text, where it gave one. */
  providerCode?: string;
  explanation: string;
  nextStep: string;
}

/** Something that happened to a delivery, in the same words for every provider. Times are ISO 8601 in UTC. */
export interface DeliveryEvent {
  /** The same when an event is read twice: what to tell duplicates by. */
  id: string;
  /** `sent`: accepted by the vendor; `delivered`: on the device; `seen`: opened; `discarded`: will not arrive, see `reason`. */
  type: EventType;
  occurredAt: string;
  recordedAt: string;
  notificationId: string;
  deliveryId: string;
  /** Identifier of the user. */
  recipient: string;
  tenant: string | null;
  /** `null` where no integration could be chosen. */
  channel: Channel | null;
  provider: string | null;
  providerMessageId: string | null;
  /** Given with `discarded`. */
  reason: DiscardReason | null;
}

/** Which events; what is left out does not restrict. */
export interface EventFilter {
  type?: EventType;
  channel?: Channel;
  provider?: string;
  notificationId?: string;
}
