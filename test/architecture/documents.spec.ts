import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkEnvironment } from '#herald/config';
import { type TestStore, openTestStore } from '#herald/store/testing';

const PAGES = ['README.md', 'docs/architecture.md', 'docs/operations.md', 'docs/scaling.md'];

function read(page: string): string {
  return readFileSync(page, 'utf8');
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Names of the metrics that the code registers. */
function metricsInCode(): string[] {
  const sources = [...sourcesBelow('apps/server/src'), ...sourcesBelow('apps/worker/src'), ...sourcesBelow('libs')];
  return sources.flatMap((path) => [...read(path).matchAll(/name: '(herald_\w+)'/g)].map(([, name = '']) => name));
}

function blocksOf(page: string, language: string): string[] {
  return [...read(page).matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

describe('The documents', () => {
  it('name every metric that there is, and no other', () => {
    const existing = metricsInCode();
    expect(existing.length).toBeGreaterThan(15);
    const operations = read('docs/operations.md');
    expect(existing.filter((name) => !operations.includes(name))).toEqual([]);
    const named = PAGES.flatMap(
      (page) => read(page).match(/\bherald_\w+(_total|_seconds|_deliveries|_alarms)\b/g) ?? [],
    );
    expect(named.filter((name) => !existing.includes(name))).toEqual([]);
  });

  it('name every variable of the environment, and no other of Herald’s', () => {
    const existing = Object.keys(checkEnvironment({}));
    const configuration = read('README.md');
    expect(existing.filter((name) => !configuration.includes(`\`${name}\``))).toEqual([]);
    const named = PAGES.flatMap((page) => read(page).match(/\bHERALD_[A-Z_]+\b/g) ?? []);
    expect(named.filter((name) => !existing.includes(name))).toEqual([]);
  });
});

describe('The queries in docs/scaling.md', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await openTestStore();
  });
  afterAll(() => test.close());

  it('run on the schema as it is', async () => {
    const queries = blocksOf('docs/scaling.md', 'sql').flatMap((block) =>
      block.split(/;\n/).filter((text) => text.trim()),
    );
    expect(queries.length).toBeGreaterThanOrEqual(5);
    for (const query of queries) expect((await test.store.postgres.pool.query(query)).fields.length).toBeGreaterThan(1);
  });
});
