import { setTimeout } from 'node:timers/promises';
import { ShutdownSignal } from '#herald/engine';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** A connection that is not done by then, because a caller sends slowly or nothing at all, is cut. */
const REQUESTS_WITHIN_MS = 10_000;
/** Goodbyes to stores that do not answer are not waited for. */
const GOODBYE_WITHIN_MS = 5_000;

/**
 * Ends a server that listens without failing a request: at once it is not ready and begins nothing new, but goes on
 * answering for a while; then it listens no more, and answers what is under way; then everything is closed.
 *
 * @param drainMs how long it goes on taking requests, so that whoever distributes them notices
 */
export async function endHttpApplication(application: NestFastifyApplication, drainMs: number): Promise<void> {
  const workEnded = application.get(ShutdownSignal).raise();
  if (drainMs > 0) await setTimeout(drainMs);
  const http = application.getHttpAdapter().getInstance();
  const cut = globalThis.setTimeout(() => http.server.closeAllConnections(), REQUESTS_WITHIN_MS);
  await http.close();
  clearTimeout(cut);
  await workEnded;
  await Promise.race([application.close(), setTimeout(GOODBYE_WITHIN_MS)]);
}
