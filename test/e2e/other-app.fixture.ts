import { openStoreOn } from '#herald/store/testing';
import type { Herald } from '../environment/herald.process.js';

const OTHER_APP = { apiKey: 'other-app', apiSecret: 'another-secret-for-tests' };

/** Headers of an app that shares the server with the first one. */
export const OTHER_APP_HEADERS = { 'x-api-key': OTHER_APP.apiKey, 'x-api-secret': OTHER_APP.apiSecret };

/** Makes the other app, as a server does that is started on the same database with another key and secret. */
export async function makeOtherApp({ variables }: Herald): Promise<void> {
  const store = await openStoreOn(variables['DATABASE_URL'] ?? '');
  try {
    await store.apps.ensure('Other app', OTHER_APP);
  } finally {
    await store.close();
  }
}
