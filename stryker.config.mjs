/**
 * How mutants are made and judged; `test/mutation/mutation.main.mjs` says of what, and by which specs. Stryker runs Jest
 * anew for each mutant, with `jest.config.mjs` and what is changed here: PostgreSQL is started once around it all.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'jest',
  jest: {
    config: {
      roots: ['<rootDir>/libs'],
      setupFiles: ['<rootDir>/test/mutation/property.setup.ts'],
      // What waits for something that a mutant keeps from coming has failed by then; whole, these specs take seconds.
      testTimeout: 15_000,
      globalSetup: null,
      globalTeardown: null,
    },
  },
  plugins: ['@stryker-mutator/jest-runner', './test/mutation/sql.ignorer.mjs'],
  ignorers: ['sql'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 30_000,
  ignorePatterns: ['dist', 'docs', 'apps', 'test/e2e', 'coverage', 'libs/client'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  warnings: { slow: false },
  thresholds: { high: 95, low: 85, break: 85 },
};
