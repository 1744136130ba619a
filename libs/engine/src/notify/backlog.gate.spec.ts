import { Settings, checkEnvironment } from '#herald/config';
import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';
import { BacklogFullError } from '../engine.errors.js';
import { BacklogGate } from './backlog.gate.js';

describe('the gate before the backlog', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await openTestStore();
  });
  beforeEach(() => test.store.postgres.pool.query('delete from deliveries'));
  afterAll(() => test.close());

  function newGate(maxBacklog: number): BacklogGate {
    const settings = new Settings(checkEnvironment({ HERALD_MAX_BACKLOG: String(maxBacklog) }), {});
    return new BacklogGate(test.store.claims, settings);
  }

  async function insert(count: number, dueIn: string): Promise<void> {
    const [laneId] = await test.store.lanes.idsOf([
      { appId: uuidv7(), tenant: null, integrationId: uuidv7(), sender: { key: uuidv7(), rate: null } },
    ]);
    await test.store.postgres.pool.query(
      `insert into deliveries (id, app_id, notification_id, recipient, stage, due_at, lane_id)
       select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'user', 'waiting', now() + $2::interval, $3
       from generate_series(1, $1)`,
      [count, dueIn, laneId],
    );
  }

  it('lets in until so much is due, and counts what was let in since', async () => {
    await insert(5, '0');
    const gate = newGate(10);
    expect(await gate.depth()).toBe(5);
    await gate.admit();
    gate.add(4);
    await gate.admit();
    gate.add(1);
    await expect(gate.admit()).rejects.toBeInstanceOf(BacklogFullError);
    expect(await gate.depth()).toBe(10);
  });

  it('knows at the first call, and does not count what is due later', async () => {
    await insert(20, '1 hour');
    await newGate(10).admit();
    await insert(20, '0');
    const gate = newGate(10);
    expect(await gate.depth()).toBe(10);
    await expect(gate.admit()).rejects.toBeInstanceOf(BacklogFullError);
  });
});
