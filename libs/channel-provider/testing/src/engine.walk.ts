import {
  type BuildResult,
  type ChannelProvider,
  type DiscardReason,
  type JsonObject,
  type JsonValue,
  type Message,
  type Overrides,
  type ProviderConfig,
  overrideConfig,
  readOverrides,
} from '#herald/channel-provider';

/** What the engine knows about one delivery before it builds the request. */
export interface WalkInput {
  message: Message;
  profile: JsonObject;
  /** `override` of the request, whole: `{"<provider id>": {…}, "channel": {…}}`. */
  override?: JsonObject;
  config: ProviderConfig;
  callbackUrl: string;
}

/** The request, or the reason for which there is none. */
type WalkResult = BuildResult<unknown> | { kind: 'unaddressable'; reason: DiscardReason };

/** A walk together with the configuration and the overrides that it ended up with. */
export interface Walk {
  result: WalkResult;
  config: ProviderConfig;
  overrides: Overrides;
}

/**
 * Takes a delivery from profile to request the way the engine does: overrides, configuration, address, build. Everything
 * that the provider is given is deeply frozen.
 *
 * @throws {Error} when the override has a fault, with all faults
 */
export function walk(provider: ChannelProvider, input: WalkInput): Walk {
  const { overrides, faults } = readOverrides(input.override, provider.manifest);
  const allFaults = [...faults, ...(provider.overrideFaults?.(deepFreeze(overrides)) ?? [])];
  if (allFaults.length > 0) throw new Error(`the override is at fault: ${JSON.stringify(allFaults)}`);
  const config = deepFreeze(overrideConfig(provider.manifest, input.config, overrides));
  const address = provider.address({ profile: deepFreeze(input.profile), config, overrides });
  if (address.kind === 'unaddressable') return { result: address, config, overrides };
  const { message, callbackUrl } = input;
  const result = provider.build({
    message: deepFreeze(message),
    address: address.address,
    config,
    overrides,
    callbackUrl,
  });
  return { result, config, overrides };
}

/** Freezes a value and everything in it. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** The value as JSON carries it. */
export function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
