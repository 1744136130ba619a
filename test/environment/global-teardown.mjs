import { rm } from 'node:fs/promises';

/** Stops the run's PostgreSQL and removes what it kept. */
export default async function tearDown() {
  const { postgres, dataDirectory } = globalThis.heraldTestStore;
  await postgres.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}
