import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEM_KINDS, type ProblemKind } from './problem.catalogue.js';
import { ProblemDto } from './problem.dto.js';

const INSTANCE = 'urn:uuid:01934b5c-7d0a-7b63-9c53-2a9a1f4f5c11';
const FAULTS = [{ path: 'recipients', message: 'is required: 1 to 1000 identifiers or users' }];

/** Documents the problems that an operation answers with, one response for each status. */
export function ApiProblems(...kinds: ProblemKind[]): MethodDecorator & ClassDecorator {
  const responses = [...new Set(kinds.map((kind) => PROBLEM_KINDS[kind].status))].map((status) => {
    const ofStatus = kinds.filter((kind) => PROBLEM_KINDS[kind].status === status);
    return ApiResponse({
      status,
      description: ofStatus
        .map((kind) => `${PROBLEM_KINDS[kind].title}: ${PROBLEM_KINDS[kind].explanation}`)
        .join('\n\n'),
      ...(status === 503 || status === 429
        ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } } }
        : {}),
      content: {
        'application/problem+json': {
          schema: { $ref: getSchemaPath(ProblemDto) },
          examples: Object.fromEntries(ofStatus.map((kind) => [kind, { value: example(kind) }])),
        },
      },
    });
  });
  return applyDecorators(ApiExtraModels(ProblemDto), ...responses);
}

function example(kind: ProblemKind): ProblemDto {
  const { title, status, explanation } = PROBLEM_KINDS[kind];
  const problem = { type: `/problems/${kind}`, title, status, detail: explanation, instance: INSTANCE };
  return kind === 'invalid-request' ? { ...problem, errors: FAULTS } : problem;
}
