import type { BegunAttempt, ClaimedDelivery } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { claimCommands, drain } from './claim.commands.fixture.js';
import { ClaimModel } from './claim.model.fixture.js';
import { emptyStand } from './claim.stand.fixture.js';
import { ClaimedByMany, FATES } from './claimed-by-many.fixture.js';

const BOUNDS = { atMost: 10, maxClaimed: 1_000, leaseMs: 60_000 };
const MARGIN_MS = 12_000;
/** Some seconds, much more on a machine that is busy with other specs. */
const LONG_MS = 120_000;

describe('the claim', () => {
  let test: TestStore;
  let appId: string;
  let deliveries: TestDeliveries;
  const integrations: [string, string] = [uuidv7(), uuidv7()];

  beforeAll(async () => {
    test = await openTestStore();
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId: integrations[0] });
  });
  beforeEach(() => emptyStand(test.store, appId, integrations));
  afterAll(() => test.close());

  async function claimOne(): Promise<ClaimedDelivery> {
    const { deliveries: claimed } = await test.store.claims.claimDue(BOUNDS);
    expect(claimed).toHaveLength(1);
    return claimed[0] as ClaimedDelivery;
  }

  it('is held by a hold that comes before the attempt: nothing is begun, and it waits again', async () => {
    const id = await deliveries.accept();
    const first = await claimOne();
    await holdSender();
    expect(await test.store.attempts.begin(first, MARGIN_MS)).toBeUndefined();
    expect((await deliveries.only(id)).waiting).toMatchObject({ stage: 'due' });
    expect((await test.store.claims.claimDue(BOUNDS)).deliveries).toEqual([]);
    await releaseSender();
    expect(await claimOne()).toEqual({ id: first.id, fence: first.fence + 1 });
  });

  it('is not let go of by a job that runs twice, when a hold came after its attempt was begun', async () => {
    await deliveries.accept();
    const first = await claimOne();
    const begun = (await test.store.attempts.begin(first, MARGIN_MS)) as BegunAttempt;
    await holdSender();
    expect(await test.store.attempts.begin(first, MARGIN_MS)).toBeUndefined();
    await releaseSender();
    expect((await test.store.claims.claimDue(BOUNDS)).deliveries).toEqual([]);
    await deliveries.finish(begun);
  });

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

  async function holdSender(): Promise<void> {
    const { rows } = await test.store.postgres.pool.query<{ id: string }>(`select id from senders where key = $1`, [
      `integration:${integrations[0]}`,
    ]);
    await test.store.senders.hold(rows[0]?.id ?? '', 3_600_000);
  }

  const releaseSender = () => test.store.postgres.pool.query(`update senders set held_until = '-infinity'`);
});
