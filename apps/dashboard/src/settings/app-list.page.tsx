import { PageHeader } from '../display/page.header.js';

/** Apps and keys. */
export function AppListPage() {
  return <PageHeader title="Apps and keys" />;
}
