import type { Store } from '#herald/store';
import { type TestDatabase, createTestDatabase } from './test-database.js';

/** Base64 of 32 zero bytes: of no use but to tests. */
export const TEST_ENCRYPTION_KEYS = `test:${Buffer.alloc(32).toString('base64')}`;

/** An open store on a database of its own. */
export interface TestStore {
  store: Store;
  database: TestDatabase;
  close(): Promise<void>;
}

/** Opens a store on a database, which is migrated where it is not. */
export async function openStoreOn(connectionString: string): Promise<Store> {
  // Loaded when it is opened: most specs of whole applications only need a database, and Jest loads anew for each file.
  const [{ Settings, checkEnvironment }, { openStore }] = await Promise.all([
    import('#herald/config'),
    import('#herald/store'),
  ]);
  const variables = { DATABASE_URL: connectionString, HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS };
  return openStore(new Settings(checkEnvironment(variables), variables), () => undefined);
}

/** Opens a store on a new, migrated database. */
export async function openTestStore(): Promise<TestStore> {
  const database = await createTestDatabase();
  const store = await openStoreOn(database.connectionString);
  const close = async () => {
    await store.close();
    await database.drop();
  };
  return { store, database, close };
}
