import { setTimeout } from 'node:timers/promises';
import { type FailingStores, openFailingStores } from './failing.stores.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { OutageProbe, strikeUnderLoad } from './outage.strikes.js';

const AWAY_MS = 3_000;

/** A way in which Redis fails, from the strike until it is well. */
type Failure = (stores: FailingStores) => Promise<unknown>;

async function away(begin: () => Promise<unknown>, end: () => Promise<unknown>): Promise<void> {
  await begin();
  await setTimeout(AWAY_MS);
  await end();
}

const FAILURES: readonly { id: string; name: string; isShort: boolean; strike: Failure }[] = [
  { id: '11.1', name: 'Redis is emptied (FLUSHALL)', isShort: true, strike: ({ redis }) => redis.client.flushall() },
  {
    id: '11.2',
    name: 'Redis is killed, and comes back empty',
    isShort: false,
    strike: ({ redis }) => redis.killAndStart(),
  },
  {
    id: '12.1',
    name: 'Redis refuses connections',
    isShort: false,
    strike: ({ wayToRedis }) =>
      away(
        () => wayToRedis.refuse(),
        () => wayToRedis.heal(),
      ),
  },
  {
    id: '12.2',
    name: 'the way to Redis is silent',
    isShort: true,
    strike: ({ wayToRedis }) =>
      away(
        async () => wayToRedis.swallow(),
        () => wayToRedis.heal(),
      ),
  },
  {
    id: '12.3',
    name: 'Redis becomes a read-only replica for a while, and comes back empty',
    isShort: false,
    strike: ({ redis: { client } }) =>
      away(
        () => client.replicaof('127.0.0.1', '1'),
        async () => {
          await client.replicaof('NO', 'ONE');
          await client.flushall();
        },
      ),
  },
  {
    id: '13',
    name: 'Redis is out of memory',
    isShort: true,
    strike: ({ redis: { client } }) =>
      away(
        () => client.config('SET', 'maxmemory', '1mb'),
        () => client.config('SET', 'maxmemory', '0'),
      ),
  },
];

/** Rows 11 to 13: whatever becomes of Redis, calls are answered as ever, and what was accepted is sent. */
export const REDIS_OUTAGES: readonly FaultScenario[] = FAILURES.map(({ id, name, isShort, strike }) => ({
  id,
  name: `${name}, under load`,
  places: ['PostgreSQL + Redis'],
  isShort,
  run: (context) => strikeRedis(context, id, strike),
}));

async function strikeRedis(context: FaultContext, id: string, strike: Failure): Promise<FaultFigures> {
  const stores = await openFailingStores();
  const stand = await FaultStand.open(context, `Row ${id} on ${context.place}`, { place: stores.place });
  const probe = new OutageProbe(stand.servers[0]?.url ?? '');
  try {
    const figures = await strikeUnderLoad(context, stand, async () => {
      const struck = strike(stores);
      await probe.call();
      await struck;
    });
    const refused = probe.answersMs.length;
    const broken = refused === 0 ? probe.faults : [...probe.faults, `${refused} calls were answered 503`];
    return { ...figures, broken };
  } finally {
    await stand.stop();
  }
}
