import { createHash } from 'node:crypto';
import { DeliveryInspection, InvalidRequestError, ResendService } from '#herald/engine';
import { type App, DeliverySearch } from '#herald/store';
import { Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { IdParameter } from '../http/id.parameter.js';
import { ApiProblems } from '../http/problem.responses.js';
import { ApiIdempotencyKey, ApiNotifyAccepted, readIdempotencyKey } from '../notifications/idempotency-key.header.js';
import { NotifyAcceptedDto } from '../notifications/notification.dto.js';
import { DeliveryDetailDto, DeliveryPageDto } from './delivery.dto.js';
import { DeliveryQueryDto, toDeliveryFilter } from './delivery.query.dto.js';

const ApiId = () =>
  ApiParam({ name: 'id', description: 'Id of the delivery', schema: { type: 'string', format: 'uuid' } });

const DELIVERY_ID = new IdParameter('This delivery');

/** What was sent, or is to be sent, to whom, and why not. */
@AppApi('/v3/deliveries', 'Deliveries')
export class DeliveryController {
  constructor(
    private readonly search: DeliverySearch,
    private readonly inspection: DeliveryInspection,
    private readonly resender: ResendService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'searchDeliveries',
    summary: 'Deliveries, newest first',
    description:
      'Follow `next` to the end. Search by recipient, request, message id or number finds at once; a filter for something ' +
      'rare may give pages with few deliveries, or none, that lead on. Of what is not sent yet, a search by recipient looks ' +
      'through the 20,000 deliveries that are due first.',
  })
  @ApiOkResponse({ type: DeliveryPageDto, description: 'A page of deliveries' })
  @ApiProblems('invalid-request')
  page(@CurrentApp() app: App, @Query() { limit, after, ...filter }: DeliveryQueryDto): Promise<DeliveryPageDto> {
    return this.search.page(app.id, { ...toDeliveryFilter(filter), limit, ...(after !== undefined && { after }) });
  }

  @Get(':id')
  @ApiId()
  @ApiOperation({
    operationId: 'getDelivery',
    summary: 'A delivery with its attempts, callbacks, events and request',
  })
  @ApiOkResponse({ type: DeliveryDetailDto, description: 'The delivery; secrets are masked' })
  @ApiProblems('not-found')
  get(@CurrentApp() app: App, @Param('id', DELIVERY_ID) id: string): Promise<DeliveryDetailDto> {
    return this.inspection.find(app, id);
  }

  @Post(':id/resend')
  @ApiId()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'resendDelivery',
    summary: 'Send a delivery again',
    description:
      'Makes a new notification with the same content to the same recipient, whose present profile counts: through the same ' +
      'integration, or, where that is switched off, whichever carries the channel now. Both show the other.',
  })
  @ApiIdempotencyKey()
  @ApiNotifyAccepted()
  @ApiProblems('not-found', 'invalid-request', 'idempotency-conflict', 'backlog-full')
  async resend(
    @CurrentApp() app: App,
    @Param('id', DELIVERY_ID) id: string,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NotifyAcceptedDto> {
    const { key, faults } = readIdempotencyKey(headers);
    if (faults.length > 0) throw new InvalidRequestError(faults);
    const bodyHash = createHash('sha256').update(`resend ${id}`).digest();
    const { requestId, replayed } = await this.resender.resend(
      app,
      id,
      key === undefined ? {} : { idempotencyKey: key, bodyHash },
    );
    if (replayed) reply.header('idempotency-replayed', 'true');
    return { requestId };
  }
}
