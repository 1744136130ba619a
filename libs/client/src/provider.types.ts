import type { Channel } from './event.types.js';

/** One setting of a provider, as data. */
export interface ConfigField {
  type: 'string' | 'number' | 'boolean';
  label: string;
  help: string;
  required: boolean;
  secret: boolean;
  example?: string;
  /** Settings that have to be given whenever this one is. */
  givenWith?: string[];
  /** The stored value is dropped when a call overrides this other setting. */
  resetWith?: string;
  /** Regular expression that the whole value matches, and the same in words. */
  pattern?: string;
  shape?: string;
  minimum?: number;
  maximum?: number;
}

/** What the catalogue says of a provider. */
export interface ProviderManifest {
  /** E.g. `twilio_whatsapp`. */
  id: string;
  channel: Channel;
  label: string;
  summary: string;
  docsUrl: string;
  /** Where the callback address belongs at the vendor, or that it has to be put nowhere. */
  callbackHelp?: string;
  /** Where the vendor reports to this app; `null` where the provider takes no callbacks. */
  callbackUrl: string | null;
  /** Settings by name, in the order of a form. */
  config: Record<string, ConfigField>;
  /** Properties of the user's profile that it reads. */
  profile: { name: string; help: string; example: string }[];
  capabilities: { callbacks: boolean; inbound: boolean; seen: boolean };
}
