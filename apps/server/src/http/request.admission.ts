import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { OverloadedError } from '#herald/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ADMISSION, LIMITS } from './http.limits.js';
import { sendProblem } from './problem.filter.js';
import { problemAnswer } from './problem.mapping.js';

/** Requests of one kind that may be under way at a time. */
interface Room {
  requests: number;
  /** Bytes of bodies together, as announced. */
  bodyBytes: number;
}

/** What may be under way at a time. */
export interface AdmissionBounds extends Room {
  /** Mean delay of the event loop during the last second. */
  eventLoopDelayMs: number;
  /** Of vendors' callbacks. */
  callbacks: Room;
}

/**
 * Keeps what is under way at a time within bounds: a call that comes on top is answered 503 before its body is read.
 * Vendors' callbacks have room of their own, and are let in while the event loop is late: a lost report is lost work.
 * Operations are let in always, for they tell what is wrong. Open streams do not count.
 */
export function admitRequests(server: FastifyInstance, bounds: AdmissionBounds = ADMISSION): void {
  const isLate = watchEventLoop(server, bounds.eventLoopDelayMs);
  const calls = { underWay: { requests: 0, bodyBytes: 0 }, bounds, isClosed: isLate };
  const callbacks = { underWay: { requests: 0, bodyBytes: 0 }, bounds: bounds.callbacks, isClosed: () => false };

  server.addHook('onRequest', (request, reply, done) => {
    const kind = request.url.startsWith('/v3/') ? calls : request.url.startsWith('/api/') ? callbacks : undefined;
    if (kind === undefined || isStream(request)) return done();
    const { underWay } = kind;
    const bytes = announcedBytes(request);
    const isFull = underWay.requests >= kind.bounds.requests || underWay.bodyBytes + bytes > kind.bounds.bodyBytes;
    if (isFull || kind.isClosed()) {
      sendProblem(reply, problemAnswer(new OverloadedError('Too much is under way')));
      return;
    }
    underWay.requests += 1;
    underWay.bodyBytes += bytes;
    // Comes once, after the answer or when the caller leaves before it.
    reply.raw.once('close', () => {
      underWay.requests -= 1;
      underWay.bodyBytes -= bytes;
    });
    done();
  });
}

function isStream({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && headers.accept === 'text/event-stream';
}

/** A body that comes in chunks says nothing about its length, and counts as the longest that is taken. */
function announcedBytes({ headers }: FastifyRequest): number {
  const length = headers['content-length'];
  if (length !== undefined) return Math.min(Number(length) || 0, LIMITS.bodyBytes);
  return headers['transfer-encoding'] === undefined ? 0 : LIMITS.bodyBytes;
}

const NANOSECONDS_PER_MS = 1e6;
const SAMPLE_MS = 10;

/** Whether the event loop was late on the whole during the last second; one long turn alone does not make it so. */
function watchEventLoop(server: FastifyInstance, maxDelayMs: number): () => boolean {
  const histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  let isLate = false;
  const timer = setInterval(() => {
    isLate = histogram.mean / NANOSECONDS_PER_MS - SAMPLE_MS > maxDelayMs;
    histogram.reset();
  }, 1_000).unref();
  histogram.enable();
  server.addHook('onClose', (_server, done) => {
    clearInterval(timer);
    histogram.disable();
    done();
  });
  return () => isLate;
}
