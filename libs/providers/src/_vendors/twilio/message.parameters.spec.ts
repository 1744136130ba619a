import * as fc from 'fast-check';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js';
import Twilio from 'twilio/lib/rest/Twilio.js';
import { messageParameter } from './message.parameters.js';

/** Every option of the official client, with any value. The type sees to it that none is forgotten. */
const EVERY_OPTION: Required<MessageListInstanceCreateOptions> = {
  to: 'x',
  from: 'x',
  messagingServiceSid: 'x',
  body: 'x',
  mediaUrl: ['x'],
  contentSid: 'x',
  contentVariables: 'x',
  persistentAction: ['x'],
  statusCallback: 'x',
  applicationSid: 'x',
  addressRetention: 'retain',
  contentRetention: 'retain',
  attempt: 1,
  fallbackFrom: 'x',
  forceDelivery: true,
  maxPrice: 1,
  messageIntent: 'otp',
  provideFeedback: true,
  riskCheck: 'enable',
  scheduleType: 'fixed',
  sendAsMms: true,
  sendAt: new Date(0),
  shortenUrls: true,
  smartEncoded: true,
  trafficType: 'free',
  validityPeriod: 1,
};

describe('the parameters of the create call', () => {
  it('are all those that the official client knows, lists where it takes lists', async () => {
    const data = await capturedForm();
    expect(Object.keys(data).length).toBeGreaterThan(20);
    for (const [name, value] of Object.entries(data)) {
      const parameter = messageParameter(name);
      expect(parameter).toEqual({ name, kind: expect.any(String) });
      expect([name, parameter.kind === 'list']).toEqual([name, Array.isArray(value)]);
    }
  });

  it('are found in any case', async () => {
    const names = Object.keys(await capturedForm());
    const recased = fc.tuple(fc.constantFrom(...names), fc.array(fc.boolean())).map(([name, upper]) => ({
      name,
      written: name.replaceAll(/./g, (letter, at: number) =>
        upper[at] === true ? letter.toUpperCase() : letter.toLowerCase(),
      ),
    }));
    fc.assert(fc.property(recased, ({ name, written }) => expect(messageParameter(written).name).toBe(name)));
  });

  it('stay as they are when they are not known', () => {
    expect(messageParameter('newThing')).toEqual({ name: 'newThing' });
  });
});

/** The form that the official client makes of every option. */
async function capturedForm(): Promise<Record<string, unknown>> {
  let form: Record<string, unknown> = {};
  const httpClient = {
    request: (options: RequestClient.RequestOptions) => {
      form = options.data as Record<string, unknown>;
      return Promise.resolve({ statusCode: 201, body: '{}', headers: {} });
    },
  };
  const client = new Twilio(`AC${'1'.repeat(32)}`, 'an invented token', {
    httpClient: httpClient as unknown as RequestClient,
  });
  await client.messages.create(EVERY_OPTION);
  return form;
}
