import * as fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CallbackRequest, type JsonObject, readOverrides } from '#herald/channel-provider';
import { describeChannelProvider } from '#herald/channel-provider/testing';
import { isSignedByTwilio } from '../_vendors/twilio/callback.signature.js';
import { signedCallback } from '../_vendors/twilio/signed-callback.fixture.js';
import { CREATED_MESSAGE, REFUSED_MESSAGE, TOO_MANY_REQUESTS } from '../_vendors/twilio/twilio-answers.fixture.js';
import { TWILIO_WHATSAPP, type TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';
import { TwilioWhatsappProvider } from './twilio-whatsapp.provider.js';

const FIXTURES = join(__dirname, 'fixtures');
const provider = new TwilioWhatsappProvider();

describeChannelProvider<TwilioWhatsappConfig, unknown>('twilio_whatsapp', {
  create: ({ url }) => new TwilioWhatsappProvider({ apiBaseUrl: url }),
  config: (_endpoint, account, canary) => ({
    TWILIO_ACCOUNT_SID: `AC${String(account).repeat(32)}`,
    TWILIO_AUTH_TOKEN: canary + canary,
    TWILIO_FROM_NUMBER: account === 1 ? '+15005550006' : '+12025550199',
    // The second account sends with an API key; its callbacks are signed with its Auth Token all the same.
    ...(account === 1
      ? {}
      : { TWILIO_API_KEY_SID: `SK${'2'.repeat(32)}`, TWILIO_API_KEY_SECRET: `key ${canary}`, TWILIO_SANDBOX: true }),
  }),
  fixtures: FIXTURES,
  wire: { kind: 'http', accepted: CREATED_MESSAGE, rejected: REFUSED_MESSAGE, busyBody: TOO_MANY_REQUESTS },
  signCallback: (callback, config) => signedCallback(callback, config.TWILIO_AUTH_TOKEN),
});

describe('payloads of the documents that Herald was made from', () => {
  const names = readdirSync(join(FIXTURES, 'seeds'))
    .filter((file) => file.endsWith('.txt'))
    .map((file) => file.slice(0, -'.txt'.length));

  it.each(names)('%s is understood, signed or not in hexadecimal', (name) => {
    const body = readFileSync(join(FIXTURES, 'seeds', `${name}.txt`));
    const expected: unknown = JSON.parse(readFileSync(join(FIXTURES, 'seeds', `${name}.json`), 'utf8'));
    const callback = signedCallback(formCallback(body), 'an invented token');
    expect(provider.webhook.parse(callback)).toEqual(expected);
    expect(isSignedByTwilio(callback, 'an invented token')).toBe(true);
    expect(isSignedByTwilio(callback, 'another token')).toBe(false);
  });
});

describe('the answer to a callback', () => {
  it('is empty for a status and an empty TwiML document for a message', () => {
    const status = formCallback(Buffer.from('MessageSid=SM1&MessageStatus=sent&From=whatsapp%3A%2B15005550006&Body=x'));
    expect(provider.webhook.reply(status)).toEqual({ status: 204 });
    const message = formCallback(
      Buffer.from('MessageSid=SM1&SmsStatus=received&From=whatsapp%3A%2B12025550142&Body=x'),
    );
    const reply = provider.webhook.reply(message);
    expect(reply).toMatchObject({ status: 200, contentType: 'text/xml' });
    expect(reply.body).toMatch(/<Response\/>$/);
  });
});

describe('a callback of another account', () => {
  it('is refused although its signature is good', () => {
    const config = {
      TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'shared',
      TWILIO_FROM_NUMBER: '+15005550006',
    };
    const own = `AccountSid=${config.TWILIO_ACCOUNT_SID}`;
    const bodies = [`AccountSid=AC${'2'.repeat(32)}`, 'MessageSid=SM1', `${own}&AccountSid=AC${'2'.repeat(32)}`];
    for (const body of bodies) {
      const callback = signedCallback(formCallback(Buffer.from(body)), 'shared');
      expect(isSignedByTwilio(callback, 'shared')).toBe(true);
      expect(provider.webhook.verify(callback, config)).toBe(false);
    }
    expect(provider.webhook.verify(signedCallback(formCallback(Buffer.from(`${own}&${own}`)), 'shared'), config)).toBe(
      true,
    );
  });
});

describe('override.twilio_whatsapp', () => {
  const faultsOf = (fields: JsonObject) => {
    const { overrides, faults } = readOverrides({ twilio_whatsapp: fields }, TWILIO_WHATSAPP);
    return [...faults, ...provider.overrideFaults(overrides)];
  };

  it.each([
    ['statuscallback', 'https://example.com/hook', /outgoing webhooks/],
    ['StatusCallbackMethod', 'GET', /outgoing webhooks/],
    ['ApplicationSid', 'AP1', /outgoing webhooks/],
    ['body', ['one', 'two'], /Body as text instead of a list/],
    ['To', ['+12025550142'], /single value/],
    ['To', null, /cannot be taken away/],
    ['Body', { text: 'x' }, /must be text/],
    ['ContentVariables', ['x'], /single value/],
    ['MediaUrl', [{ url: 'x' }], /list of texts/],
    ['NewThing', { deep: true }, /must be text/],
  ])('refuses %s that cannot be told to Twilio', (name, value, message) => {
    expect(faultsOf({ [name]: value })).toEqual([{ path: name, message: expect.stringMatching(message) }]);
  });

  it('never quotes a value in a fault', () => {
    const value = fc.constantFrom<JsonObject[string]>(['canary-value'], { a: 'canary-value' }, 'canary-value', [
      ['canary-value'],
    ]);
    const name = fc.constantFrom('To', 'BODY', 'statusCallback', 'ContentVariables', 'mediaurl', 'Other');
    fc.assert(
      fc.property(name, value, (key, given) => {
        expect(JSON.stringify(faultsOf({ [key]: given }))).not.toContain('canary-value');
      }),
    );
  });

  it('takes the account only whole, and drops what belonged to the stored one', () => {
    expect(faultsOf({ TWILIO_ACCOUNT_SID: `AC${'3'.repeat(32)}` })).toEqual([
      { path: 'override.twilio_whatsapp.TWILIO_AUTH_TOKEN', message: expect.stringContaining('together') },
    ]);
    expect(faultsOf({ TWILIO_AUTH_TOKEN: 'an invented token' })).toHaveLength(1);
    expect(faultsOf({ TWILIO_API_KEY_SID: `SK${'3'.repeat(32)}` })).toHaveLength(1);
  });
});

function formCallback(body: Buffer): CallbackRequest {
  return {
    url: 'https://herald.example/api/v1/apps/app-key/webhook/twilio_whatsapp?delivery=d-1',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  };
}
