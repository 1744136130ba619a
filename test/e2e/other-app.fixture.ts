import { Herald } from '../environment/herald.process.js';

/** Headers of an app that shares the server with the first one. */
export const OTHER_APP_HEADERS = { 'x-api-key': 'other-app', 'x-api-secret': 'another-secret-for-tests' };

/** Makes the other app, as an operator does: by starting a server on the same database with another key and secret. */
export async function makeOtherApp(herald: Herald): Promise<void> {
  const { DATABASE_URL = '', HERALD_ENCRYPTION_KEYS = '' } = herald.variables;
  const maker = await Herald.start({
    DATABASE_URL,
    HERALD_ENCRYPTION_KEYS,
    HERALD_ROLE: 'api',
    HERALD_API_KEY: OTHER_APP_HEADERS['x-api-key'],
    HERALD_API_SECRET: OTHER_APP_HEADERS['x-api-secret'],
  });
  await maker.child.end();
}
