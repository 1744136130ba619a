import type { PaceInput, SenderPace } from '#herald/channel-provider';
import type { RequestDialect } from './message.request.js';
import { overrideParameters } from './override.parameters.js';
import type { TwilioMessagingConfig } from './twilio.config.js';

/** Settings that say how fast a sender may send. */
type PacedConfig = TwilioMessagingConfig & { readonly TWILIO_SENDS_PER_SECOND?: number };

/**
 * The sender of a message, as Twilio counts rates: each number, or Messaging Service, of an account on a channel by itself.
 *
 * @param channel id of the provider: the same number has a rate on each channel
 * @param usual the rate where the integration gives none
 */
export function twilioPace(
  channel: string,
  { config, overrides }: PaceInput<PacedConfig>,
  { twilioAddress }: RequestDialect,
  usual: SenderPace['rate'],
): SenderPace {
  const { TWILIO_MESSAGING_SERVICE_SID: service, TWILIO_FROM_NUMBER: from = '' } = config;
  const laid = overrideParameters(overrides.fields);
  const given = laid.get('From') ?? laid.get('MessagingServiceSid');
  const sender = typeof given === 'string' ? given : (service ?? from);
  const { TWILIO_SENDS_PER_SECOND: sends } = config;
  const rate = sends === undefined ? usual : givenRate(sends);
  return {
    sender: `${channel}:${config.TWILIO_ACCOUNT_SID}:${twilioAddress(sender)}`,
    ...(rate === undefined ? {} : { rate }),
  };
}

/** Less than one per second is one in a longer time; 0 is no bound. */
function givenRate(sendsPerSecond: number): SenderPace['rate'] {
  if (sendsPerSecond === 0) return undefined;
  return sendsPerSecond < 1 ? { sends: 1, perMs: 1_000 / sendsPerSecond } : { sends: sendsPerSecond, perMs: 1_000 };
}
