import { NotFoundError } from '#herald/engine';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { PROBLEM_KINDS, type ProblemKind } from '../http/problem.catalogue.js';
import { ApiProblems } from '../http/problem.responses.js';
import { ProblemKindDto } from './problem-kind.dto.js';

/** What the `type` of a problem leads to. */
@ApiTags('Operations')
@Controller('problems')
export class ProblemController {
  @Get(':kind')
  @ApiOperation({ operationId: 'explainProblem', summary: 'What a kind of problem means' })
  @ApiParam({ name: 'kind', description: 'Last part of the `type` of a problem', enum: Object.keys(PROBLEM_KINDS) })
  @ApiOkResponse({ type: ProblemKindDto, description: 'The kind' })
  @ApiProblems('not-found')
  explain(@Param('kind') kind: string): ProblemKindDto {
    if (!isKind(kind)) throw new NotFoundError('This kind of problem');
    return { type: `/problems/${kind}`, ...PROBLEM_KINDS[kind] };
  }
}

function isKind(kind: string): kind is ProblemKind {
  return Object.hasOwn(PROBLEM_KINDS, kind);
}
