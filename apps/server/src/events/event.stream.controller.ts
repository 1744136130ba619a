import { Readable } from 'node:stream';
import { InvalidRequestError, LiveFeed } from '#herald/engine';
import { type App, InvalidCursorError } from '#herald/store';
import { Get, Headers, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppApi } from '../http/app-api.decorator.js';
import { leaving } from '../http/caller.presence.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { ApiProblems } from '../http/problem.responses.js';
import { SessionWatch } from '../session/session.watch.js';
import { EventStreamQueryDto } from './event.query.dto.js';
import { eventFrames } from './event.stream.frames.js';

const EXAMPLE = `retry: 1000
: 2030-01-02T03:04:05.000Z
id: NzQyLjA

id: NzQzLjE4
event: delivered
data: {"id":"01934b5c-7d0a-7b63-9c53-2a9a1f4f5c11","type":"delivered", …}

`;

/** Proxies neither keep nor gather nor pack what goes by; a connection that was kept for more would hold up a stop. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
} as const;

/** Bytes that wait for a listener who reads slowly, beside one page of events. */
const BUFFERED_BYTES = 16 * 1024;

/** So long the rest of a stream that is over may take; then the connection is cut, and the listener resumes. */
const TAKEN_WITHIN_MS = 1_000;

/** What becomes of the deliveries of an app, as it happens. */
@AppApi('/v3/events/stream', 'Events')
export class EventStreamController {
  constructor(
    private readonly live: LiveFeed,
    private readonly sessions: SessionWatch,
  ) {}

  @Get()
  @RouteConfig({ isStream: true })
  @ApiOperation({
    operationId: 'streamEvents',
    summary: 'The feed of events, live',
    description:
      'Server-Sent Events: `event` is the type, `data` the event as in the feed, `id` a cursor of the feed. Who comes back ' +
      'with the last `id` in `Last-Event-ID`, as browsers do, misses nothing, however long it was away. A stream gives a ' +
      'sign of life every 15 seconds, and ends after 15 minutes, with the session that asked, or when Herald stops: come back.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last `id` that came: begins behind it. Wins over `after`.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({
    description: 'The stream; an event when it happens, in the order of the feed',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @ApiProblems('invalid-request')
  async stream(
    @CurrentApp() app: App,
    @Query() query: EventStreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() { memberSession }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = leaving(reply);
    const left = memberSession === null ? gone : AbortSignal.any([gone, this.sessions.ended(memberSession, gone)]);
    const { items, over } = await this.live
      .open(app.id, lastEventId ? Object.assign(query, { after: lastEventId }) : query, left)
      .catch((error: unknown) => {
        if (!lastEventId || !(error instanceof InvalidCursorError)) throw error;
        throw new InvalidRequestError([{ path: 'Last-Event-ID', message: 'is no `id` of this stream; leave it out' }]);
      });
    AbortSignal.any([over, left]).addEventListener(
      'abort',
      () => setTimeout(() => reply.raw.destroy(), TAKEN_WITHIN_MS).unref(),
      { once: true },
    );
    reply.headers(HEADERS);
    void reply.send(Readable.from(eventFrames(items), { objectMode: false, highWaterMark: BUFFERED_BYTES }));
  }
}
