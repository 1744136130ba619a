const TYPED_BODY = `
const herald = new Herald({ baseUrl: 'https://herald.example.com', apiKey: 'k', apiSecret: 's' });
export async function use(signal: AbortSignal): Promise<string> {
  const recipients: Recipient[] = ['user-42', { identifier: 'user-43', phoneNumber: '+12025550142', plan: 'gold' }];
  const override: Override = { channels: ['whatsapp', 'pager'], twilio_whatsapp: { Body: 'Hi', ShortenUrls: true } };
  const { requestId } = await herald.notify({ notification: { title: 'Hi' }, recipients, override }, { signal });
  for await (const { event, cursor } of herald.events.follow({ signal, type: 'seen' })) {
    if (event.reason) return event.reason.nextStep + (cursor ?? '');
  }
  try {
    return (await herald.notifications.get(requestId)).deliveries.map(({ status }) => status).join();
  } catch (error) {
    if (error instanceof ProblemError && error.kind === 'not_found') return error.errors.map(({ path }) => path).join();
    throw error;
  }
}
`;

/** One program against the package's types, as an ES module and as CommonJS, by file name. */
export const TYPED_CONSUMERS = {
  'consumer.mts': `import { Herald, ProblemError } from '@herald/client';
import type { Override, Recipient } from '@herald/client';
${TYPED_BODY}`,
  'consumer.cts': `import client = require('@herald/client');
import Herald = client.Herald;
import ProblemError = client.ProblemError;
type Override = client.Override;
type Recipient = client.Recipient;
${TYPED_BODY}`,
};
