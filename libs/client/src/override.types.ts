import type { Channel } from './event.types.js';

/** Settings of the Twilio account, for one request. SID and token come together. */
export interface TwilioConfigOverride {
  TWILIO_ACCOUNT_SID?: string;
  TWILIO_AUTH_TOKEN?: string;
  TWILIO_API_KEY_SID?: string;
  TWILIO_API_KEY_SECRET?: string;
  TWILIO_FROM_NUMBER?: string;
  TWILIO_MESSAGING_SERVICE_SID?: string;
}

/**
 * Override for `twilio_whatsapp`: settings, and fields of Twilio's message resource, which win over what Herald built.
 * Fields that are not named here are passed on too. Source: https://www.twilio.com/docs/messaging/api/message-resource
 */
export interface TwilioWhatsAppOverride extends TwilioConfigOverride {
  _config?: TwilioConfigOverride;
  /** E.164, with or without `whatsapp:`. */
  To?: string;
  From?: string;
  Body?: string;
  /** Public addresses of media. */
  MediaUrl?: string | string[];
  /** `HX…`: an approved template. */
  ContentSid?: string;
  /** Variables of the template: an object, or the same as JSON text. */
  ContentVariables?: Record<string, string> | string;
  MessagingServiceSid?: string;
  /** E.g. `geo:37.78,-122.39|label`. */
  PersistentAction?: string | string[];
  /** Seconds. */
  ValidityPeriod?: number | string;
  [field: string]: unknown;
}

/** Override for any other provider: fields of the vendor's request, and settings of the provider under `_config`. */
export interface ProviderOverride {
  [field: string]: unknown;
}

/** What one request does differently: channels to use, fields for a channel, and for a provider by its id. */
export interface Override {
  /** Only these channels are used. */
  channels?: Channel[];
  /** Fields by channel; a provider's own win over them. */
  channel?: Partial<Record<Channel, Record<string, unknown>>>;
  twilio_whatsapp?: TwilioWhatsAppOverride;
  [providerId: `${string}_${string}`]: ProviderOverride | undefined;
}
