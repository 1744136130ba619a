import type { SightingSearch } from '#herald/channel-provider';
import { lookupMessages } from './message.lookup.js';
import type { TwilioMessageRequest } from './message.request.js';
import type { RawServer } from './raw-server.fixture.js';
import { type Resources, startResourceServer } from './resource-server.fixture.js';
import { TwilioApi } from './twilio.api.js';

const CONFIG = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'canary-token',
  TWILIO_FROM_NUMBER: '+15005550006',
};
const EVENTS = { delivered: 'delivered', failed: 'discarded' } as const;

function message(sid: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sid,
    body: 'Hello',
    status: 'delivered',
    direction: 'outbound-api',
    error_code: null,
    date_created: 'Wed, 27 May 2020 15:08:03 +0000',
    date_updated: 'Wed, 27 May 2020 15:08:09 +0000',
    ...change,
  };
}

async function lookup(resources: Resources, search: SightingSearch<TwilioMessageRequest>) {
  const server: RawServer = await startResourceServer(resources);
  const api = new TwilioApi({ apiBaseUrl: server.url });
  try {
    return { found: await lookupMessages(api, search, CONFIG, EVENTS), requests: server.requests };
  } finally {
    await api.close();
    await server.close();
  }
}

describe('a look-up by id', () => {
  const byId: SightingSearch<TwilioMessageRequest> = { by: 'id', providerMessageId: 'SM1' };

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

describe('a look-up by request', () => {
  const service = `MG${'1'.repeat(32)}`;
  const searchFor = (change: Record<string, string | undefined> = {}): SightingSearch<TwilioMessageRequest> => {
    const params = { To: 'whatsapp:+12025550142', From: 'whatsapp:+15005550006', Body: 'Hello', ...change };
    const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return {
      by: 'request',
      request: { params: Object.fromEntries(given) },
      createdAfter: new Date('2020-05-27T15:08:00.700Z'),
      createdBefore: new Date('2020-05-27T15:09:00Z'),
    };
  };
  const list = (...messages: Record<string, unknown>[]): Resources => ({
    '/Messages': { body: { messages, next_page_uri: null } },
  });
  const idsOf = ({ found }: Awaited<ReturnType<typeof lookup>>) => found.map((sighting) => sighting.providerMessageId);

  it('gives what was sent through the API within the window', async () => {
    const listed = list(
      message('SM1', { date_created: 'Wed, 27 May 2020 15:08:00 +0000' }),
      message('SM2', { date_created: 'Wed, 27 May 2020 15:07:59 +0000' }),
      message('SM3', { date_created: 'Wed, 27 May 2020 15:09:01 +0000' }),
      message('SM4', { direction: 'inbound' }),
      message('SM5', { direction: 'outbound-reply' }),
      message('SM6', { status: 'queued' }),
    );
    expect(idsOf(await lookup(listed, searchFor()))).toEqual(['SM1', 'SM6']);
  });

  it('asks for both addresses of the request and for no date', async () => {
    const { requests } = await lookup(list(), searchFor({ From: 'whatsapp:+15005550007' }));
    const query = new URLSearchParams(/\?(\S*)/.exec(requests[0] ?? '')?.[1]);
    expect(Object.fromEntries(query)).toEqual({
      To: 'whatsapp:+12025550142',
      From: 'whatsapp:+15005550007',
      PageSize: '200',
    });
  });

  it('leaves the sender open where a Messaging Service chooses it, and takes only what went through that', async () => {
    const listed = list(message('SM1', { messaging_service_sid: service }), message('SM2'));
    const answer = await lookup(listed, searchFor({ From: undefined, MessagingServiceSid: service }));
    expect(answer.requests[0]).not.toContain('From=');
    expect(idsOf(answer)).toEqual(['SM1']);
  });

  it.each([
    ['passes over another text', { body: 'Good-bye' }, {}, false],
    ['passes over a text that only contains it', { body: 'Hello you' }, {}, false],
    ['takes the text of a trial account', { body: 'Sent from your Twilio trial account - Hello' }, {}, true],
    ['takes a text that was redacted', { body: '' }, {}, true],
    ['takes any text where Twilio writes it', { body: 'Dear Ann' }, { ContentSid: 'HX1', Body: undefined }, true],
    ['takes any text where Twilio rewrites it', { body: 'Hello!' }, { SmartEncoded: 'true' }, true],
  ])('%s', async (_title, listed, request, isTaken) => {
    const found = idsOf(await lookup(list(message('SM1', listed)), searchFor(request)));
    expect(found).toEqual(isTaken ? ['SM1'] : []);
  });
});
