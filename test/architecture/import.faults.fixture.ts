import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const LARGEST_REPORT_BYTES = 64 * 1024 * 1024;

/** What dependency-cruiser's JSON reporter says, as far as it is read here. */
interface CruiseReport {
  modules: { source: string; dependencies: { module: string; resolved: string }[] }[];
  summary: {
    violations: { from: string; to: string; rule: { name: string } }[];
    ruleSetUsed: { forbidden: { name: string }[] };
    totalCruised: number;
  };
}

/** What a tree imports. */
export interface Imports {
  /** Everything that a rule forbids, as `file:line  imports specifier: rule`, in order. */
  faults: string[];
  /** Names of the rules that were applied. */
  rules: string[];
  /** How many modules were looked at. */
  moduleCount: number;
}

/**
 * Judges the imports of a tree by `.dependency-cruiser.mjs` of this project.
 *
 * @param root of the tree: its package.json and tsconfig.json count
 */
export async function readImports(root: string): Promise<Imports> {
  const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const parameters = ['--output-type', 'json', '--config', resolve('.dependency-cruiser.mjs'), 'apps', 'libs', 'test'];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...parameters], {
    cwd: root,
    maxBuffer: LARGEST_REPORT_BYTES,
  }).catch((error: Error & { stdout?: string }) => {
    // It exits with the number of violations, and with its report all the same.
    if (!error.stdout?.startsWith('{')) throw error;
    return { stdout: error.stdout };
  });
  const report = JSON.parse(stdout) as CruiseReport;
  const { violations, ruleSetUsed, totalCruised } = report.summary;
  const forbidden = violations.map(({ from, to, rule }) => faultText(root, report, from, to, rule.name));
  return {
    faults: [...forbidden, ...relativeFaults(root, report)].toSorted(),
    rules: ruleSetUsed.forbidden.map(({ name }) => name),
    moduleCount: totalCruised,
  };
}

/** Libraries import each other by name: dependency-cruiser sees where an import leads, not how it is written. */
function relativeFaults(root: string, report: CruiseReport): string[] {
  return report.modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ module, resolved }) => {
        const room = libraryOf(resolved);
        return module.startsWith('.') && room !== undefined && room !== libraryOf(source);
      })
      .map(({ resolved }) => faultText(root, report, source, resolved, 'libraries-by-name')),
  );
}

function libraryOf(path: string): string | undefined {
  return /^libs\/([^/]+)\//.exec(path)?.[1];
}

function faultText(root: string, { modules }: CruiseReport, from: string, to: string, rule: string): string {
  const dependencies = modules.find(({ source }) => source === from)?.dependencies ?? [];
  const specifier = dependencies.find(({ resolved }) => resolved === to)?.module ?? to;
  const lines = readFileSync(join(root, from), 'utf8').split('\n');
  const line = 1 + lines.findIndex((text) => text.includes(`'${specifier}'`));
  return `${from}:${line}  imports ${specifier}: ${rule}`;
}
