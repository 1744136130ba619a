import type { SightingSearch } from '#herald/channel-provider';
import { lookupMessages } from './message.lookup.js';
import type { RawServer } from './raw-server.fixture.js';
import { type Resources, startResourceServer } from './resource-server.fixture.js';
import { TwilioApi } from './twilio.api.js';
import type { TwilioMessagingConfig } from './twilio.config.js';

const CONFIG = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'canary-token',
  TWILIO_FROM_NUMBER: '+15005550006',
};
const DIALECT = {
  twilioAddress: (address: string) => `whatsapp:${address}`,
  events: { delivered: 'delivered', failed: 'discarded' },
} as const;

function message(sid: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sid,
    status: 'delivered',
    direction: 'outbound-api',
    error_code: null,
    date_created: 'Wed, 27 May 2020 15:08:03 +0000',
    date_updated: 'Wed, 27 May 2020 15:08:09 +0000',
    ...change,
  };
}

async function lookup(resources: Resources, search: SightingSearch, config: TwilioMessagingConfig = CONFIG) {
  const server: RawServer = await startResourceServer(resources);
  const api = new TwilioApi({ apiBaseUrl: server.url });
  try {
    return { found: await lookupMessages(api, search, config, DIALECT), requests: server.requests };
  } finally {
    await api.close();
    await server.close();
  }
}

describe('a look-up by id', () => {
  const byId: SightingSearch = { by: 'id', providerMessageId: 'SM1' };

  it('gives the present state, with the time of its last change', async () => {
    const { found } = await lookup({ '/Messages/SM1': { body: message('SM1') } }, byId);
    expect(found).toEqual([
      {
        providerMessageId: 'SM1',
        createdAt: new Date('2020-05-27T15:08:03Z'),
        signal: {
          kind: 'status',
          providerMessageId: 'SM1',
          providerStatus: 'delivered',
          event: 'delivered',
          occurredAt: new Date('2020-05-27T15:08:09Z'),
        },
      },
    ]);
  });

  it('gives the reason of a failure', async () => {
    const failed = message('SM1', { status: 'failed', error_code: 63016 });
    const { found } = await lookup({ '/Messages/SM1': { body: failed } }, byId);
    expect(found[0]?.signal).toMatchObject({ event: 'discarded', reason: { code: 'session_window_closed' } });
  });

  it('gives nothing for a message that Twilio does not know', async () => {
    expect((await lookup({}, byId)).found).toEqual([]);
  });

  it.each([
    ['refuses', { status: 401, body: { code: 20003, message: 'canary-words' } }, /HTTP 401, error 20003/],
    ['fails', { status: 503, body: '<html></html>' }, /HTTP 503/],
    ['speaks nonsense', { body: '<html></html>' }, /could not be read/],
  ])('throws when Twilio %s, without its words', async (_title, answer, words) => {
    const failure = lookup({ '/Messages/SM1': answer }, byId);
    await expect(failure).rejects.toThrow(words);
    await expect(failure).rejects.not.toThrow(/canary/);
  });
});

describe('a look-up by addresses', () => {
  const search: SightingSearch = {
    by: 'addresses',
    to: '+12025550142',
    createdAfter: new Date('2020-05-27T15:08:00.700Z'),
    createdBefore: new Date('2020-05-27T15:09:00Z'),
  };
  const listed = {
    '/Messages': {
      body: {
        messages: [
          message('SM1', { date_created: 'Wed, 27 May 2020 15:08:00 +0000' }),
          message('SM2', { date_created: 'Wed, 27 May 2020 15:07:59 +0000' }),
          message('SM3', { date_created: 'Wed, 27 May 2020 15:09:01 +0000' }),
          message('SM4', { direction: 'inbound' }),
          message('SM5', { direction: 'outbound-reply' }),
          message('SM6', { status: 'queued' }),
        ],
        next_page_uri: null,
      },
    },
  };

  it('gives what was sent through the API within the window', async () => {
    const { found } = await lookup(listed, search);
    expect(found.map(({ providerMessageId }) => providerMessageId)).toEqual(['SM1', 'SM6']);
  });

  it('asks for both addresses and for no date', async () => {
    const { requests } = await lookup(listed, search);
    const query = new URLSearchParams(/\?(\S*)/.exec(requests[0] ?? '')?.[1]);
    expect(Object.fromEntries(query)).toEqual({
      To: 'whatsapp:+12025550142',
      From: 'whatsapp:+15005550006',
      PageSize: '200',
    });
  });

  it('leaves the sender open where a Messaging Service chooses it', async () => {
    const { requests } = await lookup(listed, search, {
      ...CONFIG,
      TWILIO_MESSAGING_SERVICE_SID: `MG${'1'.repeat(32)}`,
    });
    expect(requests[0]).not.toContain('From=');
  });
});
