import type { ServerResponse } from 'node:http';
import type { DeliveryEvent } from './event.types.js';
import { Herald } from './herald.client.js';
import { CREDENTIALS, type Reply, empty, json, reset, withServer } from './http.fixture.js';
import { ProblemError } from './problem.error.js';

const listenTo = (baseUrl: string, options: Parameters<Herald['events']['live']>[0] = {}) =>
  new Herald({ baseUrl, ...CREDENTIALS }).events.live({ pauseMs: 1, ...options });

function message(id: string): string {
  const event: Partial<DeliveryEvent> = { id: `event-${id}`, type: 'seen', recipient: 'Zoë 🎉\u2028' };
  return `id: ${id}\nevent: seen\ndata: ${JSON.stringify(event)}\n\n`;
}

const START = 'retry: 1000\n: now\nid: start\n\n';

/** Answers with a stream of these pieces, which then ends, or breaks off, or stays open. */
function stream(
  pieces: (string | Buffer)[],
  end: (response: ServerResponse) => void = (response) => response.end(),
): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const write = (index: number) => {
      const piece = pieces[index];
      if (piece === undefined) end(response);
      else response.write(piece, () => setImmediate(write, index + 1));
    };
    write(0);
  };
}
const open = () => undefined;
const broken = (response: ServerResponse) => response.socket?.destroy();

async function take(items: ReturnType<typeof listenTo>, count: number): Promise<[string, string | null][]> {
  const taken: [string, string | null][] = [];
  for await (const { event, cursor } of items) if (taken.push([event.id, cursor]) === count) break;
  return taken;
}

describe('events.live', () => {
  it('gives events as they come, from now on, however they are cut into packets', async () => {
    const bytes = Buffer.from(START + message('1') + message('2'));
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, part) =>
      bytes.subarray(part * 7, part * 7 + 7),
    );
    await withServer([stream(pieces, open)], async ({ url, received }) => {
      const items = listenTo(url, { type: 'seen' });
      const first = await items.next();
      expect(first.value).toEqual({
        event: { id: 'event-1', type: 'seen', recipient: 'Zoë 🎉\u2028' },
        cursor: '1',
      });
      expect(await take(items, 1)).toEqual([['event-2', '2']]);
      expect(received).toMatchObject([
        {
          path: '/v3/events/stream?type=seen',
          headers: { accept: 'text/event-stream', 'x-api-key': CREDENTIALS.apiKey },
        },
      ]);
    });
  });

  it('goes on behind the last id wherever the connection ended, was refused or broke', async () => {
    const script = [
      stream([START]),
      stream([message('1'), message('2').slice(0, -9)], broken),
      empty(503, { 'retry-after': '0' }),
      reset,
      stream([message('2'), ': alive\nid: quiet\n\n'], broken),
      stream([message('3')], open),
    ];
    await withServer(script, async ({ url, received }) => {
      const interruptions: string[] = [];
      const items = listenTo(url, { onInterruption: ({ name }) => interruptions.push(name) });
      expect(await take(items, 3)).toEqual([
        ['event-1', '1'],
        ['event-2', '2'],
        ['event-3', '3'],
      ]);
      const places = received.map(({ path }) => new URL(path, url).searchParams.get('after'));
      expect(places).toEqual([null, 'start', '1', '1', '1', 'quiet']);
      expect(interruptions).toEqual(['ConnectionError', 'ProblemError', 'ConnectionError', 'ConnectionError']);
    });
  });

  it('begins behind a cursor that is given', async () => {
    await withServer([stream([message('8')], open)], async ({ url, received }) => {
      expect(await take(listenTo(url, { after: '7' }), 1)).toEqual([['event-8', '8']]);
      expect(received[0]?.path).toBe('/v3/events/stream?after=7');
    });
  });

  it.each([
    ['refused credentials', empty(401), ProblemError],
    ['a refused filter', empty(422), ProblemError],
    ['something that is no stream', json(200, {}), Error],
  ])('fails on %s', async (_, reply, type) => {
    await withServer([reply], async ({ url }) => {
      await expect(listenTo(url).next()).rejects.toThrow(type);
    });
  });

  it('ends without an error when aborted, while it listens and while it pauses', async () => {
    await withServer([stream([START], open)], async ({ url, arrival }) => {
      const control = new AbortController();
      const arrived = arrival();
      const next = listenTo(url, { signal: control.signal }).next();
      await arrived;
      control.abort();
      await expect(next).resolves.toEqual({ done: true, value: undefined });
    });
    await withServer([stream([START])], async ({ url }) => {
      const control = new AbortController();
      const next = listenTo(url, {
        signal: control.signal,
        pauseMs: 60_000,
      }).next();
      setImmediate(() => control.abort());
      await expect(next).resolves.toEqual({ done: true, value: undefined });
    });
  });

  it('closes the connection when the loop is left', async () => {
    let isClosed: Promise<unknown> = Promise.resolve();
    const reply: Reply = (response, request) => {
      isClosed = new Promise((resolve) => response.once('close', resolve));
      stream([message('1')], open)(response, request);
    };
    await withServer([reply], async ({ url }) => {
      expect(await take(listenTo(url), 1)).toHaveLength(1);
      await isClosed;
    });
  });

  it('refuses a span that no timer can keep', () => {
    expect(() => listenTo('https://herald.example.com', { pauseMs: 0 })).toThrow('pauseMs must be');
  });
});
