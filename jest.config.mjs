import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Names of the installed packages whose code is ESM: Jest cannot require() them before Node 24.9, so SWC turns them into CommonJS. */
function esmPackages(directory = 'node_modules') {
  const names = readdirSync(directory).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(directory, name)).map((scoped) => `${name}/${scoped}`) : [name],
  );
  return names.filter((name) => {
    const file = join(directory, name, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).type === 'module';
  });
}

const swc = (parser, transform, sourceMaps = 'inline') => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps,
    module: { type: 'commonjs' },
    jsc: { target: 'es2023', parser, keepClassNames: true, transform },
  },
];

/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  globalSetup: '<rootDir>/test/environment/suite-setup.mjs',
  globalTeardown: '<rootDir>/test/environment/global-teardown.mjs',
  testSequencer: '<rootDir>/test/environment/long-files-first.sequencer.mjs',
  // Much of the time is waiting, so one more than cores; each brings processes and connections of its own, so not too many.
  maxWorkers: Math.min(4, availableParallelism() + 1),
  testEnvironment: 'node',
  // A test that waits for something gives up before, and says for what.
  testTimeout: 180_000,
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testRegex: '\\.(spec|e2e-spec|browser-spec)\\.ts$',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/libs/client/dist'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': swc(
      { syntax: 'typescript', decorators: true },
      { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    ),
    'node_modules/.+\\.m?js$': swc({ syntax: 'ecmascript' }, undefined, false),
  },
  transformIgnorePatterns: [`/node_modules/(?!.*/node_modules/)(?!(${esmPackages().join('|')})/)`],
};
