import type { TwilioClients } from './twilio.client.js';

/** Where Twilio is and how it is spoken to; the same for every integration. */
export interface TwilioApiOptions {
  /** Scheme, host and port in the place of `https://api.twilio.com`: the emulator, or one of Twilio's regions. */
  apiBaseUrl?: string | undefined;
  /**
   * Default 2000: as many as can be under way at a time. Every account is behind the same address, so fewer would let one
   * whose calls are slow keep the others waiting; they are opened only as they are needed.
   */
  connections?: number;
  /** Default 5000. */
  connectTimeoutMs?: number;
}

const TWILIO_ORIGIN = 'https://api.twilio.com';

/**
 * The way to Twilio's API. The official package and undici are loaded at the first use, not at start: together they cost
 * some 150 ms and 30 MB, which a process that only receives callbacks need not pay.
 */
export class TwilioApi {
  readonly #origin: string;
  readonly #connections: number;
  readonly #connectTimeoutMs: number;
  #loading: Promise<TwilioClients> | undefined;
  #closing: Promise<void> | undefined;

  /** @throws {TypeError} when the base URL is not a URL */
  constructor({ apiBaseUrl, connections = 2_000, connectTimeoutMs = 5_000 }: TwilioApiOptions = {}) {
    this.#origin = new URL(apiBaseUrl === undefined || apiBaseUrl === '' ? TWILIO_ORIGIN : apiBaseUrl).origin;
    this.#connections = connections;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  clients(): Promise<TwilioClients> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Loads what a first call would load. */
  async load(): Promise<void> {
    await this.clients();
  }

  /** Waits for what is under way; may be called again. */
  close(): Promise<void> {
    this.#closing ??= Promise.resolve(this.#loading).then((clients) => clients?.close());
    return this.#closing;
  }

  async #load(): Promise<TwilioClients> {
    const { TwilioClients } = await import('./twilio.client.js');
    return new TwilioClients(this.#origin, {
      connections: this.#connections,
      connectTimeoutMs: this.#connectTimeoutMs,
    });
  }
}
