import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { OutageReport, ShutdownSignal } from '#herald/engine';
import type { INestApplicationContext } from '@nestjs/common';
import { register } from 'prom-client';

/**
 * Answers `/healthz` (the process lives), `/readyz` (it can work: PostgreSQL and the queue are to be had, and it is not
 * about to end) and `/metrics` for whoever looks after the worker.
 */
export async function startHealthServer(worker: INestApplicationContext, port: number): Promise<Server> {
  const [outages, shutdown] = [worker.get(OutageReport), worker.get(ShutdownSignal)];
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/healthz') answer(200, { status: 'ok' });
    else if (request.url === '/readyz') {
      const problems = shutdown.isRaised ? ['The worker is stopping'] : outages.problems;
      if (problems.length === 0) answer(200, { status: 'ready' });
      else answer(503, { status: problems.join('; ') });
    } else if (request.url === '/metrics') {
      register.metrics().then(
        (text) => response.writeHead(200, { 'content-type': register.contentType }).end(text),
        () => answer(500, { status: 'the metrics could not be collected' }),
      );
    } else answer(404, { status: 'there is only /healthz, /readyz and /metrics' });
  });
  server.listen(port);
  await once(server, 'listening');
  return server;
}
