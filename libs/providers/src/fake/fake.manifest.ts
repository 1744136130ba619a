import { type ConfigOf, DISCARD_CODES, type ProviderManifest, defineConfigFields } from '#herald/channel-provider';

const fields = defineConfigFields({
  FAKE_ACCOUNT: {
    type: 'string',
    label: 'Account',
    help: 'Any name; callbacks say which account they belong to.',
    required: true,
    secret: false,
    example: 'demo',
    givenWith: ['FAKE_SECRET'],
  },
  FAKE_SECRET: {
    type: 'string',
    label: 'Secret',
    help: 'Any text; callbacks are signed with it.',
    required: true,
    secret: true,
    resetWith: 'FAKE_ACCOUNT',
  },
  FAKE_OUTCOME: {
    type: 'string',
    label: 'Outcome',
    help: 'How every attempt ends: accepted, retry, rejected or unknown. Default: accepted.',
    required: false,
    secret: false,
    pattern: 'accepted|retry|rejected|unknown',
    shape: 'accepted, retry, rejected or unknown',
    example: 'accepted',
  },
  FAKE_REASON: {
    type: 'string',
    label: 'Reason',
    help: 'The standard reason that a rejected attempt gives. Default: request_invalid.',
    required: false,
    secret: false,
    pattern: DISCARD_CODES.join('|'),
    shape: 'one of the standard reasons, e.g. recipient_unreachable',
    example: 'recipient_unreachable',
  },
  FAKE_LATENCY_MS: {
    type: 'number',
    label: 'Latency (ms)',
    help: 'How long an attempt takes; beyond the timeout of a send its outcome is unknown. Default: 0.',
    required: false,
    secret: false,
    minimum: 0,
    maximum: 600_000,
    example: '250',
  },
  FAKE_SENDS_PER_SECOND: {
    type: 'number',
    label: 'Messages per second',
    help: 'The most that is sent in a second. Default: no bound.',
    required: false,
    secret: false,
    minimum: 0.01,
    maximum: 10_000,
    example: '80',
  },
  FAKE_RETRY_AFTER_MS: {
    type: 'number',
    label: 'Retry after (ms)',
    help: 'The pause that a retried attempt asks for. Default: none is asked for.',
    required: false,
    secret: false,
    minimum: 0,
    maximum: 86_400_000,
    example: '1000',
  },
});

/** Settings of the fake provider: its knobs, each of which a request may turn through its override. */
export type FakeConfig = ConfigOf<typeof fields>;

export const fakeManifest = {
  id: 'fake',
  channel: 'test',
  label: 'Fake',
  summary: 'Sends nothing and ends every attempt the way it is told to; for demos and for testing what comes after.',
  docsUrl: 'https://www.rfc-editor.org/rfc/rfc2104',
  callbackHelp: 'No vendor calls here by itself: post callbacks, signed with the secret, to this address.',
  config: fields,
  profile: [{ name: 'fakeAddress', help: 'Any text without line breaks.', example: 'someone' }],
  capabilities: { callbacks: true, inbound: true, seen: true },
} as const satisfies ProviderManifest;
