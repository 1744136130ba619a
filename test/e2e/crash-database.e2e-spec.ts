import pg from 'pg';
import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase } from '#herald/store/testing';
import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { Herald } from '../environment/herald.process.js';

const CUTS = 5;
const CALLS_UNDER_WAY = 100;

describe('A server whose PostgreSQL ends every connection', () => {
  let emulator: Emulator;
  let database: TestDatabase;
  let administrator: pg.Client;
  let herald: Herald;

  beforeAll(async () => {
    [emulator, database] = await Promise.all([Emulator.start(), createTestDatabase()]);
    administrator = new pg.Client({ connectionString: database.connectionString, application_name: 'administrator' });
    await administrator.connect();
    herald = await Herald.start({
      DATABASE_URL: database.connectionString,
      HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
      ...emulator.heraldVariables,
    });
  });
  afterAll(async () => {
    await herald?.child.end();
    await administrator?.end();
    await database?.drop();
    await emulator?.stop();
  });

  const OTHERS = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;

  async function listeners(): Promise<number> {
    const { rowCount } = await administrator.query(`select 1 ${OTHERS} and query = 'listen herald_due'`);
    return rowCount ?? 0;
  }

  async function sendAndSee(message: string): Promise<void> {
    const recipients = [{ identifier: 'ada', phoneNumber: '+12025550150' }];
    const requestId = await herald.notify({ notification: { message }, recipients });
    await herald.notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'seen');
  }

  it('lives on, connects again and goes on sending', async () => {
    await sendAndSee('Before the cut');
    await eventually('The listener for what becomes due', async () => (await listeners()) === 1 || undefined);
    for (let cut = 1; cut <= CUTS; cut += 1) {
      const users = Array.from({ length: CALLS_UNDER_WAY }, (_, index) => `/v3/users/nobody-${index}`);
      const calls = users.map((path) => herald.call('GET', path));
      const { rowCount } = await administrator.query(`select pg_terminate_backend(pid) ${OTHERS}`);
      expect(rowCount).toBeGreaterThan(1);
      await Promise.allSettled(calls);
      await eventually('Readiness', async () => {
        if (herald.child.hasEnded) throw new Error(`It ended: ${herald.child.output}`);
        return (await herald.call('GET', '/readyz')).status === 200 || undefined;
      });
    }
    await sendAndSee('After the cut');
    expect(await emulator.ledger()).toMatchObject([
      { params: { Body: 'Before the cut' } },
      { params: { Body: 'After the cut' } },
    ]);
    await eventually('The listener once more', async () => (await listeners()) === 1 || undefined);
    expect(herald.child.hasEnded).toBe(false);
    expect(await herald.child.end('SIGTERM')).toBe(0);
  });
});
