import { type App, InboundRepository } from '#herald/store';
import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { ApiProblems } from '../http/problem.responses.js';
import { InboundMessagePageDto, InboundQueryDto } from './inbound.dto.js';

/** What users wrote to an app. */
@AppApi('/v3/inbound-messages', 'Inbound messages')
export class InboundController {
  constructor(private readonly inbound: InboundRepository) {}

  @Get()
  @ApiOperation({ operationId: 'listInboundMessages', summary: 'What users wrote, newest first' })
  @ApiOkResponse({ type: InboundMessagePageDto, description: 'A page of messages' })
  @ApiProblems('invalid-request')
  page(@CurrentApp() app: App, @Query() query: InboundQueryDto): Promise<InboundMessagePageDto> {
    return this.inbound.page(app.id, query);
  }
}
