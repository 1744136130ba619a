import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_ENCRYPTION_KEYS, createTestDatabase } from '#herald/store/testing';
import { type RedisServer, startRedis } from '../environment/redis.process.js';
import { undoneInAnyCase } from './open.places.js';
import type { Place } from './fault.scenario.js';

/** What Herald keeps its tables and its queue in; it outlives the processes that are killed on it. */
export interface OpenPlace {
  /** Of the environment of every server and worker. */
  variables: Record<string, string>;
  /** Of the database; undefined where Herald starts it itself. */
  connectionString: string | undefined;
  redis: RedisServer | undefined;
  remove(): Promise<void>;
}

const OPENERS: Readonly<Record<Place, () => Promise<OpenPlace>>> = {
  'embedded store': openEmbeddedStore,
  'PostgreSQL + Redis': openPostgresAndRedis,
};

/** Opens an empty place of a scenario's own. */
export function openPlace(place: Place): Promise<OpenPlace> {
  return OPENERS[place]();
}

async function openEmbeddedStore(): Promise<OpenPlace> {
  const directory = await mkdtemp(join(tmpdir(), 'herald-faults-'));
  return {
    variables: { HERALD_DATA_DIR: directory },
    connectionString: undefined,
    redis: undefined,
    remove: undoneInAnyCase(() => rm(directory, { recursive: true })),
  };
}

async function openPostgresAndRedis(): Promise<OpenPlace> {
  const [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
  const variables = {
    DATABASE_URL: database.connectionString,
    HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
    REDIS_URL: redis.url,
  };
  const remove = async () => {
    await redis.stop();
    await database.drop();
  };
  return { variables, connectionString: database.connectionString, redis, remove };
}
