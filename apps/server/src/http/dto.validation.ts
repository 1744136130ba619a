import { type Fault, isJsonObject } from '#herald/channel-provider';
import { isFaultless } from './dto.rules.js';
import {
  getMetadataStorage,
  ValidateBy,
  type ValidationArguments,
  type ValidationError,
  validateSync,
} from 'class-validator';

/** A class whose properties carry class-validator's decorators. */
export type DtoClass = new () => object;

/**
 * Says what is wrong with the value of a property, down to its inner paths.
 *
 * @param value as it came
 * @param path of the property
 * @param owner the object that the property belongs to
 */
export type FaultFinder = (value: unknown, path: string, owner: Readonly<Record<string, unknown>>) => Fault[];

const UNKNOWN_PROPERTY = 'whitelistValidation';
const UNSUPPORTED = 'unsupported';

/** Checks a property with a function that names inner paths, which class-validator's own messages cannot. */
export function CheckedBy(find: FaultFinder): PropertyDecorator {
  return foundBy('checkedBy', find);
}

/** Marks a property that callers may know from elsewhere and that has another way here. */
export function Unsupported(alternative: string): PropertyDecorator {
  const message = `is not supported; ${alternative}`;
  return foundBy(UNSUPPORTED, (value, path) => (value === undefined || value === null ? [] : [{ path, message }]));
}

function foundBy(name: string, find: FaultFinder): PropertyDecorator {
  const validate = (value: unknown, about?: ValidationArguments) =>
    about !== undefined && find(value, about.property, about.object as Record<string, unknown>).length === 0;
  // class-validator hands the context on only beside a message.
  return ValidateBy({ name, validator: { validate } }, { message: 'is not valid', context: { find } });
}

/**
 * Every fault of a value against a DTO class.
 *
 * @param value parsed JSON without keys that could reach a prototype
 * @param path of the value, empty for a whole body
 * @param others what becomes of properties that the class does not declare
 */
export function dtoFaults(
  dto: DtoClass,
  value: unknown,
  path: string,
  others: 'refused' | 'kept' = 'refused',
): Fault[] {
  if (!isJsonObject(value)) return [{ path, message: 'must be a JSON object' }];
  if (isFaultless(dto, value, others)) return [];
  const refusesOthers = others === 'refused';
  const errors = validateSync(Object.assign(new dto(), value), {
    whitelist: refusesOthers,
    forbidNonWhitelisted: refusesOthers,
    stopAtFirstError: true,
    validationError: { target: false },
  });
  return errors.flatMap((error) => faultsOf(error, path, dto, value));
}

function faultsOf(
  error: ValidationError,
  parent: string,
  dto: DtoClass,
  owner: Readonly<Record<string, unknown>>,
): Fault[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  return Object.entries(error.constraints ?? {}).flatMap(([constraint, message]) => {
    const context: unknown = error.contexts?.[constraint];
    if (hasFinder(context)) return context.find(error.value, path, owner);
    if (constraint === UNKNOWN_PROPERTY)
      return [{ path, message: `is not known here; known are ${knownProperties(dto).join(', ')}` }];
    return [{ path, message: withoutName(message, error.property) }];
  });
}

function hasFinder(context: unknown): context is { find: FaultFinder } {
  return typeof context === 'object' && context !== null && 'find' in context && typeof context.find === 'function';
}

function knownProperties(dto: DtoClass): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, dto.name, false, false);
  const supported = metadata.filter(({ name }) => name !== UNSUPPORTED);
  return [...new Set(supported.map(({ propertyName }) => propertyName))];
}

/** class-validator's messages begin with the property's name, which the path already tells. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
