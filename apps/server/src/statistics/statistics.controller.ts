import { StatisticsService } from '#herald/engine';
import type { App } from '#herald/store';
import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { ApiProblems } from '../http/problem.responses.js';
import { StatisticsPageDto, StatisticsQueryDto, toStatisticsWish } from './statistics.dto.js';

/** How much happens. */
@AppApi('/v3/stats', 'Statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get()
  @ApiOperation({
    operationId: 'getStatistics',
    summary: 'Counts of events, by time and by what they have in common',
    description:
      'Every event counts once, in the interval in which it occurred, however late it was reported; some seconds after it ' +
      'was recorded. A delivery that was discarded and then delivered after all has an event of both.',
  })
  @ApiOkResponse({ type: StatisticsPageDto, description: 'The counts' })
  @ApiProblems('invalid-request')
  page(@CurrentApp() app: App, @Query() query: StatisticsQueryDto): Promise<StatisticsPageDto> {
    return this.statistics.page(app, toStatisticsWish(query));
  }
}
