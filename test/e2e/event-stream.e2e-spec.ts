import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { type StreamMessage, messagesOf, openStream } from './event-stream.fixture.js';
import { Stand } from './stand.fixture.js';

const NUMBER = '+12025550101';

describe('The live stream of events', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  /** Reads messages until one is as wanted; gives all of them. */
  async function readUntil(messages: AsyncGenerator<StreamMessage>, isLast: (message: StreamMessage) => boolean) {
    const read: StreamMessage[] = [];
    for (;;) {
      const { value, done } = await messages.next();
      if (done) throw new Error(`The stream ended after ${JSON.stringify(read)}`);
      read.push(value);
      if (isLast(value)) return read;
    }
  }
  const isSeen = ({ event }: StreamMessage) => event === 'seen';
  const typesOf = (read: StreamMessage[]) => read.flatMap(({ event }) => event ?? []);

  it('tells what happens while it happens, as the feed does', async () => {
    const response = await openStream(stand.herald);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const messages = messagesOf(response);
    const [start] = await readUntil(messages, () => true);
    expect(start).toEqual({ id: expect.stringMatching(/^[\w-]+$/) });
    const requestId = await stand.notifyOne(NUMBER);
    const read = await readUntil(messages, isSeen);
    await messages.return(undefined);
    expect(typesOf(read)).toEqual(['sent', 'delivered', 'seen']);
    const feed = await stand.herald.call<{ data: unknown[] }>('GET', `/v3/events?notificationId=${requestId}`);
    expect(read.map(({ data }) => data)).toEqual(feed.body.data);
  });

  it('resumes behind the last id, whether that came with an event or alone', async () => {
    const first = messagesOf(await openStream(stand.herald));
    const [start] = await readUntil(first, () => true);
    await first.return(undefined);
    const requestId = await stand.notifyOne(NUMBER);
    await stand.deliveryAs(requestId, 'seen');
    const again = messagesOf(await openStream(stand.herald, '', { 'last-event-id': start?.id ?? '' }));
    const read = (await readUntil(again, isSeen)).filter(({ event }) => event !== undefined);
    await again.return(undefined);
    expect(typesOf(read)).toEqual(['sent', 'delivered', 'seen']);
    const [sent] = read;
    const rest = messagesOf(await openStream(stand.herald, '?after=old', { 'last-event-id': sent?.id ?? '' }));
    expect(typesOf(await readUntil(rest, isSeen))).toEqual(['delivered', 'seen']);
    await rest.return(undefined);
    const narrow = messagesOf(await openStream(stand.herald, `?type=seen&after=${start?.id}`));
    expect(typesOf(await readUntil(narrow, isSeen))).toEqual(['seen']);
    await narrow.return(undefined);
  });

  it('keeps apps apart', async () => {
    await makeOtherApp(stand.herald);
    const messages = messagesOf(await openStream(stand.herald));
    const [start] = await readUntil(messages, () => true);
    const body = { notification: { message: 'M' }, recipients: ['nobody'] };
    await stand.herald.call('POST', '/v3/notifications', body, OTHER_APP_HEADERS);
    const requestId = await stand.herald.notify(body);
    const read = await readUntil(messages, ({ event }) => event === 'discarded');
    await messages.return(undefined);
    expect(read.map(({ data }) => data?.['notificationId'])).toEqual([requestId]);
    expect(start?.event).toBeUndefined();
  });

  it.each([
    ['?after=x', {}, 'after'],
    ['', { 'last-event-id': 'x' }, 'Last-Event-ID'],
    ['?type=opened', {}, 'type'],
    ['?notificationId=7', {}, 'notificationId'],
    ['?limit=7', {}, 'limit'],
  ])('refuses %s %j', async (query, headers, path) => {
    const response = await openStream(stand.herald, query, headers);
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ errors: [{ path, message: expect.any(String) }] });
  });

  it('ends when the server stops, which it does not hold up, and goes on at the next one without a gap', async () => {
    const messages = messagesOf(await openStream(stand.herald));
    const unread = await openStream(stand.herald);
    const [start] = await readUntil(messages, () => true);
    const ended = readUntil(messages, () => false);
    const stopping = stand.herald.child.end();
    await expect(ended).rejects.toThrow('The stream ended');
    expect(await stopping).toBe(0);
    await unread.body?.cancel();
    const again = await stand.herald.startAgain();
    try {
      const requestId = await again.notify({
        notification: { message: 'After the restart' },
        recipients: [{ identifier: 'jo', phoneNumber: NUMBER }],
      });
      const resumed = messagesOf(await openStream(again, '', { 'last-event-id': start?.id ?? '' }));
      const read = await readUntil(resumed, isSeen);
      await resumed.return(undefined);
      expect(new Set(read.flatMap(({ data }) => data?.['notificationId'] ?? []))).toEqual(new Set([requestId]));
    } finally {
      await again.child.end('SIGKILL');
    }
  });
});
