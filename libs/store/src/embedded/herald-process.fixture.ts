// A Herald reduced to its embedded server, run as a process of its own: node herald-process.fixture.js <data directory>.
// Says once on standard output, as JSON, how the start went (Started); SIGTERM and SIGINT make it drain and stop.
import { Client } from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { startEmbeddedPostgres } from './embedded-postgres.server.js';

const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`);

try {
  const dataDirectory = process.argv[2] ?? '';
  const server = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  const { connectionString, pid, takenOver } = server;
  let drained = false;
  const drain = async (): Promise<void> => {
    if (drained) return;
    drained = true;
    const client = new Client({ connectionString });
    await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS drained (at timestamptz)');
    await client.query('INSERT INTO drained VALUES (now())');
    await client.end();
    await server.stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void drain());
  say({ connectionString, postmasterPid: pid, takenOver });
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  say({ fault: error.fault, message: error.message });
}
