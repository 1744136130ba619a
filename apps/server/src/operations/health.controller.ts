import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/problem.responses.js';
import { HealthDto, ReadinessDto } from './health.dto.js';
import { heraldVersion } from './herald.version.js';
import { ReadinessCheck } from './readiness.check.js';

/** For supervisors and load balancers. */
@ApiTags('Operations')
@Controller()
export class HealthController {
  constructor(private readonly check: ReadinessCheck) {}

  @Get('healthz')
  @ApiOperation({ operationId: 'health', summary: 'Whether the process is alive' })
  @ApiOkResponse({ type: HealthDto, description: 'It is' })
  health(): HealthDto {
    return { status: 'ok', version: heraldVersion() };
  }

  @Get('readyz')
  @ApiOperation({
    operationId: 'readiness',
    summary: 'Whether requests can be served: PostgreSQL answers within 2 s and writes, and the process does not stop',
  })
  @ApiOkResponse({ type: ReadinessDto, description: 'They can' })
  @ApiProblems('unavailable')
  async readiness(): Promise<ReadinessDto> {
    return { status: 'ok', version: heraldVersion(), problems: await this.check.check() };
  }
}
