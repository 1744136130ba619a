/**
 * Who may import whom. Each rule is a line of the table in docs/architecture.md; the rooms are the folders of libs/ and apps/.
 */
const LIBRARIES = {
  'channel-provider': [],
  config: ['channel-provider'],
  store: ['channel-provider', 'config'],
  queue: ['channel-provider', 'config'],
  engine: ['channel-provider', 'config', 'store', 'queue'],
  providers: ['channel-provider'],
  runtime: ['config', 'store'],
  client: [],
};

const SPECS = '(\\.spec|\\.e2e-spec|\\.fixture)\\.ts$';

/** Of packages that the manifest does not name. */
const UNDECLARED = ['npm-no-pkg', 'npm-unknown'];

const roomRules = Object.entries(LIBRARIES).map(([room, allowed]) => ({
  name: `${room}-imports-${allowed.length === 0 ? 'nothing-of-ours' : `only-${allowed.join('-and-')}`}`,
  severity: 'error',
  from: { path: `^libs/${room}/`, pathNot: [SPECS, `^libs/${room}/testing/`] },
  to: { path: '^(libs|apps)/', pathNot: [room, ...allowed].map((name) => `^libs/${name}/`) },
}));

const indexRules = Object.keys(LIBRARIES).map((room) => ({
  name: `${room}-only-through-its-index`,
  severity: 'error',
  from: { path: '^(apps|libs|test)/', pathNot: `^libs/${room}/` },
  to: { path: `^libs/${room}/`, pathNot: [`^libs/${room}/src/index.ts`, `^libs/${room}/testing/src/index.ts`] },
}));

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    // The build's output is imported by the test environment, and need not exist when imports are checked.
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '/dist/' } },
    ...roomRules,
    ...indexRules,
    {
      name: 'no-nest-in-the-contract',
      severity: 'error',
      from: { path: '^libs/channel-provider/' },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'nest-only-in-module-files-of-providers',
      severity: 'error',
      from: { path: '^libs/providers/', pathNot: ['\\.module\\.ts$', SPECS] },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'no-provider-imports-a-sibling',
      severity: 'error',
      from: { path: '^libs/providers/src/([^/]+)/', pathNot: '^libs/providers/src/_vendors/' },
      to: { path: '^libs/providers/src/[^/]+/', pathNot: ['^libs/providers/src/$1/', '^libs/providers/src/_vendors/'] },
    },
    {
      name: 'vendors-code-imports-no-provider',
      severity: 'error',
      from: { path: '^libs/providers/src/_vendors/([^/]+)/' },
      to: { path: '^libs/providers/src/', pathNot: '^libs/providers/src/_vendors/$1/' },
    },
    {
      name: 'no-app-imports-another',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'the-emulator-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^apps/twilio-emulator/' },
      to: { path: '^libs/' },
    },
    {
      name: 'the-dashboard-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: { path: '^(libs|test|scripts)/' },
    },
    {
      name: 'test-support-only-in-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [SPECS, '/testing/'] },
      to: { path: ['^libs/[^/]+/testing/', '\\.fixture\\.ts$', '^test/'] },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [SPECS, '/testing/', '^apps/dashboard/'] },
      to: { dependencyTypes: ['npm-dev', ...UNDECLARED], pathNot: 'node_modules/@types/' },
    },
    // The dashboard is bundled, so that what it imports is needed for the build only.
    {
      name: 'no-undeclared-packages-in-the-dashboard',
      severity: 'error',
      from: { path: '^apps/dashboard/', pathNot: SPECS },
      to: { dependencyTypes: UNDECLARED, pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^libs/[^/]+/dist/', '^(apps|libs|test)/.+/fixtures/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.json'],
    },
  },
};
