import { createHmac } from 'node:crypto';
import { MailServer } from './mail-server.fixture.js';
import { Stand } from './stand.fixture.js';

interface Manifest {
  id: string;
  channel: string;
  config: Record<string, { label: string; help: string; required: boolean; secret: boolean }>;
  profile: { name: string }[];
  callbackUrl: string | null;
}

const EMAIL_ONLY = { override: { channels: ['email'] } };

describe('Providers', () => {
  let stand: Stand;
  let mailServer: MailServer;
  let emailIntegration: string;

  beforeAll(async () => {
    [stand, mailServer] = await Promise.all([Stand.start(), MailServer.start()]);
    emailIntegration = await switchOn('smtp_email', mailServer.config);
    await stand.herald.call('PUT', '/v3/users/ada', { phoneNumber: '+12025550101', email: 'ada@example.com' });
    await stand.herald.call('PUT', '/v3/users/mailless', { phoneNumber: '+12025550102' });
  });
  afterAll(async () => {
    await stand?.stop();
    await mailServer?.stop();
  });

  async function switchOn(provider: string, config: object, more: object = {}): Promise<string> {
    const answer = await stand.herald.call<{ id: string }>('POST', '/v3/integrations', { provider, config, ...more });
    expect(answer.status).toBe(201);
    return answer.body.id;
  }

  it('are four, each with its settings as data and no value of any', async () => {
    const { body } = await stand.herald.call<{ data: Manifest[]; next: null }>('GET', '/v3/providers');
    expect(body.next).toBeNull();
    expect(body.data.map(({ id, channel, profile }) => [id, channel, profile.map(({ name }) => name)])).toEqual([
      ['twilio_whatsapp', 'whatsapp', ['phoneNumber']],
      ['twilio_sms', 'sms', ['phoneNumber']],
      ['smtp_email', 'email', ['email']],
      ['fake', 'test', ['fakeAddress']],
    ]);
    expect(body.data.map(({ callbackUrl }) => callbackUrl)).toEqual([
      `${stand.herald.url}/api/v1/apps/test-app/webhook/twilio_whatsapp`,
      `${stand.herald.url}/api/v1/apps/test-app/webhook/twilio_sms`,
      null,
      `${stand.herald.url}/api/v1/apps/test-app/webhook/fake`,
    ]);
    const secrets = body.data.flatMap(({ config }) => Object.keys(config).filter((name) => config[name]?.secret));
    expect(new Set(secrets)).toEqual(
      new Set(['TWILIO_AUTH_TOKEN', 'TWILIO_API_KEY_SECRET', 'SMTP_PASSWORD', 'FAKE_SECRET']),
    );
    for (const { config } of body.data) {
      for (const field of Object.values(config)) {
        expect(field).toMatchObject({ label: expect.stringMatching(/./), help: expect.stringMatching(/./) });
        expect(field).not.toHaveProperty('value');
      }
    }
    const [{ sid, token }] = stand.emulator.accounts;
    for (const value of [sid, token, 'right']) expect(JSON.stringify(body)).not.toContain(`"${value}"`);
  });

  it('smtp_email brings a letter with subject and text', async () => {
    const requestId = await stand.herald.notify({
      notification: { title: 'Order 7 is on its way', message: 'It arrives tomorrow.' },
      recipients: ['ada'],
      ...EMAIL_ONLY,
    });
    const delivery = await stand.deliveryAs(requestId, 'sent');
    expect(delivery).toMatchObject({
      recipient: 'ada',
      channel: 'email',
      provider: 'smtp_email',
      integrationId: emailIntegration,
      attempts: [{ number: 1, outcome: 'accepted' }],
      events: [{ type: 'sent', channel: 'email', provider: 'smtp_email' }],
    });
    const [letter, ...others] = mailServer.letters;
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ from: 'orders@shop.example', to: ['ada@example.com'] });
    expect(letter?.source).toMatch(/^From: Shop <orders@shop\.example>\r$/m);
    expect(letter?.source).toMatch(/^To: ada@example\.com\r$/m);
    expect(letter?.source).toMatch(/^Subject: Order 7 is on its way\r$/m);
    expect(letter?.source).toContain('\r\n\r\nIt arrives tomorrow.');
    expect(letter?.source).toContain(`Message-ID: ${delivery.providerMessageId}`);
    expect(await stand.acceptedFor('+12025550101')).toEqual([]);
  });

  it.each([
    ['no address', { phoneNumber: '+12025550103' }, { code: 'recipient_address_missing' }],
    ['an address that is none', { email: 'ada' }, { code: 'recipient_address_invalid' }],
    [
      'an address that the server does not know',
      { email: 'x@nobody.example' },
      { providerCode: expect.stringContaining('5') },
    ],
  ])('smtp_email says of a user with %s why there is no letter', async (_what, profile, reason) => {
    const count = mailServer.letters.length;
    const requestId = await stand.herald.notify({
      notification: { title: 'T', message: 'M' },
      recipients: [{ identifier: 'unreachable', phoneNumber: null, email: null, ...profile }],
      ...EMAIL_ONLY,
    });
    const delivery = await stand.deliveryAs(requestId, 'discarded');
    const worded = { explanation: expect.stringMatching(/./), nextStep: expect.stringMatching(/./) };
    expect(delivery.reason).toMatchObject({ ...reason, ...worded });
    expect(mailServer.letters).toHaveLength(count);
  });

  it('of two channels carry one notification side by side', async () => {
    const count = mailServer.letters.length;
    const requestId = await stand.herald.notify({
      notification: { title: 'T', message: 'Both ways' },
      recipients: ['ada', 'mailless'],
      override: { twilio_whatsapp: { Body: 'By phone' }, smtp_email: { subject: 'By letter' } },
    });
    const { deliveries } = await stand.herald.notificationOnce(requestId, ({ deliveries: all }) =>
      all.every(({ channel, status }) => status === 'discarded' || status === (channel === 'email' ? 'sent' : 'seen')),
    );
    expect(deliveries.map(({ recipient, channel, status }) => `${recipient} ${channel} ${status}`).toSorted()).toEqual([
      'ada email sent',
      'ada whatsapp seen',
      'mailless email discarded',
      'mailless whatsapp seen',
    ]);
    expect(mailServer.letters).toHaveLength(count + 1);
    expect(mailServer.letters.at(-1)?.source).toMatch(/^Subject: By letter\r$/m);
    expect(await stand.acceptedFor('+12025550101')).toMatchObject([{ params: { Body: 'By phone' } }]);
  });

  it('smtp_email is checked against its server', async () => {
    const path = `/v3/integrations/${emailIntegration}`;
    expect((await stand.herald.call('POST', `${path}/verify`)).body).toMatchObject({ usable: true });
    await stand.herald.call('PATCH', path, { config: { SMTP_PASSWORD: 'wrong-password' } });
    const { body } = await stand.herald.call('POST', `${path}/verify`);
    const finding = { severity: 'error', field: 'SMTP_PASSWORD', message: expect.stringContaining('SMTP_USERNAME') };
    expect(body).toMatchObject({ usable: false, findings: expect.arrayContaining([finding]) });
    expect(JSON.stringify(body)).not.toContain('wrong-password');
    await stand.herald.call('PATCH', path, { config: { SMTP_PASSWORD: 'right' } });
    expect((await stand.herald.call('POST', `${path}/verify`)).body).toMatchObject({ usable: true });
  });

  it('fake ends as it is told to, and its callbacks are believed', async () => {
    const config = { FAKE_ACCOUNT: 'demo', FAKE_SECRET: 'a secret of the fake' };
    await switchOn('fake', config);
    const notifyFake = (knobs: object) =>
      stand.herald.notify({
        notification: { message: 'M' },
        recipients: [{ identifier: 'someone', fakeAddress: 'someone' }],
        override: { channels: ['test'], fake: { _config: knobs } },
      });
    const rejected = await notifyFake({ FAKE_OUTCOME: 'rejected', FAKE_REASON: 'recipient_opted_out' });
    expect(await stand.deliveryAs(rejected, 'discarded')).toMatchObject({ reason: { code: 'recipient_opted_out' } });
    const sent = await stand.deliveryAs(await notifyFake({}), 'sent');
    expect(sent.providerMessageId).toBe(`fake-${sent.id}-1`);
    const url = `${stand.herald.url}/api/v1/apps/test-app/webhook/fake`;
    for (const status of ['delivered', 'seen']) {
      const body = JSON.stringify({ account: 'demo', messageId: sent.providerMessageId, status });
      const post = (secret: string) => {
        const signature = createHmac('sha256', secret).update(`${url}\n${body}`).digest('hex');
        return fetch(url, { method: 'POST', body, headers: { 'x-fake-signature': signature } });
      };
      expect((await post('another secret')).status).toBe(403);
      expect((await post(config.FAKE_SECRET)).status).toBe(204);
    }
    const seen = await stand.deliveryAs(sent.events[0]?.notificationId ?? '', 'seen');
    expect(seen.events.map(({ type }) => type)).toEqual(['sent', 'delivered', 'seen']);
  });
});
