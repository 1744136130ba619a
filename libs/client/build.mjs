// Builds the package for `import` and for `require`: node build.mjs [directory, dist by default].
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(fileURLToPath(import.meta.url));
const destination = resolve(process.argv[2] ?? join(source, 'dist'));
const compiler = join(dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json')), 'bin/tsc');

for (const [format, type] of [
  ['esm', 'module'],
  ['cjs', 'commonjs'],
]) {
  const output = join(destination, format);
  rmSync(output, { recursive: true, force: true });
  const { status, error } = spawnSync(
    process.execPath,
    [compiler, '-p', join(source, `tsconfig.${format}.json`), '--outDir', output],
    { stdio: 'inherit' },
  );
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'package.json'), `${JSON.stringify({ type })}\n`);
}
