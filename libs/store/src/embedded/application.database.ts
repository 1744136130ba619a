import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';

const NAME = 'herald';

/**
 * Makes Herald's database and the role that owns it where they are absent, and gives the role a password that only
 * this run knows. The role is no superuser: a fault in Herald's SQL does not reach the machine's files.
 * @returns the connection string, for any driver, over TCP on 127.0.0.1
 */
export async function openApplicationDatabase(superuser: Client, port: number): Promise<string> {
  const password = randomBytes(24).toString('hex');
  const verb = (await exists(superuser, 'SELECT 1 FROM pg_roles WHERE rolname = $1')) ? 'ALTER' : 'CREATE';
  await superuser.query(`${verb} ROLE ${NAME} LOGIN CREATEDB PASSWORD '${password}'`);
  if (!(await exists(superuser, 'SELECT 1 FROM pg_database WHERE datname = $1'))) {
    await superuser.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
  }
  return `postgresql://${NAME}:${password}@127.0.0.1:${port}/${NAME}`;
}

async function exists(superuser: Client, query: string): Promise<boolean> {
  return ((await superuser.query(query, [NAME])).rowCount ?? 0) > 0;
}
