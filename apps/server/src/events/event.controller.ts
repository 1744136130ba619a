import { type App, EventRepository } from '#herald/store';
import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { ApiProblems } from '../http/problem.responses.js';
import { EventPageDto } from './event.dto.js';
import { EventQueryDto } from './event.query.dto.js';

/** What became of the deliveries of an app. */
@AppApi('/v3/events', 'Events')
export class EventController {
  constructor(private readonly events: EventRepository) {}

  @Get()
  @ApiOperation({
    operationId: 'listEvents',
    summary: 'The feed of events, oldest first',
    description: 'A reader that follows `next` gets every event once, also those that are written meanwhile.',
  })
  @ApiOkResponse({ type: EventPageDto, description: 'A page of the feed' })
  @ApiProblems('invalid-request')
  page(@CurrentApp() app: App, @Query() query: EventQueryDto): Promise<EventPageDto> {
    return this.events.page(app.id, query);
  }
}
