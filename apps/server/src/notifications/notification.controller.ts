import { CancelService, NotFoundError, NotifyService } from '#herald/engine';
import { type App, NotificationRepository } from '#herald/store';
import { Get, HttpCode, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { IdParameter } from '../http/id.parameter.js';
import { ApiProblems } from '../http/problem.responses.js';
import { ApiIdempotencyKey, ApiNotifyAccepted } from './idempotency-key.header.js';
import { CancellationDto, NotificationDto, NotifyAcceptedDto } from './notification.dto.js';
import { NOTIFY_EXAMPLES } from './notify.examples.js';
import { NotifyDto } from './notify.dto.js';
import { readNotifyRequest } from './notify.request.js';

const WHAT = 'This notification';

const ApiRequestId = () =>
  ApiParam({
    name: 'requestId',
    description: 'From the answer of the call',
    schema: { type: 'string', format: 'uuid' },
  });

/** Where products tell users something, and see what became of it. */
@AppApi('/v3/notifications', 'Notifications')
export class NotificationController {
  constructor(
    private readonly notifier: NotifyService,
    private readonly notifications: NotificationRepository,
    private readonly canceler: CancelService,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'notify',
    summary: 'Tell users something',
    description:
      'Accepted means stored: every recipient gets a delivery, which ends as sent, delivered, seen or discarded. ' +
      'Unknown recipients, unusable numbers and missing integrations show as discarded deliveries.',
  })
  @ApiIdempotencyKey()
  @ApiBody({ type: NotifyDto, examples: NOTIFY_EXAMPLES })
  @ApiNotifyAccepted()
  @ApiProblems(
    'malformed-request',
    'body-too-large',
    'unsupported-media-type',
    'invalid-request',
    'idempotency-conflict',
    'backlog-full',
  )
  async notify(
    @CurrentApp() app: App,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NotifyAcceptedDto> {
    const call = readNotifyRequest(request, (override) => this.notifier.overrideFaults(override));
    const { requestId, replayed } = await this.notifier.notify(app, call);
    if (replayed) reply.header('idempotency-replayed', 'true');
    return { requestId };
  }

  @Get(':requestId')
  @ApiOperation({ operationId: 'getNotification', summary: 'A notification with its deliveries, attempts and events' })
  @ApiRequestId()
  @ApiOkResponse({ type: NotificationDto, description: 'The notification' })
  @ApiProblems('not-found')
  async get(
    @CurrentApp() app: App,
    @Param('requestId', new IdParameter(WHAT)) requestId: string,
  ): Promise<NotificationDto> {
    const notification = await this.notifications.find(app.id, requestId);
    if (notification === undefined) throw new NotFoundError(WHAT);
    return notification;
  }

  @Post(':requestId/cancel')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'cancelNotification',
    summary: 'Take a notification back',
    description:
      'What was not handed over to the vendor is discarded, with the reason `canceled` and an event. Repeating it does no ' +
      'harm, and tells how it stands.',
  })
  @ApiRequestId()
  @ApiOkResponse({ type: CancellationDto, description: 'What it came to so far' })
  @ApiProblems('not-found')
  cancel(
    @CurrentApp() app: App,
    @Param('requestId', new IdParameter(WHAT)) requestId: string,
  ): Promise<CancellationDto> {
    return this.canceler.cancel(app, requestId);
  }
}
