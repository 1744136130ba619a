import type { OpenAPIObject } from '@nestjs/swagger';

type Json = Record<string, unknown>;

const METHODS = new Set(['get', 'put', 'post', 'patch', 'delete']);

/**
 * What an OpenAPI document leaves unsaid: operations without name, summary or described answers, failures that are not
 * problem documents, parameters and properties without a description, references that lead nowhere.
 *
 * @param document from `/openapi.json` of a server that `nest build` made: elsewhere the DTOs are not described
 */
export function openApiFaults(document: OpenAPIObject): string[] {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Json>;
  return [
    ...Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Json>)
        .filter(([method]) => METHODS.has(method))
        .flatMap(([method, operation]) => operationFaults(operation).map((fault) => `${method} ${path}: ${fault}`)),
    ),
    ...Object.entries(schemas).flatMap(([name, schema]) => schemaFaults(schema).map((fault) => `${name}: ${fault}`)),
    ...danglingReferences(document, new Set(Object.keys(schemas))),
  ];
}

function operationFaults(operation: Json): string[] {
  const faults = ['operationId', 'summary', 'tags'].filter((key) => !operation[key]).map((key) => `has no ${key}`);
  const responses = (operation['responses'] ?? {}) as Record<string, Json>;
  if (!Object.keys(responses).some((status) => status.startsWith('2'))) faults.push('says nothing of success');
  for (const [status, response] of Object.entries(responses)) {
    const content = response['content'] as Json | undefined;
    if (!response['description']) faults.push(`${status} has no description`);
    if (/^[45]/.test(status) && !content?.['application/problem+json']) faults.push(`${status} is no problem document`);
    if (/^2\d\d$/.test(status) && status !== '204' && !content) faults.push(`${status} has no content`);
  }
  for (const parameter of (operation['parameters'] ?? []) as Json[]) {
    if (!parameter['description']) faults.push(`parameter ${String(parameter['name'])} has no description`);
  }
  return faults;
}

function schemaFaults(schema: Json): string[] {
  if (schema['enum'] !== undefined) return [];
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  if (properties.length === 0) return ['has no properties'];
  return properties.filter(([, property]) => !property['description']).map(([name]) => `${name} has no description`);
}

function danglingReferences(document: OpenAPIObject, names: ReadonlySet<string>): string[] {
  const faults = new Set<string>();
  JSON.stringify(document, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string' && !names.has(value.replace('#/components/schemas/', ''))) {
      faults.add(`${value} leads nowhere`);
    }
    return value;
  });
  return [...faults];
}
