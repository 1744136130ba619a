import type { ConfigFields, ProviderConfig } from './config-field.contract.js';

/** What stands in the place of a secret wherever a configuration is shown. */
export const MASK = '••••••••';

/** The configuration as it may be shown: every secret that is set is replaced by the mask. */
export function maskConfig(fields: ConfigFields, config: ProviderConfig): ProviderConfig {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      value !== undefined && fields[name]?.secret !== false ? MASK : value,
    ]),
  );
}

/** The configuration in two parts: what may lie open in the store, and what is sealed there. */
export function splitSecrets(
  fields: ConfigFields,
  config: ProviderConfig,
): { open: ProviderConfig; secret: ProviderConfig } {
  const isSecret = (name: string) => fields[name]?.secret !== false;
  const entries = Object.entries(config).filter(([, value]) => value !== undefined);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secret: Object.fromEntries(entries.filter(([name]) => isSecret(name))),
  };
}
