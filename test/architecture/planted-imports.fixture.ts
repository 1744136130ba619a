import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOMS = ['channel-provider', 'config', 'store', 'queue', 'engine', 'providers', 'runtime', 'client'];

/** An import that a rule forbids: who imports what, and the rule's name. */
export type PlantedImport = readonly [file: string, specifier: string, ...rules: string[]];

/** For each rule, an import that breaks it. */
export const FORBIDDEN_IMPORTS: readonly PlantedImport[] = [
  ['libs/config/src/chicken.ts', './egg.js', 'no-circles'],
  ['libs/config/src/lost.settings.ts', './absent.js', 'everything-resolves'],
  ['libs/channel-provider/src/greedy.ts', '#herald/config', 'channel-provider-imports-nothing-of-ours'],
  ['libs/config/src/greedy.ts', '#herald/store', 'config-imports-only-channel-provider'],
  ['libs/store/src/greedy.ts', '#herald/queue', 'store-imports-only-channel-provider-and-config'],
  ['libs/queue/src/greedy.ts', '#herald/engine', 'queue-imports-only-channel-provider-and-config'],
  [
    'libs/engine/src/greedy.ts',
    '#herald/providers',
    'engine-imports-only-channel-provider-and-config-and-store-and-queue',
  ],
  ['libs/providers/src/acme-sms/acme-sms.request.ts', '#herald/config', 'providers-imports-only-channel-provider'],
  ['libs/runtime/src/greedy.ts', '#herald/engine', 'runtime-imports-only-config-and-store'],
  ['libs/client/src/greedy.ts', '#herald/channel-provider', 'client-imports-nothing-of-ours'],
  ...ROOMS.map((room): PlantedImport => [
    `apps/server/src/burglar-of-${room}.ts`,
    `../../../libs/${room}/src/inner.js`,
    `${room}-only-through-its-index`,
    'libraries-by-name',
  ]),
  ['libs/channel-provider/src/nested.ts', '@nestjs/common', 'no-nest-in-the-contract'],
  ['libs/providers/src/acme-sms/acme-sms.provider.ts', '@nestjs/bullmq', 'nest-only-in-module-files-of-providers'],
  [
    'libs/providers/src/acme-sms/acme-sms.callback.ts',
    '../other-sms/other-sms.manifest.js',
    'no-provider-imports-a-sibling',
  ],
  [
    'libs/providers/src/_vendors/acme/acme.client.ts',
    '../../other-sms/other-sms.manifest.js',
    'vendors-code-imports-no-provider',
  ],
  ['apps/worker/src/thief.ts', '../../server/src/main.js', 'no-app-imports-another'],
  ['apps/twilio-emulator/src/insider.ts', '#herald/client', 'the-emulator-imports-nothing-of-ours'],
  ['apps/dashboard/src/insider.view.tsx', '#herald/client', 'the-dashboard-imports-nothing-of-ours'],
  ['apps/dashboard/src/borrower.view.tsx', 'declared-by-nobody', 'no-undeclared-packages-in-the-dashboard'],
  ['libs/engine/src/untested.ts', '#herald/store/testing', 'test-support-only-in-tests'],
  ['apps/server/src/prepared.ts', './server.fixture.js', 'test-support-only-in-tests'],
  ['libs/engine/src/equipped.ts', 'only-for-tests', 'no-undeclared-packages'],
  ['apps/worker/src/borrower.ts', 'declared-by-nobody', 'no-undeclared-packages'],
];

/** Imports that every rule allows. */
const ALLOWED_IMPORTS: readonly PlantedImport[] = [
  // The other half of a circle, which is told once.
  ['libs/config/src/egg.ts', './chicken.js'],
  ['libs/engine/src/index.ts', '#herald/store'],
  ['libs/engine/src/greedy.spec.ts', '#herald/store/testing'],
  ['libs/engine/src/equipped.spec.ts', 'only-for-tests'],
  ['libs/providers/src/acme-sms/acme-sms.module.ts', '@nestjs/common'],
  ['libs/providers/src/acme-sms/acme-sms.manifest.ts', '../_vendors/acme/acme.reasons.js'],
  ['apps/server/src/main.ts', '#herald/providers'],
  ['apps/twilio-emulator/src/main.ts', 'node:http'],
  ['apps/dashboard/src/main.tsx', './shell.view.js'],
  ['apps/dashboard/src/equipped.view.tsx', 'only-for-tests'],
  ['test/e2e/server.e2e-spec.ts', '../../apps/server/src/server.fixture.js'],
];

const TARGETS = [
  ...ROOMS.flatMap((room) => [`libs/${room}/src/index.ts`, `libs/${room}/src/inner.ts`]),
  'libs/store/testing/src/index.ts',
  'libs/providers/src/_vendors/acme/acme.reasons.ts',
  'libs/providers/src/other-sms/other-sms.manifest.ts',
  'apps/server/src/server.fixture.ts',
  'apps/dashboard/src/shell.view.tsx',
];

const PACKAGES = ['@nestjs/common', '@nestjs/bullmq', 'only-for-tests', 'declared-by-nobody'];

const MANIFEST = {
  name: 'planted',
  type: 'module',
  imports: { '#herald/*': { source: './libs/*/src/index.ts' } },
  dependencies: { '@nestjs/common': '*', '@nestjs/bullmq': '*' },
  devDependencies: { 'only-for-tests': '*' },
};

/** Writes a tree with Herald's rooms, in which every rule is broken and kept. */
export function plantImports(root: string): void {
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  write('package.json', JSON.stringify(MANIFEST));
  write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'nodenext' } }));
  for (const name of PACKAGES) {
    // Where most packages keep what they export.
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'dist/index.js' }));
    write(`node_modules/${name}/dist/index.js`, 'exports.name = 1;\n');
  }
  for (const file of TARGETS) write(file, 'export const name = 1;\n');
  for (const [file, specifier] of [...ALLOWED_IMPORTS, ...FORBIDDEN_IMPORTS]) {
    write(
      file,
      `// The import stands in the second line.\nimport { name } from '${specifier}';\nexport const own = name;\n`,
    );
  }
}
