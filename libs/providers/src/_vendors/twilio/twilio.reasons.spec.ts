import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DISCARD_CODES } from '#herald/channel-provider';
import { EXPLAINED_CODES, twilioReason } from './twilio.reasons.js';

/** Twilio's codes that a message can end with, without those about TwiML and about webhooks that Twilio could not deliver. */
const MESSAGE_CODES = JSON.parse(
  readFileSync(join(__dirname, 'fixtures', 'message-error-codes.json'), 'utf8'),
) as number[];

describe('the reason behind a Twilio code', () => {
  it('has words of its own for every code that a message can end with', () => {
    expect(MESSAGE_CODES.length).toBeGreaterThan(200);
    expect(MESSAGE_CODES.filter((code) => !EXPLAINED_CODES.includes(code))).toEqual([]);
  });

  it('names each code once', () => {
    const repeated = EXPLAINED_CODES.filter((code, index) => EXPLAINED_CODES.indexOf(code) !== index);
    expect(repeated).toEqual([]);
  });

  it.each([
    ['63016', 'session_window_closed', /ContentSid/],
    ['21609', 'request_invalid', /HERALD_PUBLIC_URL.*underscore/s],
    ['63015', 'recipient_not_allowed', /join/],
    ['21610', 'recipient_opted_out', /START/],
    ['21211', 'recipient_address_invalid', /phoneNumber/],
    ['63003', 'recipient_unreachable', /SMS/],
    ['20003', 'credentials_invalid', /Auth Token/],
    ['63038', 'quota_exceeded', /renews/],
    ['63007', 'sender_invalid', /WhatsApp senders/],
    ['30007', 'content_filtered', /Do not repeat/],
  ])('%s is %s, with a step to take', (code, reason, nextStep) => {
    expect(twilioReason(code, 'undelivered')).toEqual({
      code: reason,
      providerCode: code,
      explanation: expect.stringMatching(/\.$/),
      nextStep: expect.stringMatching(nextStep),
    });
  });

  it.each([
    ['20599', 'provider_failure'],
    ['21999', 'request_invalid'],
    ['30999', 'carrier_failure'],
    ['63999', 'undelivered'],
    ['99999', 'request_invalid'],
  ])('%s, which has no words, falls to its range and names its page', (code, reason) => {
    expect(twilioReason(code, 'undelivered')).toMatchObject({
      code: reason,
      providerCode: code,
      nextStep: expect.stringContaining(`/errors/${code}`),
    });
  });

  it('is the given one where Twilio gave no code', () => {
    const reason = twilioReason(undefined, 'canceled');
    expect(reason.code).toBe('canceled');
    expect(reason).not.toHaveProperty('providerCode');
    expect(DISCARD_CODES).toContain(reason.code);
  });
});
