import type { DiscardReason } from './discard.reason.js';
import type { EventType } from './event.contract.js';

/** A vendor's word on a message of ours. Without `event` it is a detail of the timeline and no event. */
export interface StatusSignal {
  kind: 'status';
  providerMessageId: string;
  /** The vendor's own status word, kept as given. */
  providerStatus: string;
  event?: EventType;
  /** Present exactly when `event` is `discarded`. */
  reason?: DiscardReason;
  /** When it happened, where the vendor says so; else the time of arrival counts. */
  occurredAt?: Date;
}

/** A file that came with an inbound message; it stays at the vendor. */
export interface InboundMedia {
  url: string;
  contentType: string;
}

/** Something that a user wrote to us. */
export interface InboundMessage {
  kind: 'inbound';
  providerMessageId: string;
  /** Address of the user, normalised like a recipient's. */
  from: string;
  /** Our sender that was written to. */
  to: string;
  text?: string;
  profileName?: string;
  media: InboundMedia[];
  location?: { latitude: number; longitude: number; label?: string; address?: string };
  /** The reply button that was pressed. */
  button?: { text: string; payload?: string };
  /** Vendor's id of the message that this one answers. */
  repliedToProviderMessageId?: string;
  /** True when the message asks not to be written to again. */
  optOut?: boolean;
}

/** What a callback tells, free of the vendor's words. */
export type ProviderSignal = StatusSignal | InboundMessage;
