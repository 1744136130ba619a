import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { Emulator, type LedgerEntry } from '../environment/emulator.process.js';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';
import { type CallbackForm, callbackUrlOf, postForm, postSigned, statusForm } from './twilio-callback.fixture.js';

/** The emulator tells nothing of messages to this number by itself. */
const SILENT = '+15005550107';

interface Call {
  url: string;
  form: CallbackForm;
  /** Of the vendor, for exactly this address and form. */
  signature: string;
  token: string;
}

/** What somebody could try who does not have the token, from a callback that is right. */
const FORGERIES: readonly (readonly [string, (call: Call) => Pick<Call, 'url' | 'form'> & { signature?: string }])[] = [
  ['without a signature', ({ url, form }) => ({ url, form })],
  ['with an empty signature', ({ url, form }) => ({ url, form, signature: '' })],
  [
    'with somebody else’s token',
    ({ url, form }) => ({ url, form, signature: getExpectedTwilioSignature('x', url, form) }),
  ],
  ['with an empty token', ({ url, form }) => ({ url, form, signature: getExpectedTwilioSignature('', url, form) })],
  ['with another status', (call) => ({ ...call, form: { ...call.form, MessageStatus: 'failed' } })],
  ['with a field more', (call) => ({ ...call, form: { ...call.form, ErrorCode: '63016' } })],
  ['with another account', (call) => ({ ...call, form: { ...call.form, AccountSid: `AC${'7'.repeat(32)}` } })],
  ['with no field at all', (call) => ({ ...call, form: {} })],
  ['at a longer address', (call) => ({ ...call, url: `${call.url}&x=1` })],
  ['without the delivery id', (call) => ({ ...call, url: call.url.replace(/\?.*/, '') })],
  [
    'at the address of another provider',
    (call) => ({ ...call, url: call.url.replace('twilio_whatsapp', 'twilio_sms') }),
  ],
  ['at the address of another app', (call) => ({ ...call, url: call.url.replace('test-app', 'other-app') })],
  [
    'for another app, signed for its address',
    ({ url, form, token }) => {
      const other = url.replace('test-app', 'other-app');
      return { url: other, form, signature: getExpectedTwilioSignature(token, other, form) };
    },
  ],
];

describe('Callbacks that are not the vendor’s', () => {
  let stand: Stand;
  let requestId: string;
  let entry: LedgerEntry;

  beforeAll(async () => {
    stand = await Stand.start();
    const [, { sid, token }] = stand.emulator.accounts;
    const config = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: Emulator.otherSender };
    await stand.herald.call('POST', '/v3/integrations', { provider: 'twilio_whatsapp', tenant: 'acme', config });
    await makeOtherApp(stand.herald);
    requestId = await stand.notifyOne(SILENT);
    await stand.deliveryAs(requestId, 'sent');
    entry = (await stand.acceptedFor(SILENT))[0] as LedgerEntry;
  });
  afterAll(() => stand?.stop());

  async function expectsNoTrace(send: () => Promise<void>): Promise<void> {
    const asItIs = () => stand.deliveryOnce(requestId, () => true);
    const [rows, delivery] = [await stand.rowCounts(), await asItIs()];
    await send();
    expect(await stand.rowCounts()).toEqual(rows);
    expect(await asItIs()).toEqual(delivery);
  }

  it.each(FORGERIES)('%s are refused and leave no trace', async (_what, forge) => {
    const { token } = stand.emulator.accounts[0];
    const [url, form] = [callbackUrlOf(entry), statusForm(entry, 'read')];
    const signature = getExpectedTwilioSignature(token, url, { ...form });
    const forged = forge({ url, form, signature, token });
    await expectsNoTrace(async () => {
      const answer = await postForm(forged.url, forged.form, forged.signature);
      expect(answer).toMatchObject({ status: 403, contentType: expect.stringContaining('application/problem+json') });
      expect(JSON.parse(answer.text)).toMatchObject({ type: '/problems/callback-refused', status: 403 });
      expect(answer.text).not.toContain(entry.sid);
    });
  });

  it('but those of another account of the app are refused for this one’s message', async () => {
    const [, other] = stand.emulator.accounts;
    const url = callbackUrlOf(entry);
    const claims = [statusForm({ ...entry, accountSid: other.sid }, 'read'), statusForm(entry, 'read')];
    await expectsNoTrace(async () => {
      for (const form of claims) expect((await postSigned(url, form, other.token)).status).toBe(403);
    });
  });

  it.each([
    ['an app', 'no-app/webhook/twilio_whatsapp'],
    ['a provider', 'test-app/webhook/no_provider'],
    ['callbacks of a provider', 'test-app/webhook/smtp_email'],
    ['an app', '__proto__/webhook/twilio_whatsapp'],
    ['a provider', 'test-app/webhook/constructor'],
  ])('for %s that does not exist (%s) are answered 404', async (_what, path) => {
    const { token } = stand.emulator.accounts[0];
    await expectsNoTrace(async () => {
      const answer = await postSigned(`${stand.herald.url}/api/v1/apps/${path}`, statusForm(entry, 'read'), token);
      expect(answer).toMatchObject({ status: 404, contentType: expect.stringContaining('application/problem+json') });
      expect(JSON.parse(answer.text)).toMatchObject({ type: '/problems/not-found', status: 404 });
    });
  });

  it('are counted, and the right one is taken after them', async () => {
    const { body } = await stand.herald.call<string>('GET', '/metrics');
    expect(body).toMatch(/herald_callbacks_total\{provider="twilio_whatsapp",result="refused"\} [1-9]/);
    const { token } = stand.emulator.accounts[0];
    expect((await postSigned(callbackUrlOf(entry), statusForm(entry, 'read'), token)).status).toBe(204);
    await stand.deliveryAs(requestId, 'seen');
    const strange = await stand.herald.call('GET', `/v3/notifications/${requestId}`, undefined, OTHER_APP_HEADERS);
    expect(strange.status).toBe(404);
  });
});
