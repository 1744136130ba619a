import { Emulator } from '../environment/emulator.process.js';
import { Stand } from './stand.fixture.js';

const TEMPLATE = 'HX0123456789abcdef0123456789abcdef';

/** Magic recipients of the emulator, with what Twilio would say about them, and the reason it stands for. */
const LATE_REFUSALS = [
  ['+15005550101', '63016', 'session_window_closed'],
  ['+15005550102', '63003', 'recipient_unreachable'],
  ['+15005550103', '63024', 'recipient_unreachable'],
  ['+15005550104', '63015', 'recipient_not_allowed'],
  ['+15005550105', '30008', 'carrier_failure'],
  ['+15005550109', '63018', 'rate_limited'],
  ['+15005550110', '63049', 'quota_exceeded'],
] as const;

/** Twilio's test numbers for text messages. https://www.twilio.com/docs/iam/test-credentials */
const SMS_REFUSALS = [
  ['+15005550001', '21211', 'recipient_address_invalid'],
  ['+15005550002', '21612', 'recipient_unreachable'],
  ['+15005550003', '21408', 'region_not_permitted'],
  ['+15005550004', '21610', 'recipient_opted_out'],
  ['+15005550009', '21614', 'recipient_unreachable'],
] as const;

/** Requests that the create call refuses. */
const REFUSED_REQUESTS: readonly (readonly [string, object, string, string])[] = [
  ['a sender of someone else', { From: '+12025550199' }, '63007', 'sender_invalid'],
  ['a text beyond 1600 characters', { Body: 'x'.repeat(1601) }, '21617', 'content_invalid'],
  ['two media', { MediaUrl: ['https://a.example/1.png', 'https://a.example/2.png'] }, '21623', 'media_invalid'],
  ['a medium that is no address', { MediaUrl: 'file.png' }, '21620', 'media_invalid'],
  ['variables that are empty', { ContentSid: TEMPLATE, ContentVariables: { 1: '' } }, '21656', 'template_invalid'],
  [
    'credentials that are wrong',
    { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: 'wrong' },
    '20003',
    'credentials_invalid',
  ],
];

describe('A message that the vendor does not deliver', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  it.each(LATE_REFUSALS)('to %s fails after it was taken, with %s: %s', async (phoneNumber, providerCode, code) => {
    const delivery = await stand.deliveryAs(await stand.notifyOne(phoneNumber), 'discarded');
    const reason = { code, providerCode, explanation: expect.any(String), nextStep: expect.any(String) };
    expect(delivery.reason).toEqual(reason);
    expect(delivery.events.map(({ type }) => type)).toEqual(['sent', 'discarded']);
    expect(delivery.events[1]?.reason).toEqual(reason);
    expect(delivery.attempts).toMatchObject([{ number: 1, outcome: 'accepted' }]);
    expect(await stand.acceptedFor(phoneNumber)).toMatchObject([{ sid: delivery.providerMessageId }]);
  });

  it('says of a closed window that a template gets through, and it does', async () => {
    const { reason } = await stand.deliveryAs(await stand.notifyOne('+15005550101'), 'discarded');
    expect(reason?.explanation).toMatch(/24/);
    expect(reason?.nextStep).toMatch(/template/i);
    const refused = await stand.deliveryAs(await stand.notifyOne('+15005550111'), 'discarded');
    expect(refused).toMatchObject({ reason: { code: 'session_window_closed', providerCode: '63016' } });
    for (const phoneNumber of ['+15005550101', '+15005550111']) {
      const again = { notification: { message: 'M', templateIdentifier: TEMPLATE }, data: { 1: 'Order 7' } };
      await stand.deliveryAs(await stand.notifyOne(phoneNumber, again), 'seen');
      const params = (await stand.acceptedFor(phoneNumber)).at(-1)?.params;
      expect(params).toMatchObject({ ContentSid: TEMPLATE, ContentVariables: '{"1":"Order 7"}' });
      expect(params).not.toHaveProperty('Body');
    }
  });

  it.each([
    ['+15005550106', 'delivered', ['sent', 'delivered']],
    ['+15005550107', 'sent', ['sent']],
    ['+15005550108', 'sent', ['sent']],
  ] as const)('to %s stays %s when nothing more is heard', async (phoneNumber, status, types) => {
    const requestId = await stand.notifyOne(phoneNumber);
    await stand.deliveryAs(requestId, status);
    await stand.settled();
    const delivery = await stand.deliveryAs(requestId, status);
    expect(delivery.events.map(({ type }) => type)).toEqual(types);
  });

  it.each(REFUSED_REQUESTS)('because of %s is refused at once', async (_what, fields, providerCode, code) => {
    const [, { sid }] = stand.emulator.accounts;
    const override = 'TWILIO_ACCOUNT_SID' in fields ? { ...fields, TWILIO_ACCOUNT_SID: sid } : fields;
    const accepted = (await stand.emulator.ledger()).length;
    const requestId = await stand.notifyOne('+12025550102', { override: { twilio_whatsapp: override } });
    const delivery = await stand.deliveryAs(requestId, 'discarded');
    const { nextStep = '', explanation = '' } = delivery.reason ?? {};
    expect(delivery.reason).toEqual({ code, providerCode, explanation, nextStep });
    expect(nextStep).not.toBe('');
    expect(delivery.providerMessageId).toBeNull();
    expect(delivery.events.map(({ type }) => type)).toEqual(['discarded']);
    expect(delivery.attempts).toMatchObject([
      { number: 1, outcome: 'rejected', cause: code, providerCode, explanation, finishedAt: expect.any(String) },
    ]);
    expect(await stand.emulator.ledger()).toHaveLength(accepted);
  });

  it('because there is nothing to say is not attempted at the vendor', async () => {
    const requestId = await stand.notifyOne('+12025550103', { notification: { url: 'https://shop.example/7' } });
    expect(await stand.deliveryAs(requestId, 'discarded')).toMatchObject({ reason: { code: 'content_missing' } });
    const requests = (await stand.emulator.control('GET', 'requests')) as { entries: { params: object }[] };
    expect(requests.entries.map(({ params }) => params)).not.toContainEqual(
      expect.objectContaining({ To: 'whatsapp:+12025550103' }),
    );
  });

  it('by text gets the reasons that Twilio gives for numbers', async () => {
    const [{ sid, token }] = stand.emulator.accounts;
    const config = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: Emulator.otherSender };
    await stand.herald.call('POST', '/v3/integrations', { provider: 'twilio_sms', config });
    const accepted = (await stand.emulator.ledger()).length;
    const requestId = await stand.herald.notify({
      notification: { message: 'M' },
      recipients: SMS_REFUSALS.map(([phoneNumber]) => ({ identifier: `sms-${phoneNumber}`, phoneNumber })),
      override: { channels: ['sms'] },
    });
    const { deliveries } = await stand.herald.notificationOnce(requestId, ({ deliveries: all }) =>
      all.every(({ status }) => status === 'discarded'),
    );
    const reasons = deliveries.map(({ recipient, reason }) => [recipient, reason?.providerCode, reason?.code]);
    expect(reasons).toEqual(
      SMS_REFUSALS.map(([phoneNumber, providerCode, code]) => [`sms-${phoneNumber}`, providerCode, code]),
    );
    expect(await stand.emulator.ledger()).toHaveLength(accepted);
  });

  it('have reasons of a closed list, which says what each means', async () => {
    const { body } = await stand.herald.call<{ data: { code: string }[]; next: null }>('GET', '/v3/discard-reasons');
    expect(body.next).toBeNull();
    const codes = body.data.map(({ code }) => code);
    const seen = [...LATE_REFUSALS, ...SMS_REFUSALS].map(([, , code]) => code);
    expect(seen.filter((code) => !codes.includes(code))).toEqual([]);
    for (const reason of body.data) {
      expect(reason).toEqual({
        code: expect.stringMatching(/^[a-z_]+$/),
        explanation: expect.stringMatching(/\.$/),
        nextStep: expect.stringMatching(/\.$/),
      });
    }
  });
});
