import { type Server, createServer } from 'node:http';
import { once } from 'node:events';
import type { Store } from '#herald/store';
import { register } from 'prom-client';

/** Answers `/healthz` (the process lives), `/readyz` (PostgreSQL answers) and `/metrics` for whoever looks after the worker. */
export async function startHealthServer(store: Store, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/healthz') answer(200, { status: 'ok' });
    else if (request.url === '/readyz') {
      store.ping().then(
        () => answer(200, { status: 'ready' }),
        () => answer(503, { status: 'PostgreSQL does not answer' }),
      );
    } else if (request.url === '/metrics') {
      register.metrics().then(
        (text) => response.writeHead(200, { 'content-type': register.contentType }).end(text),
        () => answer(503, { status: 'the metrics need PostgreSQL, which does not answer' }),
      );
    } else answer(404, { status: 'there is only /healthz, /readyz and /metrics' });
  });
  server.listen(port);
  await once(server, 'listening');
  return server;
}
