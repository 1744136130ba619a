import { Emulator } from '../environment/emulator.process.js';
import { Stand } from './stand.fixture.js';

const TEMPLATE = 'HX0123456789abcdef0123456789abcdef';
const OTHER_FROM = `whatsapp:${Emulator.otherSender}`;
const MEDIUM = 'https://shop.example/bill.pdf';

/** What an override says, and what the vendor gets then beside the recipient and Herald's callback. */
const SENT: readonly (readonly [string, object, object])[] = [
  ['Body', { twilio_whatsapp: { Body: 'Mine' } }, { Body: 'Mine' }],
  ['a name in lower case', { twilio_whatsapp: { body: 'Mine' } }, { Body: 'Mine' }],
  ['MediaUrl as text', { twilio_whatsapp: { MediaUrl: MEDIUM } }, { Body: 'Built', MediaUrl: MEDIUM }],
  ['MediaUrl as a list', { twilio_whatsapp: { mediaurl: [MEDIUM] } }, { Body: 'Built', MediaUrl: MEDIUM }],
  [
    'a template with variables as an object',
    { twilio_whatsapp: { ContentSid: TEMPLATE, ContentVariables: { 1: 'Jo', 2: 7 } } },
    { ContentSid: TEMPLATE, ContentVariables: '{"1":"Jo","2":7}' },
  ],
  [
    'variables as text',
    { twilio_whatsapp: { ContentSid: TEMPLATE, ContentVariables: '{"1":"Jo"}' } },
    { ContentSid: TEMPLATE, ContentVariables: '{"1":"Jo"}' },
  ],
  [
    'a parameter that Herald does not know',
    { twilio_whatsapp: { SomethingNew: 'x', another_one: 2 } },
    { Body: 'Built', SomethingNew: 'x', another_one: '2' },
  ],
  [
    'numbers and truth',
    { twilio_whatsapp: { Attempt: 2, SmartEncoded: true } },
    { Attempt: '2', SmartEncoded: 'true' },
  ],
  ['null, which takes away', { twilio_whatsapp: { Body: null, MediaUrl: MEDIUM } }, { MediaUrl: MEDIUM }],
  [
    'a sender under _config',
    { twilio_whatsapp: { _config: { TWILIO_FROM_NUMBER: Emulator.otherSender } } },
    { Body: 'Built', From: OTHER_FROM },
  ],
  ['a sender beside the fields', { twilio_whatsapp: { TWILIO_FROM_NUMBER: OTHER_FROM } }, { From: OTHER_FROM }],
  ['a setting in lower case', { twilio_whatsapp: { twilio_from_number: OTHER_FROM } }, { From: OTHER_FROM }],
  ['From itself', { twilio_whatsapp: { From: Emulator.otherSender } }, { From: OTHER_FROM }],
  ['fields of the channel', { channel: { whatsapp: { Body: 'Channel' } } }, { Body: 'Channel' }],
  [
    'fields of the channel, which lose to the provider’s',
    { channel: { whatsapp: { body: 'Channel', MediaUrl: MEDIUM } }, twilio_whatsapp: { Body: 'Provider' } },
    { Body: 'Provider', MediaUrl: MEDIUM },
  ],
  [
    'settings of the channel, which lose to the provider’s',
    {
      channel: { whatsapp: { TWILIO_FROM_NUMBER: '+12025550199' } },
      twilio_whatsapp: { TWILIO_FROM_NUMBER: Emulator.otherSender },
    },
    { From: OTHER_FROM },
  ],
  ['nothing for other providers', { twilio_sms: { Body: 'Text' }, smtp_email: { subject: 'S' } }, { Body: 'Built' }],
  ['channels', { channels: ['whatsapp', 'sms'] }, { Body: 'Built' }],
];

describe('An override', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  function notify(phoneNumber: string, override: object): Promise<string> {
    return stand.notifyOne(phoneNumber, { notification: { title: 'Title', message: 'Built' }, override });
  }

  it.each(SENT.map((row, index) => [...row, `+1202555${String(1000 + index)}`] as const))(
    'with %s reaches the vendor',
    async (_what, override, params, phoneNumber) => {
      const requestId = await notify(phoneNumber, override);
      await stand.deliveryAs(requestId, 'seen');
      const [entry, ...others] = await stand.acceptedFor(phoneNumber);
      expect(others).toEqual([]);
      const { StatusCallback, ...sent } = entry?.params ?? {};
      expect(StatusCallback).toContain(`${stand.herald.url}/api/v1/apps/test-app/webhook/twilio_whatsapp?delivery=`);
      const usual = { To: `whatsapp:${phoneNumber}`, From: `whatsapp:${Emulator.sender}` };
      const built = 'Body' in params || 'ContentSid' in params || 'MediaUrl' in params ? {} : { Body: 'Built' };
      expect(sent).toEqual({ ...usual, ...built, ...params });
      expect((await stand.herald.call('GET', `/v3/notifications/${requestId}`)).body).toMatchObject({ override });
    },
  );

  it('restricts the channels', async () => {
    const { deliveries } = await stand.herald.notificationOnce(
      await notify('+12025550101', { channels: ['email', 'sms'] }),
      () => true,
    );
    expect(deliveries).toMatchObject([{ status: 'discarded', reason: { code: 'integration_missing' } }]);
    expect(await stand.acceptedFor('+12025550101')).toEqual([]);
  });

  it('replaces the recipient, also of a user without a number', async () => {
    await stand.herald.call('PUT', '/v3/users/numberless', { email: 'jo@example.com' });
    const requestId = await stand.herald.notify({
      notification: { message: 'M' },
      recipients: ['numberless'],
      override: { twilio_whatsapp: { To: 'whatsapp:+1 (202) 555-0102' } },
    });
    expect(await stand.deliveryAs(requestId, 'seen')).toMatchObject({ recipient: 'numberless' });
    expect(await stand.acceptedFor('+12025550102')).toHaveLength(1);
  });

  it.each([
    ['(457)-746-846', 'recipient_address_invalid', 'The To of the override is not a phone number with country code.'],
    ['', 'recipient_address_missing', 'The override names an empty recipient in To.'],
  ])('with the recipient %j is discarded, whatever the profile has', async (To, code, explanation) => {
    const delivery = await stand.deliveryAs(await notify('+12025550103', { twilio_whatsapp: { To } }), 'discarded');
    expect(delivery.reason).toMatchObject({ code, explanation, nextStep: expect.stringContaining('To') });
    expect(await stand.acceptedFor('+12025550103')).toEqual([]);
  });
});
