import { join } from 'node:path';
import { checkConfig } from '#herald/channel-provider';
import { describeChannelProvider } from '#herald/channel-provider/testing';
import { signedCallback } from '../_vendors/twilio/signed-callback.fixture.js';
import { CREATED_MESSAGE, REFUSED_MESSAGE, TOO_MANY_REQUESTS } from '../_vendors/twilio/twilio-answers.fixture.js';
import { TWILIO_SMS, type TwilioSmsConfig } from './twilio-sms.manifest.js';
import { TwilioSmsProvider } from './twilio-sms.provider.js';

describeChannelProvider<TwilioSmsConfig, unknown>('twilio_sms', {
  create: ({ url }) => new TwilioSmsProvider({ apiBaseUrl: url }),
  config: (_endpoint, account, canary) => ({
    TWILIO_ACCOUNT_SID: `AC${String(account).repeat(32)}`,
    TWILIO_AUTH_TOKEN: canary + canary,
    TWILIO_FROM_NUMBER: account === 1 ? '+15005550006' : 'SecondOne',
  }),
  fixtures: join(__dirname, 'fixtures'),
  wire: { kind: 'http', accepted: CREATED_MESSAGE, rejected: REFUSED_MESSAGE, busyBody: TOO_MANY_REQUESTS },
  signCallback: (callback, config) => signedCallback(callback, config.TWILIO_AUTH_TOKEN),
});

describe('the sender of twilio_sms', () => {
  const faultsOf = (from: string) => {
    const account = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'an invented token' };
    return checkConfig(TWILIO_SMS.config, { ...account, TWILIO_FROM_NUMBER: from }).faults;
  };

  it.each(['+15005550006', '12345', 'Herald', 'My Shop 24'])('may be %s', (from) => {
    expect(faultsOf(from)).toEqual([]);
  });

  it.each(['15005550006', '+1 500 555 0006', 'whatsapp:+15005550006', 'ElevenAndMore'])('may not be %s', (from) => {
    expect(faultsOf(from)).toHaveLength(1);
  });
});
