import { checkConfig } from './config.validation.js';
import type { Fault } from './fault.contract.js';
import type { ProviderManifest } from './provider.manifest.js';

/** Values of environment variables by name; absent ones are undefined. */
export type VariableReader = (name: string) => string | undefined;

/** True when the environment is to switch this provider on: it may, and one of its required settings is given. */
export function isNamedInEnvironment({ fromEnvironment, config }: ProviderManifest, variable: VariableReader): boolean {
  const isGiven = Object.entries(config).some(([name, { required }]) => required && variable(name) !== undefined);
  return fromEnvironment === true && isGiven;
}

/** The settings of a provider as the environment gives them, unchecked. */
export function settingsInEnvironment(
  { config }: ProviderManifest,
  variable: VariableReader,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(config).map((name) => [name, variable(name)]));
}

/** Everything that is wrong with the variables of a provider that the environment names; the path is the variable. */
export function environmentFaults(manifest: ProviderManifest, variable: VariableReader): Fault[] {
  if (!isNamedInEnvironment(manifest, variable)) return [];
  const { faults } = checkConfig(manifest.config, settingsInEnvironment(manifest, variable), '');
  return faults.map(({ path, message }) => ({ path: path.replace(/^\./, ''), message }));
}
