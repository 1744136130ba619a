import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Imports, readImports } from './import.faults.fixture.js';
import { FORBIDDEN_IMPORTS, plantImports } from './planted-imports.fixture.js';

describe('Imports', () => {
  let ours: Imports;
  let planted: Imports;
  let root: string;

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'herald-planted-')));
    plantImports(root);
    [ours, planted] = [await readImports(process.cwd()), await readImports(root)];
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('go only where docs/architecture.md lets them', () => {
    expect(ours.faults).toEqual([]);
    expect(ours.moduleCount).toBeGreaterThan(300);
  });

  it('are judged by rules for every library', () => {
    const libraries = readdirSync('libs', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const missing = libraries.filter(({ name }) => !ours.rules.includes(`${name}-only-through-its-index`));
    expect(missing.map(({ name }) => `libs/${name} is not in .dependency-cruiser.mjs`)).toEqual([]);
  });

  it('that break a rule are found, with their line, and no others', () => {
    const expected = FORBIDDEN_IMPORTS.flatMap(([file, specifier, ...rules]) =>
      rules.map((rule) => `${file}:2  imports ${specifier}: ${rule}`),
    );
    expect(planted.faults).toEqual(expected.toSorted());
  });

  it('break each of the rules somewhere in the planted tree', () => {
    const broken = new Set(FORBIDDEN_IMPORTS.flatMap(([, , ...rules]) => rules));
    expect(ours.rules.filter((rule) => !broken.has(rule))).toEqual([]);
  });
});
