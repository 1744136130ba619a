import { TEST_ENCRYPTION_KEYS, type TestPostgres, startTestPostgres } from '#herald/store/testing';
import { type RedisServer, startRedis } from '../environment/redis.process.js';
import { TcpProxy } from '../environment/tcp.proxy.js';
import { undoneInAnyCase } from './open.places.js';
import type { OpenPlace } from './fault.place.js';

/** A PostgreSQL and a Redis of a scenario's own, and the ways to them, all of which may fail. */
export interface FailingStores {
  place: OpenPlace;
  postgres: TestPostgres;
  redis: RedisServer;
  wayToPostgres: TcpProxy;
  wayToRedis: TcpProxy;
}

/** Starts both. @param parent where PostgreSQL keeps its data; default: the temporary directory */
export async function openFailingStores(parent?: string): Promise<FailingStores> {
  const [postgres, redis] = await Promise.all([startTestPostgres(parent), startRedis()]);
  const wayToPostgres = await TcpProxy.before(postgres.connectionString);
  const wayToRedis = await TcpProxy.before(redis.url);
  const variables = {
    DATABASE_URL: wayToPostgres.url,
    HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
    REDIS_URL: wayToRedis.url,
  };
  const stopPostgres = undoneInAnyCase(() => postgres.stop());
  const remove = async () => {
    await Promise.all([wayToPostgres.stop(), wayToRedis.stop()]);
    await redis.stop();
    await stopPostgres();
  };
  const place = { variables, connectionString: postgres.connectionString, redis, remove };
  return { place, postgres, redis, wayToPostgres, wayToRedis };
}
