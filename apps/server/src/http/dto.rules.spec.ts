import 'reflect-metadata';
import type { JsonObject } from '#herald/channel-provider';
import { ValidateNested, validateSync } from 'class-validator';
import fc from 'fast-check';
import { NotificationContentDto, NotifyDto } from '../notifications/notify.dto.js';
import { isFaultless } from './dto.rules.js';

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 'text', 'x'.repeat(100_000), 1, true, [], {}),
  fc.constantFrom<unknown>(['ada'], [''], [1], { recipients: ['ada'] }, { message: 'text' }, { message: 1 }),
  fc.jsonValue(),
);

describe.each([
  { dto: NotificationContentDto, others: 'kept' },
  { dto: NotificationContentDto, others: 'refused' },
  { dto: NotifyDto, others: 'refused' },
] as const)('isFaultless for $dto.name, other properties $others', ({ dto, others }) => {
  it('agrees with class-validator', () => {
    const names = [...Object.keys(new dto()), 'title', 'message', 'notification', 'recipients', 'sendTo', 'category'];
    const name = fc.constantFrom(...names, 'data', 'sendAt', 'tenant', 'override', 'workflow', 'somethingElse');
    const value = fc.array(fc.tuple(name, anyValue), { maxLength: 5 }).map((entries) => Object.fromEntries(entries));
    fc.assert(
      fc.property(value, (given) => {
        const refusesOthers = others === 'refused';
        const options = { whitelist: refusesOthers, forbidNonWhitelisted: refusesOthers };
        const errors = validateSync(Object.assign(new dto(), given), options);
        expect(isFaultless(dto, given as JsonObject, others)).toBe(errors.length === 0);
      }),
      { numRuns: 500 },
    );
  });
});

it('is not sure of a class with rules of other kinds', () => {
  class NestedDto {
    @ValidateNested()
    inner?: unknown;
  }
  expect(isFaultless(NestedDto, { inner: {} }, 'kept')).toBe(false);
});
