import { AuditLog } from '#herald/store';
import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ApiProblems } from '../http/problem.responses.js';
import { MemberApi } from '../session/member-api.decorator.js';
import { AllowedTo } from '../session/session.access.js';
import { AuditPageDto, AuditQueryDto } from './audit.dto.js';

/** Who changed what in the dashboard. */
@MemberApi('/v3/audit', 'Audit')
@AllowedTo('admin')
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  @ApiOperation({
    operationId: 'listAudit',
    summary: 'What members did, the newest first',
    description: 'Every change that a session asked for, and every signing in, also where it was refused.',
  })
  @ApiOkResponse({ type: AuditPageDto, description: 'A page of the log' })
  @ApiProblems('invalid-request')
  page(@Query() query: AuditQueryDto): Promise<AuditPageDto> {
    return this.log.page(query);
  }
}
