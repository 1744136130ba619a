import { Store } from '#herald/store';
import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/problem.responses.js';
import { HealthDto } from './health.dto.js';
import { heraldVersion } from './herald.version.js';

/** For supervisors and load balancers. */
@ApiTags('Operations')
@Controller()
export class HealthController {
  constructor(private readonly store: Store) {}

  @Get('healthz')
  @ApiOperation({ operationId: 'health', summary: 'Whether the process is alive' })
  @ApiOkResponse({ type: HealthDto, description: 'It is' })
  health(): HealthDto {
    return { status: 'ok', version: heraldVersion() };
  }

  @Get('readyz')
  @ApiOperation({ operationId: 'readiness', summary: 'Whether requests can be served: PostgreSQL answers within 2 s' })
  @ApiOkResponse({ type: HealthDto, description: 'They can' })
  @ApiProblems('unavailable')
  async readiness(): Promise<HealthDto> {
    try {
      await this.store.ping();
    } catch (error) {
      throw new ServiceUnavailableException('PostgreSQL does not answer.', { cause: error });
    }
    return this.health();
  }
}
