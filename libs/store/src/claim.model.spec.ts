import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { claimCommands, drain } from './claim.commands.fixture.js';
import { ClaimModel } from './claim.model.fixture.js';
import { emptyStand } from './claim.stand.fixture.js';
import { ClaimedByMany, FATES } from './claimed-by-many.fixture.js';

/** Some seconds, much more on a machine that is busy with other specs. */
const LONG_MS = 120_000;

describe('the claim, held against its model', () => {
  let test: TestStore;
  let appId: string;
  let deliveries: TestDeliveries;
  const integrations: [string, string] = [uuidv7(), uuidv7()];

  beforeAll(async () => {
    test = await openTestStore();
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId: integrations[0] });
  });
  afterAll(() => test.close());

  it(
    'does what the model says, whatever happens in whatever order',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(claimCommands(), { maxCommands: 60, size: 'max' }), async (commands) => {
          const stand = await emptyStand(test.store, appId, integrations);
          const model = new ClaimModel();
          await fc.asyncModelRun(() => ({ model, real: stand }), commands);
          await drain(model, stand);
          expect(model.all.map(({ stage }) => stage)).toEqual(model.all.map(() => 'settled'));
        }),
        { numRuns: 30 },
      );
    },
    LONG_MS,
  );

  it(
    'has one taker at a time while many claim, begin, finish and die at once',
    async () => {
      const runs = fc.record({
        count: fc.integer({ min: 1, max: 25 }),
        workers: fc.integer({ min: 2, max: 8 }),
        fates: fc.array(fc.constantFrom(...FATES), { minLength: 10, maxLength: 60 }),
      });
      await fc.assert(
        fc.asyncProperty(runs, async ({ count, workers, fates }) => {
          await emptyStand(test.store, appId, integrations);
          for (let place = 0; place < count; place += 1) await deliveries.accept({ address: `address-${place}` });
          const run = new ClaimedByMany(test.store, count, fates);
          await run.work(workers);
          expect(run.faults).toEqual([]);
          expect(run.settled.size).toBe(count);
          const { rows } = await test.store.postgres.pool.query<{ id: string; fences: number[] }>(
            'select delivery_id as id, array_agg(fence order by fence) as fences from attempts group by 1',
          );
          expect(new Map(rows.map(({ id, fences }) => [id, fences]))).toEqual(run.begun);
        }),
        { numRuns: 12 },
      );
    },
    LONG_MS,
  );
});
