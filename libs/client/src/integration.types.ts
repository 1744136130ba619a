import type { Channel } from './event.types.js';

/** Settings of a provider by name, e.g. `TWILIO_FROM_NUMBER`. Secrets are written, never read back: answers mask them. */
export type IntegrationConfig = Record<string, string | number | boolean>;

interface IntegrationSettings {
  /** Tells integrations of one provider apart for people. */
  label?: string | null;
  /** The one customer of the app whose notifications it carries; `null` for the app's own. */
  tenant?: string | null;
  /** Lowest first where several could carry a notification. */
  priority?: number;
  /** Whether it carries notifications. */
  enabled?: boolean;
  /** Whether a call may bring credentials of its own in `override`. */
  allowCredentialOverride?: boolean;
}

/** A provider to be switched on. */
export interface NewIntegration extends IntegrationSettings {
  /** Id of the provider, e.g. `twilio_whatsapp`. */
  provider: string;
  config: IntegrationConfig;
}

/** What to change of an integration; what is not given stays. */
export interface IntegrationChange extends IntegrationSettings {
  /** Settings to change; a masked or absent secret keeps the stored one. */
  config?: IntegrationConfig;
}

/** Whether the vendor of an integration takes messages. Times are ISO 8601 in UTC. */
export interface IntegrationHealth {
  /**
   * `closed`: all is well. `open`: the vendor failed again and again; nothing is sent, deliveries wait. `half_open`: one
   * delivery tries whether it is well again.
   */
  state: 'closed' | 'open' | 'half_open';
  /** When it opened, or closed, last; `null` when it never opened. */
  since: string | null;
  /** The failure that opened it last, or of the last try. */
  lastFailure: { cause: string; at: string } | null;
  /** Not before this the next delivery tries; `null` when closed. */
  heldUntil: string | null;
}

/** A provider switched on for the app, or for one tenant of it. Times are ISO 8601 in UTC. */
export interface Integration extends Required<IntegrationSettings> {
  id: string;
  provider: string;
  channel: Channel;
  config: IntegrationConfig;
  health: IntegrationHealth;
  createdAt: string;
  updatedAt: string;
}

/** What a check of an integration's credentials found. */
export interface ConnectionReport {
  /** Whether messages can be sent. */
  usable: boolean;
  /** Name of the account at the vendor. */
  accountName?: string;
  /** Everything that is wrong or worth knowing; `field` names the setting it belongs to. */
  findings: { severity: 'error' | 'warning'; field?: string; message: string }[];
}
