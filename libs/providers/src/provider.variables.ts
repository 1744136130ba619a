import { environmentFaults } from '#herald/channel-provider';
import { PROVIDER_MODULES } from './providers.module.js';

/**
 * Everything that is wrong with the environment variables of Herald's own providers, each with the variable's name, so
 * that it is told with all other faults before anything is started.
 *
 * @param variables as in `process.env`
 */
export function providerVariableFaults(variables: NodeJS.ProcessEnv): string[] {
  return PROVIDER_MODULES.flatMap(({ provider }) => {
    const { manifest } = new provider();
    return environmentFaults(manifest, (name) => variables[name] || undefined).map(
      ({ path, message }) => `${path} ${message}`,
    );
  });
}
