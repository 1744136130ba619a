import type RequestClient from 'twilio/lib/base/RequestClient.js';
import Twilio from 'twilio/lib/rest/Twilio.js';
import type { TwilioAccountConfig } from './twilio.config.js';
import { type TransportOptions, TwilioTransport } from './twilio.transport.js';

/** Which of an integration's credentials are used. */
export type TwilioCredential = 'preferred' | 'auth token';

/**
 * Makes official Twilio clients that share one transport. A client is made for each call: it costs about two
 * microseconds, and no credential outlives the call or can be taken for another account's.
 */
export class TwilioClients {
  readonly #transport: TwilioTransport;

  constructor(origin: string, options: TransportOptions) {
    this.#transport = new TwilioTransport(origin, options);
  }

  /**
   * @param credential `preferred` is the API key where the integration has one
   * @throws {Error} when the Account SID is none
   */
  clientFor(config: TwilioAccountConfig, credential: TwilioCredential = 'preferred'): Twilio {
    const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = config;
    const { TWILIO_API_KEY_SID: keySid, TWILIO_API_KEY_SECRET: keySecret } = config;
    const hasKey = credential === 'preferred' && keySid !== undefined && keySecret !== undefined;
    return new Twilio(hasKey ? keySid : accountSid, hasKey ? keySecret : authToken, {
      accountSid,
      // The client calls nothing of it but `request`.
      httpClient: this.#transport as Pick<RequestClient, 'request'> as RequestClient,
      // Empty text keeps the client from reading TWILIO_EDGE and TWILIO_REGION: the base URL alone decides.
      edge: '',
      region: '',
    });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
