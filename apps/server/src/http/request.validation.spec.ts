import { InvalidRequestError } from '#herald/engine';
import { EventQueryDto } from '../events/event.query.dto.js';
import { IntegrationChangeDto, NewIntegrationDto } from '../integrations/integration.dto.js';
import { ProfileDto, UserDto } from '../users/user.dto.js';
import { RequestValidationPipe } from './request.validation.js';

const pipe = new RequestValidationPipe();
const body = (metatype: new () => object, value: unknown) => pipe.transform(value, { type: 'body', metatype });
const query = (value: unknown) => pipe.transform(value, { type: 'query', metatype: EventQueryDto });

function faultsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.faults.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}

describe('RequestValidationPipe', () => {
  it('gives a body as an instance of its DTO', () => {
    const draft = { provider: 'twilio_whatsapp', config: { A: 1 }, label: null };
    const checked = body(NewIntegrationDto, draft);
    expect(checked).toBeInstanceOf(NewIntegrationDto);
    expect(checked).toMatchObject(draft);
  });

  it('tells every fault of a body, in messages that do not repeat the path', () => {
    const draft = { provider: 5, config: [], enabled: 'yes', priority: 1.5, tenant: '', surplus: 1, label: 'a\0' };
    expect(faultsOf(() => body(NewIntegrationDto, draft)).toSorted()).toEqual([
      'config must be an object',
      'enabled must be a boolean value',
      'label holds the NUL character (U+0000), which cannot be stored; remove it',
      'priority must be an integer number',
      'provider must be a string',
      'surplus is not known here; known are provider, config, label, tenant, enabled, priority, allowCredentialOverride',
      'tenant must be longer than or equal to 1 characters',
    ]);
  });

  it('tells what to do instead of what is not supported', () => {
    expect(faultsOf(() => body(IntegrationChangeDto, { provider: 'x' }))).toEqual([
      'provider is not supported; the provider of an integration stays: create another integration and delete this one',
    ]);
  });

  it('assigns nothing that could reach a prototype', () => {
    const hostile: unknown = JSON.parse('{"config":{},"__proto__":{"enabled":"yes"}}');
    expect(faultsOf(() => body(IntegrationChangeDto, hostile))).toEqual([
      '__proto__ is not allowed as a key; choose another name',
    ]);
  });

  it('checks bodies without a DTO for what cannot be stored', () => {
    expect(faultsOf(() => pipe.transform({ a: '\0' }, { type: 'body', metatype: Object }))).toHaveLength(1);
    expect(pipe.transform({ a: 1 }, { type: 'body', metatype: Object })).toEqual({ a: 1 });
  });

  it('asks a DTO that checks itself, and leaves the body as it is', () => {
    expect(body(ProfileDto, { plan: 'gold' })).toEqual({ plan: 'gold' });
    expect(faultsOf(() => body(UserDto, { phoneNumber: 1 }))).toHaveLength(2);
    expect(faultsOf(() => body(UserDto, []))).toEqual([' must be a JSON object']);
  });

  it('takes a missing body for an empty one', () => {
    expect(body(ProfileDto, undefined)).toEqual({});
    expect(faultsOf(() => body(NewIntegrationDto, undefined))).toHaveLength(2);
  });

  it('converts query parameters, with defaults', () => {
    expect(query({ limit: '5', type: 'seen' })).toMatchObject({ limit: 5, type: 'seen' });
    expect(query({})).toMatchObject({ limit: 100 });
  });

  it.each([
    [{ limit: '0' }],
    [{ limit: '1001' }],
    [{ limit: 'many' }],
    [{ limit: ['1', '2'] }],
    [{ limit: '' }],
    [{ type: 'read' }],
    [{ notificationId: 'x' }],
    [{ after: '\0' }],
    [{ channel: ['a', 'b'] }],
    [{ offset: '3' }],
  ])('refuses the query %j', (given) => {
    expect(faultsOf(() => query(given))).toHaveLength(1);
  });

  it('refuses text in the path that cannot be stored', () => {
    const param = (value: string) => pipe.transform(value, { type: 'param', metatype: String, data: 'identifier' });
    expect(param('user-42')).toBe('user-42');
    expect(faultsOf(() => param('a\0'))).toEqual([expect.stringContaining('identifier holds the NUL')]);
  });
});
