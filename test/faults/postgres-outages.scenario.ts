import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { eventually } from '../environment/eventually.js';
import { openFailingStores } from './failing.stores.js';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { OutageProbe, strikeUnderLoad } from './outage.strikes.js';

const LONGEST_DOWN_MS = 2_000;
const SILENT_MS = 12_000;
const ENDS_WITHIN_MS = 30_000;
const READY_WITHIN_MS = 60_000;

/** Row 8: PostgreSQL is shut down without a checkpoint, and is back after up to two seconds. */
export const POSTGRES_RESTARTS: FaultScenario = {
  id: '8',
  name: 'PostgreSQL is killed under load and starts again after up to 2 s; an embedded one with its Herald',
  places: PLACES,
  isShort: true,
  run: (context) => (context.place === 'embedded store' ? killEmbedded(context) : killServer(context)),
};

/** Row 9: connections to PostgreSQL stay open and nothing comes through. */
export const POSTGRES_SILENCES: FaultScenario = {
  id: '9',
  name: `the way to PostgreSQL is silent for ${SILENT_MS / 1_000} s, connections stay open`,
  places: ['PostgreSQL + Redis'],
  isShort: true,
  run: silence,
};

async function killServer(context: FaultContext): Promise<FaultFigures> {
  const { place, postgres } = await openFailingStores();
  const stand = await FaultStand.open(context, `Row 8 on ${context.place}`, { place });
  const probe = new OutageProbe(stand.servers[0]?.url ?? '');
  try {
    const figures = await strikeUnderLoad(context, stand, async () => {
      await postgres.kill();
      const answered = probe.call();
      await setTimeout(context.random.integer(0, LONGEST_DOWN_MS));
      await postgres.start();
      await answered;
      await untilReady(stand);
    });
    return { ...figures, broken: probe.faults, notes: probe.notes };
  } finally {
    await stand.stop();
  }
}

async function silence(context: FaultContext): Promise<FaultFigures> {
  const { place, wayToPostgres } = await openFailingStores();
  const stand = await FaultStand.open(context, `Row 9 on ${context.place}`, { place });
  const probe = new OutageProbe(stand.servers[0]?.url ?? '');
  try {
    const figures = await strikeUnderLoad(context, stand, async () => {
      wayToPostgres.swallow();
      const calls = Array.from({ length: 20 }, () => probe.call());
      await setTimeout(SILENT_MS);
      await probe.call();
      await wayToPostgres.heal();
      await Promise.all(calls);
      await untilReady(stand);
    });
    const unnoticed = probe.answersMs.length === 0 ? ['no call was answered 503'] : [];
    return { ...figures, broken: [...probe.faults, ...unnoticed], notes: probe.notes };
  } finally {
    await stand.stop();
  }
}

/** The supervisor's part, starting Herald again, is played here. */
async function killEmbedded(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 8 on ${context.place}`);
  const broken: string[] = [];
  try {
    const figures = await strikeUnderLoad(context, stand, async () => {
      const [server] = stand.servers;
      if (server === undefined) throw new Error('There is no server');
      const pidFile = join(stand.place.variables['HERALD_DATA_DIR'] ?? '', 'postgres', 'postmaster.pid');
      process.kill(Number.parseInt(await readFile(pidFile, 'utf8'), 10), 'SIGQUIT');
      if (!(await server.untilDead(ENDS_WITHIN_MS))) broken.push('Herald outlived its PostgreSQL');
      const code = server.child.process.exitCode;
      if (code !== 1) broken.push(`Herald exited ${code}`);
      await server.start();
    });
    return { ...figures, broken };
  } finally {
    await stand.stop();
  }
}

async function untilReady(stand: FaultStand): Promise<void> {
  await eventually(
    'Readiness',
    async () => (await fetch(`${stand.servers[0]?.url}/readyz`)).ok || undefined,
    READY_WITHIN_MS,
  );
}
