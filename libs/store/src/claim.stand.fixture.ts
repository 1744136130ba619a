import type { Store, UnknownDelivery } from '#herald/store';
import { TestDeliveries } from '#herald/store/testing';
import { AttemptLog } from './attempt.log.js';

/** The store with what the commands need beside it. */
export interface ClaimStand {
  store: Store;
  appId: string;
  /** Ids of integrations, each with a sender of its own. */
  integrations: readonly [string, string];
  /** Makes deliveries through each of them. */
  deliveries: readonly [TestDeliveries, TestDeliveries];
  /** Two processes: what they begin is not gathered into one statement. */
  workers: readonly AttemptLog[];
  /** Unknown outcomes that were taken to be looked into, newest last. */
  taken: UnknownDelivery[];
}

/** A stand for one run on tables that are empty. */
export async function emptyStand(
  store: Store,
  appId: string,
  integrations: readonly [string, string],
): Promise<ClaimStand> {
  await store.postgres.pool.query('truncate deliveries, attempts, events, notifications, callbacks');
  await store.postgres.pool.query(`update senders set held_until = '-infinity', holds = 0`);
  const through = (integrationId: string) => new TestDeliveries(store, appId, { provider: 'fake', integrationId });
  const workers = [store.attempts, new AttemptLog(store.postgres)];
  const deliveries = [through(integrations[0]), through(integrations[1])] as const;
  return { store, appId, integrations, deliveries, workers, taken: [] };
}
