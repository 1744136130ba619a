import type { ConnectionReport } from '#herald/channel-provider';
import { type Resources, startResourceServer } from '../_vendors/twilio/resource-server.fixture.js';
import type { TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';
import { TwilioWhatsappProvider } from './twilio-whatsapp.provider.js';

const CONFIG: TwilioWhatsappConfig = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'canary-token',
  TWILIO_FROM_NUMBER: '+15005550006',
};
const ACCOUNT = { sid: CONFIG.TWILIO_ACCOUNT_SID, friendly_name: 'Shop', status: 'active', type: 'Full' };
const KEY = { TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}`, TWILIO_API_KEY_SECRET: 'canary-secret' };
const GOOD: Resources = {
  '': { body: ACCOUNT },
  '/Balance': { body: { balance: '10.5', currency: 'USD' } },
  '/Messages': { body: { messages: [] } },
};

async function check(resources: Resources, change: Partial<TwilioWhatsappConfig> = {}): Promise<ConnectionReport> {
  const server = await startResourceServer({ ...GOOD, ...resources });
  const provider = new TwilioWhatsappProvider({ apiBaseUrl: server.url });
  try {
    return await provider.check({ ...CONFIG, ...change });
  } finally {
    await provider.close();
    await server.close();
  }
}

const refused = (status: number, code: number) => ({ status, body: { code, message: 'canary-words', status } });

describe('the check of twilio_whatsapp', () => {
  it('finds good credentials usable, and says what it could not see', async () => {
    const report = await check({});
    expect(report).toMatchObject({ usable: true, accountName: 'Shop' });
    expect(report.findings).toEqual([
      { severity: 'warning', field: 'TWILIO_FROM_NUMBER', message: expect.stringContaining('Not checked') },
    ]);
  });

  it.each<[string, Resources, Partial<TwilioWhatsappConfig>, string, RegExp]>([
    [
      'a wrong token',
      { '': refused(401, 20003) },
      {},
      'TWILIO_AUTH_TOKEN',
      /does not accept this Account SID and Auth Token/,
    ],
    ['an unknown account', { '': refused(404, 20404) }, {}, 'TWILIO_ACCOUNT_SID', /does not know/],
    ['another refusal', { '': refused(403, 20403) }, {}, 'TWILIO_ACCOUNT_SID', /errors\/20403/],
    [
      'a suspended account',
      { '': { body: { ...ACCOUNT, status: 'suspended' } } },
      {},
      'TWILIO_ACCOUNT_SID',
      /suspended/,
    ],
    ['a closed account', { '': { body: { ...ACCOUNT, status: 'closed' } } }, {}, 'TWILIO_ACCOUNT_SID', /closed/],
    ['what is not Twilio', { '': { body: { hello: 'world' } } }, {}, 'TWILIO_ACCOUNT_SID', /TWILIO_API_BASE_URL/],
    ['a wrong API key', { '/Messages': refused(401, 20003) }, KEY, 'TWILIO_API_KEY_SECRET', /API key/],
    [
      'a country that is none',
      {},
      { TWILIO_DEFAULT_COUNTRY: 'ZZ' },
      'TWILIO_DEFAULT_COUNTRY',
      /not the code of a country/,
    ],
  ])('finds %s unusable', async (_title, resources, change, field, message) => {
    const report = await check(resources, change);
    expect(report.usable).toBe(false);
    expect(report.findings).toContainEqual({
      severity: 'error',
      field,
      message: expect.stringMatching(message),
    });
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  it.each<[string, Resources, Partial<TwilioWhatsappConfig>, RegExp]>([
    ['a trial account', { '': { body: { ...ACCOUNT, type: 'Trial' } } }, {}, /trial/],
    ['test credentials', { '': refused(403, 20008) }, {}, /never delivered/],
    ['an empty balance', { '/Balance': { body: { balance: '-0.1' } } }, {}, /balance is used up/],
    ['a sandbox that is not said', {}, { TWILIO_FROM_NUMBER: 'whatsapp:+14155238886' }, /Switch Sandbox on/],
    ['a sandbox with another number', {}, { TWILIO_SANDBOX: true }, /Correct one of the two/],
    ['the sandbox', {}, { TWILIO_SANDBOX: true, TWILIO_FROM_NUMBER: '+14155238886' }, /join <your sandbox code>/],
    ['a Messaging Service', {}, { TWILIO_MESSAGING_SERVICE_SID: `MG${'1'.repeat(32)}` }, /Messaging Service/],
  ])('warns of %s', async (_title, resources, change, message) => {
    const report = await check(resources, change);
    expect(report.usable).toBe(true);
    expect(report.findings.map((finding) => finding.message).join('\n')).toMatch(message);
  });

  it('does without a balance, which a subaccount has not', async () => {
    await expect(check({ '/Balance': refused(401, 20003) })).resolves.toMatchObject({ usable: true });
  });

  it('uses the Auth Token for the account, and the API key only where it sends', async () => {
    const server = await startResourceServer(GOOD);
    const provider = new TwilioWhatsappProvider({ apiBaseUrl: server.url });
    await provider.check({ ...CONFIG, ...KEY });
    const users = server.requests.map((request) => {
      const basic = /authorization: Basic (\S+)/.exec(request)?.[1] ?? '';
      return [/Accounts\/\w+(\S*)\.json/.exec(request)?.[1], Buffer.from(basic, 'base64').toString().slice(0, 2)];
    });
    expect(users).toEqual([
      ['', 'AC'],
      ['/Balance', 'AC'],
      ['/Messages', 'SK'],
    ]);
    await provider.close();
    await server.close();
  });
});
