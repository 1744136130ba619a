import type { ConnectionReport } from '#herald/channel-provider';
import { type Resources, startResourceServer } from '../_vendors/twilio/resource-server.fixture.js';
import type { TwilioSmsConfig } from './twilio-sms.manifest.js';
import { TwilioSmsProvider } from './twilio-sms.provider.js';

const ACCOUNT_SID = `AC${'1'.repeat(32)}`;
const GOOD: Resources = {
  '': { body: { sid: ACCOUNT_SID, friendly_name: 'Shop', status: 'active', type: 'Full' } },
  '/Balance': { body: { balance: '10.5' } },
};
const numbers = (...capabilities: { sms: boolean }[]) => ({
  '/IncomingPhoneNumbers': {
    body: { incoming_phone_numbers: capabilities.map((can) => ({ capabilities: can })), next_page_uri: null },
  },
});

async function check(resources: Resources, sender: Partial<TwilioSmsConfig>): Promise<ConnectionReport> {
  const server = await startResourceServer({ ...GOOD, ...resources });
  const provider = new TwilioSmsProvider({ apiBaseUrl: server.url });
  try {
    return await provider.check({ TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: 'an invented token', ...sender });
  } finally {
    await provider.close();
    await server.close();
  }
}

describe('the check of twilio_sms', () => {
  const number = { TWILIO_FROM_NUMBER: '+15005550006' };

  it('has nothing to say of a number of the account that sends SMS', async () => {
    await expect(check(numbers({ sms: true }), number)).resolves.toEqual({
      usable: true,
      accountName: 'Shop',
      findings: [],
    });
  });

  it.each<[string, Resources, Partial<TwilioSmsConfig>, RegExp]>([
    ['a number of somebody else', numbers(), number, /does not belong/],
    ['a number that cannot send', numbers({ sms: false }), number, /cannot send SMS/],
    ['no sender at all', {}, {}, /No sender/],
  ])('finds %s unusable', async (_title, resources, sender, message) => {
    const { usable, findings } = await check(resources, sender);
    expect(usable).toBe(false);
    expect(findings).toEqual([
      { severity: 'error', field: 'TWILIO_FROM_NUMBER', message: expect.stringMatching(message) },
    ]);
  });

  it.each<[string, Resources, Partial<TwilioSmsConfig>, RegExp]>([
    ['a short code', {}, { TWILIO_FROM_NUMBER: '12345' }, /Not checked/],
    ['a sender name', {}, { TWILIO_FROM_NUMBER: 'Herald' }, /Not checked/],
    ['a Messaging Service', {}, { TWILIO_MESSAGING_SERVICE_SID: `MG${'1'.repeat(32)}` }, /Not checked/],
    ['a list that is closed to these credentials', {}, number, /error 20404/],
  ])('warns that it cannot see %s', async (_title, resources, sender, message) => {
    const { usable, findings } = await check(resources, sender);
    expect(usable).toBe(true);
    expect(findings).toEqual([
      { severity: 'warning', field: expect.any(String), message: expect.stringMatching(message) },
    ]);
  });
});
