import { type Fault, type JsonObject, type JsonValue, type Overrides, isJsonObject } from '#herald/channel-provider';
import { type MessageParameter, messageParameter } from './message.parameters.js';

/** Parameters of the create call as an override sets them; null takes a parameter away. */
export type OverrideParameters = ReadonlyMap<string, string | readonly string[] | null>;

const RESERVED =
  'cannot be set: Herald tracks the message through its own StatusCallback. Forwarding status callbacks to an address of yours comes with outgoing webhooks; until then read GET /v3/events';

/** Everything in an override's fields that Twilio could not be told. Values are never quoted. */
export function overrideParameterFaults({ fields }: Overrides): Fault[] {
  return Object.entries(fields).flatMap(([path, value]) => {
    const parameter = messageParameter(path);
    const message = parameter.name === 'To' && value === null ? 'cannot be taken away' : valueFault(parameter, value);
    return message === undefined ? [] : [{ path, message }];
  });
}

/** The fields of an override under Twilio's own names, in the form that goes over the wire. */
export function overrideParameters(fields: JsonObject): OverrideParameters {
  const parameters = new Map<string, string | readonly string[] | null>();
  for (const [name, value] of Object.entries(fields)) {
    const parameter = messageParameter(name);
    if (valueFault(parameter, value) === undefined) parameters.set(parameter.name, wireValue(value));
  }
  return parameters;
}

/** The recipient that an override names in the place of the profile's. */
export function overriddenRecipient(fields: JsonObject): string | undefined {
  const to = overrideParameters(fields).get('To');
  return typeof to === 'string' ? to : undefined;
}

function valueFault({ name, kind }: MessageParameter, value: JsonValue): string | undefined {
  if (kind === 'reserved') return RESERVED;
  if (Array.isArray(value)) {
    if (kind !== undefined && kind !== 'list') return `takes a single value; give ${name} as text instead of a list`;
    return value.every(isScalar) ? undefined : 'must be a list of texts';
  }
  if (!isJsonObject(value) || kind === 'json') return undefined;
  return 'must be text, a number or true/false; where Twilio wants JSON, give it as text';
}

function wireValue(value: JsonValue): string | readonly string[] | null {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(String);
  return isJsonObject(value) ? JSON.stringify(value) : String(value);
}

function isScalar(value: JsonValue): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
