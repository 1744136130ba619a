import { abortAtListener } from './abort.fixture.js';
import type { DeliveryEvent } from './event.types.js';
import { Herald } from './herald.client.js';
import { UnexpectedResponseError } from './herald.error.js';
import { CREDENTIALS, empty, html, json, reset, silence, withServer } from './http.fixture.js';
import { ProblemError } from './problem.error.js';

function herald(baseUrl: string, retries = 0): Herald {
  return new Herald({ baseUrl, ...CREDENTIALS, retries, retryDelayMs: 1 });
}

function event(id: string): DeliveryEvent {
  return {
    id,
    type: 'delivered',
    occurredAt: '2030-01-02T03:04:05.000Z',
    recordedAt: '2030-01-02T03:04:06.000Z',
    notificationId: 'n-1',
    deliveryId: 'd-1',
    recipient: 'user-42',
    tenant: null,
    channel: 'whatsapp',
    provider: 'twilio_whatsapp',
    providerMessageId: 'SM0123456789abcdef0123456789abcdef',
    reason: null,
  };
}

function page(next: string | null, ...ids: string[]) {
  return json(200, { data: ids.map(event), next });
}

describe('events.follow', () => {
  it('gives every event once, in order, each with a cursor that misses none', async () => {
    const script = [page('c-2', 'e-1', 'e-2'), page('c-2'), page('c-3', 'e-3')];
    await withServer(script, async ({ url, received }) => {
      const seen: [string, string | null][] = [];
      for await (const { event: each, cursor } of herald(url).events.follow({ pollMs: 1, type: 'delivered' })) {
        seen.push([each.id, cursor]);
        if (each.id === 'e-3') break;
      }
      expect(seen).toEqual([
        ['e-1', null],
        ['e-2', 'c-2'],
        ['e-3', 'c-3'],
      ]);
      expect(received.map(({ path }) => path)).toEqual([
        '/v3/events?type=delivered',
        '/v3/events?after=c-2&type=delivered',
        '/v3/events?after=c-2&type=delivered',
      ]);
    });
  });

  it('goes on from a cursor, and keeps it while there is nothing new', async () => {
    await withServer([page(null), page('c-9'), page('c-10', 'e-1')], async ({ url, received }) => {
      const feed = herald(url).events.follow({ after: 'c-8', pollMs: 1 });
      await expect(feed.next()).resolves.toEqual({ done: false, value: { event: event('e-1'), cursor: 'c-10' } });
      await feed.return();
      expect(received.map(({ path }) => path)).toEqual([
        '/v3/events?after=c-8',
        '/v3/events?after=c-8',
        '/v3/events?after=c-9',
      ]);
    });
  });

  it('outlasts an unreachable Herald, and tells of it', async () => {
    await withServer([reset, html(502), empty(429), page('c-1', 'e-1')], async ({ url }) => {
      const interruptions: string[] = [];
      const feed = herald(url).events.follow({ pollMs: 1, onInterruption: ({ name }) => interruptions.push(name) });
      await expect(feed.next()).resolves.toMatchObject({ value: { cursor: 'c-1' } });
      await feed.return();
      expect(interruptions).toEqual(['ConnectionError', 'ProblemError', 'ProblemError']);
    });
  });

  it('fails on what does not go away', async () => {
    await withServer([empty(401)], async ({ url }) => {
      await expect(herald(url, 3).events.follow({ pollMs: 1 }).next()).rejects.toThrow(ProblemError);
    });
  });

  it.each([null, 'c-1'])('fails rather than give the same page forever (next: %p)', async (next) => {
    await withServer([page(next, 'e-1')], async ({ url }) => {
      await expect(herald(url).events.follow({ after: 'c-1' }).next()).rejects.toThrow(UnexpectedResponseError);
    });
  });

  it('ends without an error when aborted while it asks', async () => {
    await withServer([silence], async ({ url, arrival }) => {
      const control = new AbortController();
      const arrived = arrival();
      const next = herald(url).events.follow({ signal: control.signal }).next();
      await arrived;
      control.abort();
      await expect(next).resolves.toEqual({ done: true, value: undefined });
    });
  });

  it.each([
    ['nothing new', page('c-1')],
    ['a failure', empty(503)],
  ])('ends without an error when aborted while it waits after %s', async (_, reply) => {
    await withServer([reply], async ({ url }) => {
      const { signal } = abortAtListener(2, new Error('enough'));
      const next = herald(url).events.follow({ pollMs: 60_000, signal }).next();
      await expect(next).resolves.toEqual({ done: true, value: undefined });
    });
  });

  it('gives nothing more once aborted, in the middle of a page too', async () => {
    await withServer([page('c-2', 'e-1', 'e-2')], async ({ url }) => {
      const control = new AbortController();
      const seen: string[] = [];
      for await (const { event: each } of herald(url).events.follow({ signal: control.signal })) {
        seen.push(each.id);
        control.abort();
      }
      expect(seen).toEqual(['e-1']);
    });
  });

  it('refuses a span that no timer can keep', () => {
    expect(() => herald('https://herald.example.com').events.follow({ pollMs: 0 })).toThrow('pollMs must be');
  });
});
