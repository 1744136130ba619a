import { type Fault, isJsonObject, type JsonObject, type JsonValue } from '#herald/channel-provider';
import { InvalidRequestError } from '#herald/engine';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { type DtoClass, dtoFaults } from './dto.validation.js';
import { checkJson, textFault } from './json.validation.js';

/** A DTO whose rules are not those of single properties; handlers get the body as it is. */
interface SelfCheckingDto {
  /** Every fault of a body that is a JSON object. */
  faultsOf(body: JsonObject): Fault[];
}

/** Types that Nest reflects for parameters without a DTO. */
const WITHOUT_DTO = new Set<unknown>([undefined, Object, String, Number, Boolean, Array]);

/**
 * Checks every parameter of every handler. Bodies and queries become instances of their DTO; text in the path only has
 * to be storable. Query parameters are text: a DTO says with class-transformer's `@Type` where it wants another type.
 *
 * @throws InvalidRequestError with every fault of the parameter
 */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'custom') return value;
    if (type !== 'body' && typeof value === 'string') return storableText(value, data ?? type);
    const dto = WITHOUT_DTO.has(metatype) ? undefined : (metatype as DtoClass);
    if (type === 'body') return checkedBody(dto, value as JsonValue | undefined);
    return dto === undefined ? value : checkedQuery(dto, value);
  }
}

function checkedBody(dto: DtoClass | undefined, body: JsonValue = {}): unknown {
  const { faults, isTame } = checkJson(body);
  if (isTame && dto !== undefined) faults.push(...bodyFaults(dto, body));
  if (faults.length > 0) throw new InvalidRequestError(faults);
  return dto === undefined || checksItself(dto) ? body : Object.assign(new dto(), body);
}

function bodyFaults(dto: DtoClass, body: JsonValue): Fault[] {
  return checksItself(dto) && isJsonObject(body) ? dto.faultsOf(body) : dtoFaults(dto, body, '');
}

function checksItself(dto: object): dto is SelfCheckingDto {
  return 'faultsOf' in dto && typeof dto.faultsOf === 'function';
}

function checkedQuery(dto: DtoClass, query: unknown): object {
  const given = isJsonObject(query) ? { ...query } : {};
  const { faults, isTame } = checkJson(given);
  if (!isTame) throw new InvalidRequestError(faults);
  const converted = plainToInstance(dto, given);
  faults.push(...dtoFaults(dto, { ...converted }, ''));
  if (faults.length > 0) throw new InvalidRequestError(faults);
  return converted;
}

function storableText(text: string, path: string): string {
  const message = textFault(text);
  if (message !== undefined) throw new InvalidRequestError([{ path, message }]);
  return text;
}
