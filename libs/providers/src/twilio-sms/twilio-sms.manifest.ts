import { type ConfigOf, type ProviderManifest, defineConfigFields } from '#herald/channel-provider';
import { PHONE_NUMBER_PROPERTY } from '../_vendors/twilio/recipient.address.js';
import { TWILIO_ACCOUNT_FIELDS, TWILIO_OPTIONAL_FIELDS } from '../_vendors/twilio/twilio.config.js';

const CONFIG_FIELDS = defineConfigFields({
  ...TWILIO_ACCOUNT_FIELDS,
  TWILIO_FROM_NUMBER: {
    type: 'string',
    label: 'From',
    help: 'Your number at Twilio with country code and without spaces, a short code, or a sender name of at most 11 letters and digits. Needed unless a Messaging Service is given.',
    required: false,
    secret: false,
    pattern: '^(?:\\+[1-9][0-9]{6,14}|[0-9]{3,8}|(?=.*[A-Za-z])[0-9A-Za-z &+_-]{1,11})$',
    shape: 'a number with country code, a short code, or a sender name of at most 11 letters and digits',
    example: '+16453454679',
  },
  ...TWILIO_OPTIONAL_FIELDS,
  TWILIO_SENDS_PER_SECOND: {
    type: 'number',
    label: 'Messages per second',
    help: 'The most that this sender sends; without it, or with 0, Twilio queues what is too fast. It depends on country and kind of number: 1 for a long code in the USA, 100 for a short code.',
    required: false,
    secret: false,
    minimum: 0,
    maximum: 2000,
  },
});

/** A checked configuration of `twilio_sms`. */
export type TwilioSmsConfig = ConfigOf<typeof CONFIG_FIELDS>;

/** Everything about Twilio SMS that is data. */
export const TWILIO_SMS: ProviderManifest = {
  id: 'twilio_sms',
  channel: 'sms',
  label: 'Twilio SMS',
  summary: 'Text messages through your Twilio account, with delivery receipts.',
  docsUrl: 'https://www.twilio.com/docs/messaging',
  callbackHelp:
    'Receipts come here by themselves: every message names this address. To receive what users write, paste it in the Twilio console at the phone number or the Messaging Service, for incoming messages (HTTP POST).',
  config: CONFIG_FIELDS,
  profile: [PHONE_NUMBER_PROPERTY],
  capabilities: { callbacks: true, inbound: true, seen: false },
};
