import { Stryker } from '@stryker-mutator/core';
import { PARTS } from './mutation.parts.mjs';

/** One part, in a process of its own: Stryker ends its process at once when it is told to stop. */
const [name] = process.argv.slice(2);
const { mutate, specs, enableFindRelatedTests } = PARTS[name];
await new Stryker({
  mutate,
  jest: { config: { testRegex: specs }, enableFindRelatedTests },
  jsonReporter: { fileName: `coverage/mutation-${name}.json` },
  tempDirName: `.stryker-tmp/${name}`,
}).runMutationTest();
