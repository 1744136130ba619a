import { bundleApps } from './bundled-apps.mjs';
import startPostgres from './global-setup.mjs';

/** What the specs of a run share: a PostgreSQL, and the applications in few files. */
export default async function setUp() {
  const [folder] = await Promise.all([bundleApps(), startPostgres()]);
  process.env.HERALD_TEST_APPS = folder;
}
