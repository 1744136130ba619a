import type { ConfigFields } from './config-field.contract.js';

/** A property of the recipient's profile that a provider reads. */
export interface ProfileProperty {
  name: string;
  help: string;
  example: string;
}

/** Everything about a provider that can be said as data. It is public: the catalogue and the dashboard show it as it is. */
export interface ProviderManifest {
  /** `<vendor>_<channel>`, lower case, e.g. `twilio_whatsapp`. Also the name of its overrides. */
  id: string;
  /** `whatsapp`, `sms`, `voice`, `email`, `slack`, … */
  channel: string;
  label: string;
  /** One sentence for the catalogue. */
  summary: string;
  /** The vendor's page on this interface. */
  docsUrl: string;
  /** Where the callback address belongs at the vendor, or that it has to be put nowhere; only with a webhook. */
  callbackHelp?: string;
  config: ConfigFields;
  /**
   * True when environment variables with the names of the settings switch the provider on for the first app. At most one
   * provider may read the same variables.
   */
  fromEnvironment?: boolean;
  profile: readonly ProfileProperty[];
  capabilities: {
    /** The vendor reports what became of a message. */
    callbacks: boolean;
    /** Users can write back. */
    inbound: boolean;
    /** The recipient's opening of a message is reported. */
    seen: boolean;
  };
}
