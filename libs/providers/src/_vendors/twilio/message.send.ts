import type { SendContext, SendOutcome } from '#herald/channel-provider';
import { outcomeOfAnswer, outcomeOfError } from './message.outcome.js';
import type { TwilioMessageRequest } from './message.request.js';
import type { TwilioApi } from './twilio.api.js';
import type { TwilioAccountConfig } from './twilio.config.js';
import type { TransportAnswer } from './http.exchange.js';

/**
 * Hands a message to Twilio, once. It goes through the official client's generic `request` instead of `messages.create`:
 * that one knows only the parameters of its release, hides `Retry-After`, and costs half as much again per message.
 * Never throws.
 */
export async function sendMessage(
  api: TwilioApi,
  request: TwilioMessageRequest,
  { config, timeoutMs }: SendContext<TwilioAccountConfig>,
): Promise<SendOutcome> {
  try {
    const client = (await api.clients()).clientFor(config);
    const answer: TransportAnswer = await client.request({
      method: 'post',
      uri: `https://api.twilio.com/2010-04-01/Accounts/${config.TWILIO_ACCOUNT_SID}/Messages.json`,
      data: request.params,
      timeout: timeoutMs,
    });
    return outcomeOfAnswer(answer, new Date());
  } catch (error) {
    return outcomeOfError(error);
  }
}
