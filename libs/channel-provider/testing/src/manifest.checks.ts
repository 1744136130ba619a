import { checkConfig, manifestFaults } from '#herald/channel-provider';
import type { ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { asJson } from './engine.walk.js';
import { CANARIES, expectNoSecret } from './secret.hunt.js';
import { NOWHERE } from './suite.subject.js';

/** The manifest is complete, agrees with the code, and the suite's configurations are valid by it. */
export function manifestChecks(suite: ProviderSuite): SuiteCheck[] {
  const provider = suite.create(NOWHERE);
  return [
    { title: 'manifest: has no fault', run: () => expect(manifestFaults(provider)).toEqual([]) },
    { title: 'manifest: is plain data', run: () => expect(asJson(provider.manifest)).toEqual(provider.manifest) },
    { title: "manifest: takes the suite's configurations", run: () => checkConfigurations(suite) },
    {
      title: 'manifest: the provider holds no credential before its first call',
      run: () => expectNoSecret(suite.create(NOWHERE), 'a new provider'),
    },
  ];
}

function checkConfigurations(suite: ProviderSuite): void {
  const { manifest } = suite.create(NOWHERE);
  for (const account of [1, 2] as const) {
    const config = suite.config(NOWHERE, account, CANARIES[account]);
    expect(checkConfig(manifest.config, config)).toEqual({ config, faults: [] });
    for (const [name, field] of Object.entries(manifest.config)) {
      if (field.secret && config[name] !== undefined) expect(String(config[name])).toContain(CANARIES[account]);
    }
  }
  expect(suite.config(NOWHERE, 1, CANARIES[1])).not.toEqual(suite.config(NOWHERE, 2, CANARIES[1]));
}
