import { createHash } from 'node:crypto';
import { InvalidRequestError } from '#herald/engine';
import fc from 'fast-check';
import { LIMITS } from '../http/http.limits.js';
import { readNotifyRequest } from './notify.request.js';

const OVERRIDE_FAULT = { path: 'override.some_provider', message: 'is wrong' };

const MINIMAL = { notification: { title: 'Hi' }, recipients: ['user-42'] };

const read = (body: unknown, headers: Record<string, string> = {}) =>
  readNotifyRequest({ headers, body, rawBody: Buffer.from(JSON.stringify(body)) }, () => [OVERRIDE_FAULT]);

function faultsOf(body: unknown, headers: Record<string, string> = {}): Record<string, string> {
  try {
    read(body, headers);
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return Object.fromEntries(error.faults.map(({ path, message }) => [path, message]));
    }
    throw error;
  }
  return {};
}

describe('readNotifyRequest', () => {
  it('tells the faults of the override together with those of the body', () => {
    const paths = Object.keys(faultsOf({ ...MINIMAL, sendAt: 'soon', override: { some_provider: {} } }));
    expect(paths.toSorted()).toEqual(['override.some_provider', 'sendAt']);
    expect(Object.keys(faultsOf({ ...MINIMAL, sendAt: 'soon' }))).toEqual(['sendAt']);
  });

  it('reads the older shape: recipients beside, category and data inside notification', () => {
    const body = {
      notification: { title: 'Hi', message: null, category: 'orders', data: { order: 4711 }, custom: { kept: true } },
      recipients: ['user-42', { identifier: 'user-43', phoneNumber: '+12025550142', plan: 'gold' }],
    };
    expect(read(body)).toEqual({
      content: { title: 'Hi', custom: { kept: true } },
      recipients: ['user-42', { identifier: 'user-43', profile: { phoneNumber: '+12025550142', plan: 'gold' } }],
      category: 'orders',
      data: { order: 4711 },
    });
  });

  it('reads the newer shape: sendTo, category and data beside notification', () => {
    const body = {
      notification: { message: 'Hi' },
      sendTo: { recipients: [{ identifier: 'user-42', locale: 'de', profile: { locale: 'en', email: null } }] },
      category: 'orders',
      data: { order: 4711 },
      sendAt: '2026-12-01T09:00:00+01:00',
      tenant: 'acme',
      override: { channels: ['whatsapp'] },
    };
    jest.useFakeTimers({ now: new Date('2026-11-21T00:00:00Z') });
    expect(read(body)).toEqual({
      content: { message: 'Hi' },
      recipients: [{ identifier: 'user-42', profile: { locale: 'en', email: null } }],
      category: 'orders',
      data: { order: 4711 },
      sendAt: new Date('2026-12-01T08:00:00Z'),
      tenant: 'acme',
      override: { channels: ['whatsapp'] },
    });
    jest.useRealTimers();
  });

  it('joins both lists of recipients', () => {
    expect(read({ ...MINIMAL, sendTo: { recipients: ['user-43'] } }).recipients).toEqual(['user-42', 'user-43']);
  });

  it('hashes the raw body only under an idempotency key', () => {
    const hash = createHash('sha256').update(JSON.stringify(MINIMAL)).digest();
    expect(read(MINIMAL, { 'idempotency-key': 'k-1' })).toMatchObject({ idempotencyKey: 'k-1', bodyHash: hash });
    expect(read(MINIMAL)).not.toHaveProperty('bodyHash');
  });

  it.each([[''], ['with space'], ['ümlaut'], ['x'.repeat(256)], ['a, b']])('refuses the idempotency key %j', (key) => {
    expect(Object.keys(faultsOf(MINIMAL, { 'idempotency-key': key }))).toEqual(['Idempotency-Key']);
  });

  it('tells all faults of body and headers at once, with their paths', () => {
    const body = {
      notification: { title: 5, message: 'nul\0', workflow: { identifier: 'x' }, templateId: 3, content: {} },
      recipients: [
        3,
        '',
        { identifier: 'a', phoneNumber: 5 },
        { identifier: 'a', profile: { email: [] } },
        { email: 'x' },
      ],
      sendTo: { topics: ['t'], else: 1 },
      sendAt: 'tomorrow',
      tenant: 'x'.repeat(257),
      override: [],
      data: 'text',
      nonsense: 1,
    };
    expect(Object.keys(faultsOf(body, { 'idempotency-key': ' ' })).toSorted()).toEqual([
      'Idempotency-Key',
      'data',
      'nonsense',
      'notification.content',
      'notification.message',
      'notification.templateId',
      'notification.title',
      'notification.workflow',
      'override',
      'recipients.0',
      'recipients.1',
      'recipients.2.phoneNumber',
      'recipients.3.profile.email',
      'recipients.4.identifier',
      'sendAt',
      'sendTo.else',
      'sendTo.topics',
      'tenant',
    ]);
  });

  it.each([
    ['workflow', 'notification'],
    ['topics', 'recipients'],
    ['templateId', 'notification.templateIdentifier'],
    ['templateIdentifier', 'notification.templateIdentifier'],
  ])('says what to use in place of %s', (key, alternative) => {
    expect(faultsOf({ ...MINIMAL, [key]: 'x' })[key]).toMatch(new RegExp(`is not supported; .*${alternative}`));
  });

  it('names the known properties where one is unknown', () => {
    const { receipients } = faultsOf({ ...MINIMAL, receipients: [] });
    expect(receipients).toBe(
      'is not known here; known are notification, recipients, sendTo, category, data, sendAt, tenant, override',
    );
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['text', 'x'],
    ['null', null],
  ])('refuses %s as a body', (_, body) => {
    expect(() => readNotifyRequest({ headers: {}, body, rawBody: null }, () => [])).toThrow(InvalidRequestError);
  });

  it.each([
    ['nobody', { recipients: [] }, 'recipients'],
    ['nobody in sendTo', { recipients: undefined, sendTo: { recipients: [] } }, 'recipients'],
    ['too many', { recipients: Array.from({ length: LIMITS.recipients + 1 }, (_, n) => `u${n}`) }, 'recipients'],
    [
      'too many in sendTo',
      { recipients: null, sendTo: { recipients: Array.from({ length: 1001 }, String) } },
      'sendTo.recipients',
    ],
    [
      'too many together',
      { recipients: Array.from({ length: 600 }, String), sendTo: { recipients: Array.from({ length: 600 }, String) } },
      'recipients',
    ],
    ['a list that is none', { recipients: 'user-42' }, 'recipients'],
  ])('refuses %s to tell', (_, change, path) => {
    expect(Object.keys(faultsOf({ ...MINIMAL, ...change }))).toEqual([path]);
  });

  it('takes as many recipients as are promised', () => {
    const recipients = Array.from({ length: LIMITS.recipients }, (_, n) => `user-${n}`);
    expect(read({ ...MINIMAL, recipients }).recipients).toHaveLength(LIMITS.recipients);
  });

  it('does not guess which of two categories or data counts', () => {
    const body = { ...MINIMAL, notification: { category: 'a', data: {} }, category: 'b', data: {} };
    expect(Object.keys(faultsOf(body))).toEqual(['notification.category', 'notification.data']);
  });

  it('refuses files but not a variable of their name', () => {
    const file = { name: 'a.pdf', contentType: 'application/pdf', content: 'JVBERi0=' };
    expect(Object.keys(faultsOf({ ...MINIMAL, data: { attachments: [file] } }))).toEqual(['data.attachments']);
    expect(Object.keys(faultsOf({ recipients: ['a'], notification: { data: { attachments: [file] } } }))).toEqual([
      'notification.data.attachments',
    ]);
    expect(faultsOf({ ...MINIMAL, data: { attachments: ['two photos'] } })).toEqual({});
  });

  it('keeps text in a title up to its limit', () => {
    expect(faultsOf({ ...MINIMAL, notification: { title: 'x'.repeat(LIMITS.title) } })).toEqual({});
    expect(Object.keys(faultsOf({ ...MINIMAL, notification: { title: 'x'.repeat(LIMITS.title + 1) } }))).toEqual([
      'notification.title',
    ]);
  });

  it('either reads a body or names its faults, whatever it holds', () => {
    const key = fc.oneof(
      fc.constantFrom(
        'notification',
        'recipients',
        'sendTo',
        'category',
        'data',
        'sendAt',
        'override',
        'identifier',
        'profile',
      ),
      fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', 'then', 'valueOf', 'length', ''),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, true, 0, '', 'text', '\0', '\ud800', [], {}),
        fc.array(tie('value'), { maxLength: 3 }),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 4 })
          .map((entries) =>
            JSON.parse(
              `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner)}`).join(',')}}`,
            ),
          ),
      ),
    }));
    fc.assert(
      fc.property(value, (body) => {
        const faults = faultsOf(body);
        expect(Object.values(faults)).not.toContain('is not valid');
        expect(Object.values(faults)).not.toContain('');
      }),
      { numRuns: 2_000 },
    );
  });
});
