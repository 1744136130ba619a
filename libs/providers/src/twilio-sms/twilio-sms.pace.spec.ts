import { NO_OVERRIDES } from '#herald/channel-provider';
import { smsPace } from './twilio-sms.pace.js';

const config = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'an invented token',
  TWILIO_FROM_NUMBER: '+15005550006',
};

describe('the pace of twilio_sms', () => {
  it('has no bound but the one that the integration gives, for its own number on this channel', () => {
    const sender = `twilio_sms:${config.TWILIO_ACCOUNT_SID}:+15005550006`;
    expect(smsPace({ config, overrides: NO_OVERRIDES })).toEqual({ sender });
    expect(smsPace({ config: { ...config, TWILIO_SENDS_PER_SECOND: 1 }, overrides: NO_OVERRIDES })).toEqual({
      sender,
      rate: { sends: 1, perMs: 1_000 },
    });
  });
});
