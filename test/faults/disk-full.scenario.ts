import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../environment/eventually.js';
import { openFailingStores } from './failing.stores.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { undoneInAnyCase } from './open.places.js';
import { OutageProbe, strikeUnderLoad } from './outage.strikes.js';

const run = promisify(execFile);
const DISK_MIB = 256;
const CHUNK = Buffer.alloc(64 * 1024);
const WITHIN_MS = 60_000;

/** Row 10: the disk of PostgreSQL, with its write-ahead log, is full, and has room again. Needs root, for a disk of its own. */
export const FULL_DISK: FaultScenario = {
  id: '10',
  name: `PostgreSQL's disk of ${DISK_MIB} MiB (tmpfs) is full under load, has room again, and PostgreSQL starts again`,
  places: process.getuid?.() === 0 && process.platform === 'linux' ? ['PostgreSQL + Redis'] : [],
  isShort: false,
  run: fillDisk,
};

async function fillDisk(context: FaultContext): Promise<FaultFigures> {
  const disk = await mkdtemp(join(tmpdir(), 'herald-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=0755`, 'tmpfs', disk]);
  const unmount = undoneInAnyCase(async () => {
    await run('umount', ['-l', disk]);
    await rmdir(disk);
  });
  try {
    return await fillUnderLoad(context, disk);
  } finally {
    await unmount();
  }
}

async function fillUnderLoad(context: FaultContext, disk: string): Promise<FaultFigures> {
  const { place, postgres } = await openFailingStores(disk);
  const stand = await FaultStand.open(context, `Row 10 on ${context.place}`, { place });
  const url = stand.servers[0]?.url ?? '';
  const probe = new OutageProbe(url);
  const readiness = async () => (await fetch(`${url}/readyz`)).status;
  const ballast = join(disk, 'ballast');
  const endings: string[] = [];
  try {
    const figures = await strikeUnderLoad(context, stand, async () => {
      await fill(ballast);
      await eventually('A server that is not ready', async () => (await readiness()) === 503 || undefined, WITHIN_MS);
      await probe.call();
      await rm(ballast);
      endings.push((await isAlive(postgres.connectionString)) ? 'refused to write' : 'ended');
      if (endings.at(-1) === 'ended') await postgres.start();
      await eventually('A server that is ready', async () => (await readiness()) === 200 || undefined, WITHIN_MS);
    });
    return {
      ...figures,
      broken: probe.faults,
      notes: { ...probe.notes, PostgreSQL: [...new Set(endings)].join(', ') },
    };
  } finally {
    await stand.stop();
  }
}

/** Writes until there is no room any more. */
async function fill(file: string): Promise<void> {
  try {
    for (;;) await appendFile(file, CHUNK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** Whether a server listens there. */
async function isAlive(connectionString: string): Promise<boolean> {
  const { hostname, port } = new URL(connectionString);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
