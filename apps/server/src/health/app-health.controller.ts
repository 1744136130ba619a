import { HealthService } from '#herald/engine';
import type { App } from '#herald/store';
import { Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AppApi } from '../http/app-api.decorator.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { AppHealthDto } from './health.dto.js';

/** How things are. */
@AppApi('/v3/health', 'Integrations')
export class AppHealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ApiOperation({
    operationId: 'getHealth',
    summary: 'Whether vendors take messages and call back, what waits, and how fast it goes',
  })
  @ApiOkResponse({ type: AppHealthDto, description: 'The integrations of the app' })
  async get(@CurrentApp() app: App): Promise<AppHealthDto> {
    return { checkedAt: new Date(), integrations: await this.health.of(app) };
  }
}
