import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import setUp from '../environment/global-setup.mjs';
import tearDown from '../environment/global-teardown.mjs';
import { PARTS } from './mutation.parts.mjs';

/** Mutates the parts that are named, else all of them, on one PostgreSQL. Exits 1 when a part does not reach its score. */
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined)
  throw new Error(`There is no part ${unknown}; there are ${Object.keys(PARTS).join(' and ')}`);

/** The part that is under way. */
let child;
let isBrokenOff = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    isBrokenOff = true;
    child?.kill(signal);
  });
}

await setUp();
try {
  for (const name of names) {
    if (isBrokenOff) break;
    const part = fileURLToPath(new URL('mutation.part.mjs', import.meta.url));
    child = spawn(process.execPath, [part, name], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  await tearDown();
}
if (isBrokenOff) {
  await rm('.stryker-tmp', { recursive: true, force: true });
  process.exitCode = 130;
}
