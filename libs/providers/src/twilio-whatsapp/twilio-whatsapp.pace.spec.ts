import { NO_OVERRIDES } from '#herald/channel-provider';
import type { TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';
import { whatsappPace } from './twilio-whatsapp.pace.js';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const CONFIG: TwilioWhatsappConfig = {
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: 'an invented token',
  TWILIO_FROM_NUMBER: '+15005550006',
};
const SERVICE = `MG${'1'.repeat(32)}`;

const pace = (change: Partial<TwilioWhatsappConfig> = {}, fields = NO_OVERRIDES.fields) =>
  whatsappPace({ config: { ...CONFIG, ...change }, overrides: { config: {}, fields } });

describe('the pace of twilio_whatsapp', () => {
  it.each<[string, Partial<TwilioWhatsappConfig>, object | undefined]>([
    ['80 a second', {}, { sends: 80, perMs: 1_000 }],
    ['one in 3 s in the sandbox', { TWILIO_SANDBOX: true }, { sends: 1, perMs: 3_000 }],
    ['what the integration says', { TWILIO_SENDS_PER_SECOND: 400 }, { sends: 400, perMs: 1_000 }],
    [
      'what the integration says, also in the sandbox',
      { TWILIO_SANDBOX: true, TWILIO_SENDS_PER_SECOND: 2 },
      { sends: 2, perMs: 1_000 },
    ],
    ['one in a longer time', { TWILIO_SENDS_PER_SECOND: 0.25 }, { sends: 1, perMs: 4_000 }],
    ['none where the integration wants none', { TWILIO_SENDS_PER_SECOND: 0 }, undefined],
  ])('is %s', (_, change, rate) => {
    expect(pace(change).rate).toEqual(rate);
  });

  it('is that of the sender who sends: the number, the Messaging Service before it, what the request names before both', () => {
    const own = `twilio_whatsapp:${ACCOUNT}:whatsapp:+15005550006`;
    expect(pace().sender).toBe(own);
    expect(pace({ TWILIO_FROM_NUMBER: 'whatsapp:+15005550006' }).sender).toBe(own);
    expect(pace({ TWILIO_MESSAGING_SERVICE_SID: SERVICE }).sender).toContain(SERVICE);
    expect(pace({ TWILIO_MESSAGING_SERVICE_SID: SERVICE }, { from: '+15005550006' }).sender).toBe(own);
    expect(pace({}, { From: 'whatsapp:+12025550199' }).sender).toContain('whatsapp:+12025550199');
    expect(pace({}, { MessagingServiceSid: SERVICE }).sender).toContain(SERVICE);
    expect(pace({ TWILIO_ACCOUNT_SID: `AC${'2'.repeat(32)}` }).sender).not.toBe(own);
  });
});
