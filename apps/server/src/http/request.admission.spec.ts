import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { type AdmissionBounds, admitRequests } from './request.admission.js';

const AMPLE: AdmissionBounds = {
  requests: 100,
  bodyBytes: 1e9,
  eventLoopDelayMs: 1e9,
  callbacks: { requests: 100, bodyBytes: 1e9 },
};

describe('the admission of requests', () => {
  let server: FastifyInstance;
  let url: string;
  let port: number;
  /** Lets everything that is under way end. */
  let release: () => void;
  let underWay: number;

  async function start(bounds: Partial<AdmissionBounds>): Promise<void> {
    server = fastify({ forceCloseConnections: true });
    const released = new Promise<void>((resolve) => (release = resolve));
    underWay = 0;
    admitRequests(server, { ...AMPLE, ...bounds });
    const slow = async () => {
      underWay += 1;
      await released;
      return 'done';
    };
    server.post('/v3/slow', slow);
    server.get('/v3/stream', { config: { isStream: true } }, slow);
    server.get('/v3/quick', () => 'quick');
    server.get('/healthz', () => 'ok');
    server.post('/api/v1/apps/key/webhook/fake', () => 'stored');
    server.post('/api/v1/apps/key/webhook/slow', slow);
    url = await server.listen({ port: 0, host: '127.0.0.1' });
    port = Number(new URL(url).port);
  }
  afterEach(async () => {
    release();
    await server.close();
  });

  const post = (bytes = 2) =>
    fetch(`${url}/v3/slow`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(bytes) });
  const quick = async () => (await fetch(`${url}/v3/quick`)).status;

  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const deadlineMs = performance.now() + 20_000;
    while (!(await isSo())) {
      if (performance.now() > deadlineMs) throw new Error('It did not come about');
      await new Promise(setImmediate);
    }
  }

  it('answers 503 with Retry-After to what comes on top, and lets operations and callbacks in', async () => {
    await start({ requests: 2 });
    const slow = [post(), post()];
    await until(() => underWay === 2);
    const refused = await fetch(`${url}/v3/quick`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ type: '/problems/overloaded', status: 503 });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/api/v1/apps/key/webhook/fake`, { method: 'POST' })).status).toBe(200);
    release();
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200]);
    await until(async () => (await quick()) === 200);
  });

  it('bounds callbacks, too, apart from calls', async () => {
    await start({ callbacks: { requests: 1, bodyBytes: 1e9 } });
    const callback = (provider: string) => fetch(`${url}/api/v1/apps/key/webhook/${provider}`, { method: 'POST' });
    const first = callback('slow');
    await until(() => underWay === 1);
    expect((await callback('fake')).status).toBe(503);
    expect(await quick()).toBe(200);
    release();
    expect((await first).status).toBe(200);
    await until(async () => (await callback('fake')).status === 200);
  });

  it('counts the bytes that bodies announce, and takes chunks for the longest body', async () => {
    await start({ bodyBytes: 1024 * 1024 + 50 });
    const first = post(100);
    await until(() => underWay === 1);
    expect(await quick()).toBe(200);
    const chunked = await fetch(`${url}/v3/slow`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: new Blob(['x']).stream(),
      duplex: 'half',
    });
    expect(chunked.status).toBe(503);
    release();
    expect((await first).status).toBe(200);
  });

  it('forgets a caller who left before the answer', async () => {
    await start({ requests: 1 });
    const socket: Socket = connect(port, '127.0.0.1');
    socket.write('POST /v3/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    await until(() => underWay === 1);
    expect(await quick()).toBe(503);
    socket.destroy();
    await once(socket, 'close');
    await until(async () => (await quick()) === 200);
  });

  it('does not count open streams', async () => {
    await start({ requests: 1 });
    const stream = fetch(`${url}/v3/stream`);
    await until(() => underWay === 1);
    expect(await quick()).toBe(200);
    release();
    await stream;
  });

  it('refuses while the event loop is late', async () => {
    await start({ eventLoopDelayMs: -1_000 });
    await until(async () => (await quick()) === 503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
