import { type ConfigOf, type ProviderManifest, defineConfigFields } from '#herald/channel-provider';
import { PHONE_NUMBER_PROPERTY } from '../_vendors/twilio/recipient.address.js';
import { TWILIO_ACCOUNT_FIELDS, TWILIO_OPTIONAL_FIELDS } from '../_vendors/twilio/twilio.config.js';

const CONFIG_FIELDS = defineConfigFields({
  ...TWILIO_ACCOUNT_FIELDS,
  TWILIO_FROM_NUMBER: {
    type: 'string',
    label: 'From number',
    help: 'Your WhatsApp sender at Twilio, with country code and without spaces, e.g. +16453454679. A leading whatsapp: is fine. For the sandbox: +14155238886.',
    required: true,
    secret: false,
    pattern: '^(?:whatsapp:)?\\+[1-9][0-9]{6,14}$',
    shape: 'a number with country code and without spaces, e.g. +16453454679',
    example: '+16453454679',
  },
  ...TWILIO_OPTIONAL_FIELDS,
  TWILIO_SANDBOX: {
    type: 'boolean',
    label: 'Sandbox',
    help: 'On when the sender is the WhatsApp sandbox: 1 message per 3 seconds, and only to people who joined it.',
    required: false,
    secret: false,
  },
  TWILIO_SENDS_PER_SECOND: {
    type: 'number',
    label: 'Messages per second',
    help: 'The most that this sender sends. Default 80, in the sandbox 1 per 3 seconds; Twilio raises it to 400 for text on request. 0: no bound, Twilio queues what is too fast.',
    required: false,
    secret: false,
    minimum: 0,
    maximum: 2000,
  },
});

/** A checked configuration of `twilio_whatsapp`. */
export type TwilioWhatsappConfig = ConfigOf<typeof CONFIG_FIELDS>;

/** Everything about Twilio WhatsApp that is data. */
export const TWILIO_WHATSAPP: ProviderManifest = {
  id: 'twilio_whatsapp',
  channel: 'whatsapp',
  label: 'Twilio WhatsApp',
  summary: 'WhatsApp messages and approved templates through your Twilio account, with delivery and read receipts.',
  docsUrl: 'https://www.twilio.com/docs/whatsapp/api',
  callbackHelp:
    'Receipts come here by themselves: every message names this address. To receive what users write, paste it in the Twilio console at the WhatsApp sender, or in the sandbox settings, as "When a message comes in" (HTTP POST).',
  config: CONFIG_FIELDS,
  fromEnvironment: true,
  profile: [PHONE_NUMBER_PROPERTY],
  capabilities: { callbacks: true, inbound: true, seen: true },
};
