/**
 * Writes the types of Herald's API for the dashboard, from the OpenAPI document of a server that it starts for that.
 * `--check <address of a server>` writes nothing, and ends with 1 when the types are not those of that server.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { LocalProcesses, freePort, untilReady } from './local.processes.mjs';

const SCHEMA = 'apps/dashboard/src/api/herald.schema.d.ts';
const GENERATOR = 'node_modules/openapi-typescript/bin/cli.js';

/** The types of the API that a running server describes. */
async function schemaOf(base, directory) {
  const made = join(directory, 'herald.schema.d.ts');
  await promisify(execFile)(process.execPath, [GENERATOR, `${base}/openapi.json`, '-o', made]);
  return format(await readFile(made, 'utf8'), { ...(await resolveConfig(SCHEMA)), filepath: SCHEMA });
}

async function schemaOfBuild(directory) {
  const processes = new LocalProcesses();
  try {
    const port = await freePort();
    const server = processes.startHerald(join(directory, 'data'), port, {});
    server.stdout.resume();
    const base = `http://localhost:${port}`;
    await untilReady(server, base);
    return await schemaOf(base, directory);
  } finally {
    await processes.end();
  }
}

async function main(directory) {
  const [option, base] = process.argv.slice(2);
  if (option === '--check') {
    if ((await readFile(SCHEMA, 'utf8')) === (await schemaOf(base, directory))) return;
    console.error(`${SCHEMA} is not the API of this server: run \`npm run generate:api\` and commit what it writes`);
    process.exitCode = 1;
    return;
  }
  await writeFile(SCHEMA, await schemaOfBuild(directory));
  console.log(`${SCHEMA} is written`);
}

const directory = await mkdtemp(join(tmpdir(), 'herald-api-'));
try {
  await main(directory);
} finally {
  await rm(directory, { recursive: true, force: true });
}
