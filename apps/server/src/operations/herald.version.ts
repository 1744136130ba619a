import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

let known: string | undefined;

/** Version of this Herald, from its package.json. */
export function heraldVersion(): string {
  known ??= versionAbove(import.meta.dirname);
  return known;
}

/** The package is some levels up, and not equally many for sources and for what is built from them. */
function versionAbove(directory: string): string {
  const file = join(directory, 'package.json');
  const parent = dirname(directory);
  if (!existsSync(file)) {
    if (parent === directory) throw new Error('Herald was started apart from its package.json');
    return versionAbove(parent);
  }
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
