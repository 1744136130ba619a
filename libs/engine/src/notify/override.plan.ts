import {
  type ChannelProvider,
  type Fault,
  type JsonObject,
  type JsonValue,
  MASK,
  type Overrides,
  isJsonObject,
  readOverrides,
} from '#herald/channel-provider';

/** A request's `override`, read for every provider that it concerns. */
export interface OverridePlan {
  /** By provider id. */
  byProvider: ReadonlyMap<string, Overrides>;
  /** The channels that the request is restricted to; undefined: all. */
  channels: ReadonlySet<string> | undefined;
  /** Fit to be kept and shown: secrets are masked. */
  masked: JsonObject | null;
  faults: Fault[];
}

const RESERVED_KEYS = new Set(['channels', 'channel']);

/** Reads and checks the `override` of a request against every provider, gathering all faults. */
export function planOverrides(override: JsonObject | undefined, providers: readonly ChannelProvider[]): OverridePlan {
  if (override === undefined) return { byProvider: new Map(), channels: undefined, masked: null, faults: [] };
  const faults = [...unknownKeyFaults(override, providers), ...channelFaults(override['channels'])];
  const byProvider = new Map<string, Overrides>();
  for (const provider of providers) {
    const { manifest } = provider;
    const { overrides, faults: readFaults } = readOverrides(override, manifest);
    byProvider.set(manifest.id, overrides);
    const ownFaults = provider.overrideFaults?.(overrides) ?? [];
    faults.push(
      ...readFaults,
      ...ownFaults.map(({ path, message }) => ({ path: `override.${manifest.id}.${path}`, message })),
    );
  }
  const { channels } = override;
  return {
    byProvider,
    channels: Array.isArray(channels) ? new Set(channels.map(String)) : undefined,
    masked: maskSecrets(override, secretNames(providers)) as JsonObject,
    faults: uniqueFaults(faults),
  };
}

function unknownKeyFaults(override: JsonObject, providers: readonly ChannelProvider[]): Fault[] {
  const known = new Set(providers.map((provider) => provider.manifest.id));
  return Object.keys(override)
    .filter((key) => !RESERVED_KEYS.has(key) && !known.has(key))
    .map((key) => ({
      path: `override.${key}`,
      message: `is not a provider here; use channels, channel or one of ${[...known].join(', ')}`,
    }));
}

function channelFaults(channels: JsonValue | undefined): Fault[] {
  if (channels === undefined || channels === null) return [];
  const isList = Array.isArray(channels) && channels.length > 0 && channels.every((name) => typeof name === 'string');
  return isList ? [] : [{ path: 'override.channels', message: 'must be a list of at least one channel name' }];
}

function secretNames(providers: readonly ChannelProvider[]): ReadonlySet<string> {
  return new Set(
    providers.flatMap(({ manifest }) =>
      Object.entries(manifest.config)
        .filter(([, field]) => field.secret)
        .map(([name]) => name.toLowerCase()),
    ),
  );
}

function maskSecrets(value: JsonValue, secrets: ReadonlySet<string>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, secrets));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      secrets.has(key.toLowerCase()) ? MASK : maskSecrets(inner, secrets),
    ]),
  );
}

/** Two providers of one channel find the same fault in `override.channel`. */
function uniqueFaults(faults: Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.path} ${fault.message}`, fault])).values()];
}
