import { type Server, createServer } from 'node:http';
import { once } from 'node:events';
import type { Store } from '#herald/store';

/** Answers `/healthz` (the process lives) and `/readyz` (PostgreSQL answers) for whoever looks after the worker. */
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
    } else answer(404, { status: 'there is only /healthz and /readyz' });
  });
  server.listen(port);
  await once(server, 'listening');
  return server;
}
