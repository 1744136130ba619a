/** Those that take longest, the longest first: one that begins last is waited for alone. */
const LONG_FILES = [
  'test/faults/faults.e2e-spec.ts',
  'test/bench/bench.e2e-spec.ts',
  'test/e2e/setup.e2e-spec.ts',
  'test/e2e/crash.e2e-spec.ts',
  'test/e2e/redis-outage.e2e-spec.ts',
  'test/e2e/store-outage.e2e-spec.ts',
  'libs/store/src/embedded/server.ownership.spec.ts',
  'libs/store/src/embedded/embedded-postgres.server.spec.ts',
  'test/e2e/pacing.e2e-spec.ts',
];

/** Orders the files of a run; Jest itself knows how long they take only where it has run them before. */
export default class LongFilesFirst {
  /** Named ones first, then those that start processes, each by size. */
  sort(tests) {
    return inOrder(tests);
  }

  /** `--shard 1/3`: every third file in that order. */
  shard(tests, { shardIndex, shardCount }) {
    return inOrder(tests).filter((_, index) => index % shardCount === shardIndex - 1);
  }

  /** `--onlyFailures`: earlier runs are not remembered, so all of them. */
  allFailedTests(tests) {
    return inOrder(tests);
  }

  cacheResults() {}
}

function inOrder(tests) {
  return tests.toSorted((one, other) => rank(one) - rank(other) || sizeOf(other) - sizeOf(one));
}

function rank({ path }) {
  const place = LONG_FILES.findIndex((name) => path.replaceAll('\\', '/').endsWith(name));
  if (place >= 0) return place;
  return LONG_FILES.length + (path.endsWith('.e2e-spec.ts') ? 0 : 1);
}

function sizeOf({ path, context }) {
  return context.hasteFS.getSize(path) ?? 0;
}
