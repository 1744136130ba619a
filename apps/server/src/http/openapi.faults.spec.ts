import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiFaults } from './openapi.faults.fixture.js';

const answer = {
  description: 'x',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
};
const problem = { description: 'x', content: { 'application/problem+json': {} } };
const document = (operation: object, thing: object) =>
  ({
    openapi: '3.1.0',
    info: { title: 'x', version: '1' },
    paths: { '/x': { get: operation } },
    components: { schemas: { Thing: thing } },
  }) as unknown as OpenAPIObject;

const OPERATION = { operationId: 'a', summary: 'b', tags: ['c'], responses: { 200: answer, 404: problem } };
const THING = { type: 'object', properties: { id: { type: 'string', description: 'x' } } };

describe('openApiFaults', () => {
  it('finds nothing in a document that says everything', () => {
    expect(openApiFaults(document(OPERATION, THING))).toEqual([]);
  });

  it.each([
    ['a missing name', { ...OPERATION, operationId: undefined }, THING, 'get /x: has no operationId'],
    [
      'a failure without problem document',
      { ...OPERATION, responses: { 200: answer, 404: answer } },
      THING,
      'get /x: 404 is no problem document',
    ],
    [
      'an operation without success',
      { ...OPERATION, responses: { 404: problem } },
      THING,
      'get /x: says nothing of success',
    ],
    [
      'a parameter without description',
      { ...OPERATION, parameters: [{ name: 'id' }] },
      THING,
      'get /x: parameter id has no description',
    ],
    ['a property without description', OPERATION, { properties: { id: {} } }, 'Thing: id has no description'],
    ['a schema without properties', OPERATION, {}, 'Thing: has no properties'],
    [
      'a reference that leads nowhere',
      { ...OPERATION, parameters: [{ $ref: '#/components/schemas/No', description: 'x' }] },
      THING,
      '#/components/schemas/No leads nowhere',
    ],
  ])('finds %s', (_, operation, thing, fault) => {
    expect(openApiFaults(document(operation, thing))).toEqual([fault]);
  });
});
