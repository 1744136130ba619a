import type { FastifyReply } from 'fastify';

/** Is aborted when the answer is out, or the caller is gone before; for handlers whose answer takes its time. */
export function leaving(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  if (reply.raw.destroyed) left.abort();
  else reply.raw.once('close', () => left.abort());
  return left.signal;
}
