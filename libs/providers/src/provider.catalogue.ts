import { type ChannelProvider, manifestFaults } from '#herald/channel-provider';

/** The providers contradict each other or themselves. The message names every fault; Herald does not start with one. */
export class ProviderCatalogueError extends Error {
  override readonly name = 'ProviderCatalogueError';

  constructor(readonly faults: readonly string[]) {
    super(`The providers cannot be used as they are:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  }
}

/**
 * The providers as they were given, when each has a name of its own and a consistent manifest.
 *
 * @throws {ProviderCatalogueError} with all faults and what mends them
 */
export function checkedCatalogue(providers: readonly ChannelProvider[]): readonly ChannelProvider[] {
  const faults = [...repeatedIds(providers), ...providers.flatMap(faultsOf)];
  if (faults.length > 0) throw new ProviderCatalogueError(faults);
  return providers;
}

function repeatedIds(providers: readonly ChannelProvider[]): string[] {
  const ids = new Set(providers.map(({ manifest }) => manifest.id));
  return [...ids]
    .map((id) => ({ id, sharing: providers.filter(({ manifest }) => manifest.id === id) }))
    .filter(({ sharing }) => sharing.length > 1)
    .map(({ id, sharing }) => {
      const names = sharing.map(nameOf).join(' and ');
      return `${names} share the id "${id}": give one another id, or take one out of HERALD_PROVIDERS`;
    });
}

function faultsOf(provider: ChannelProvider): string[] {
  return manifestFaults(provider).map(({ path, message }) => `${nameOf(provider)}: ${path} ${message}`);
}

/** The name of the class, else the label of a provider whose class has none. */
function nameOf({ constructor, manifest }: ChannelProvider): string {
  return constructor.name || manifest.label;
}
