import { type ConfigOf, defineConfigFields } from '#herald/channel-provider';

/** The account at Twilio; every Twilio provider asks for it. */
export const TWILIO_ACCOUNT_FIELDS = defineConfigFields({
  TWILIO_ACCOUNT_SID: {
    type: 'string',
    label: 'Account SID',
    help: "On the first page of the Twilio console (console.twilio.com), under Account Info. Starts with AC. For a subaccount, the subaccount's own.",
    required: true,
    secret: false,
    pattern: '^AC[0-9a-fA-F]{32}$',
    shape: 'AC followed by 32 hexadecimal digits',
    example: 'AC0123456789abcdef0123456789abcdef',
    givenWith: ['TWILIO_AUTH_TOKEN'],
  },
  TWILIO_AUTH_TOKEN: {
    type: 'string',
    label: 'Auth Token',
    help: 'Beside the Account SID in the Twilio console. The primary token: Twilio signs its callbacks with it, so it is needed even when an API key is used for sending.',
    required: true,
    secret: true,
    givenWith: ['TWILIO_ACCOUNT_SID'],
  },
});

/** What an account may have besides; every Twilio provider for messages takes it. */
export const TWILIO_OPTIONAL_FIELDS = defineConfigFields({
  TWILIO_API_KEY_SID: {
    type: 'string',
    label: 'API key SID',
    help: 'Twilio console, Account Info, API keys & tokens. Given with its secret, messages are sent with the key instead of the Auth Token.',
    required: false,
    secret: false,
    pattern: '^SK[0-9a-fA-F]{32}$',
    shape: 'SK followed by 32 hexadecimal digits',
    example: 'SK0123456789abcdef0123456789abcdef',
    givenWith: ['TWILIO_API_KEY_SECRET'],
    resetWith: 'TWILIO_ACCOUNT_SID',
  },
  TWILIO_API_KEY_SECRET: {
    type: 'string',
    label: 'API key secret',
    help: 'Shown once, when the API key is created.',
    required: false,
    secret: true,
    givenWith: ['TWILIO_API_KEY_SID'],
    resetWith: 'TWILIO_ACCOUNT_SID',
  },
  TWILIO_MESSAGING_SERVICE_SID: {
    type: 'string',
    label: 'Messaging Service SID',
    help: 'Twilio console, Messaging, Services. When given, the service chooses the sender among its own instead of the From number.',
    required: false,
    secret: false,
    pattern: '^MG[0-9a-fA-F]{32}$',
    shape: 'MG followed by 32 hexadecimal digits',
    example: 'MG0123456789abcdef0123456789abcdef',
    resetWith: 'TWILIO_ACCOUNT_SID',
  },
  TWILIO_DEFAULT_COUNTRY: {
    type: 'string',
    label: 'Default country',
    help: 'Two letters (ISO 3166). Completes numbers that are stored without a country code; without it such numbers are refused.',
    required: false,
    secret: false,
    pattern: '^[A-Za-z]{2}$',
    shape: 'a country code of two letters',
    example: 'IN',
  },
});

/** An account in a checked configuration. */
export type TwilioAccountConfig = ConfigOf<typeof TWILIO_ACCOUNT_FIELDS> &
  Pick<ConfigOf<typeof TWILIO_OPTIONAL_FIELDS>, 'TWILIO_API_KEY_SID' | 'TWILIO_API_KEY_SECRET'>;

/** What every Twilio provider for messages reads from a checked configuration. */
export type TwilioMessagingConfig = ConfigOf<typeof TWILIO_ACCOUNT_FIELDS> &
  ConfigOf<typeof TWILIO_OPTIONAL_FIELDS> & { readonly TWILIO_FROM_NUMBER?: string };
