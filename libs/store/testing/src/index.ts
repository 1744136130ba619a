export { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded/embedded-postgres.server.js';
export { type TestDatabase, createTestDatabase } from './test-database.js';
export { type TestPostgres, startTestPostgres } from './test-postgres.server.js';
export { TEST_ENCRYPTION_KEYS, type TestStore, openStoreOn, openTestStore } from './test-store.js';
export { TestDeliveries, type TestDelivery } from './delivery.stand.js';
export { untilFeedShows } from './feed.horizon.js';
