import { PageHeader } from '../display/page.header.js';

/** Integration. */
export function IntegrationPage() {
  return <PageHeader title="Integration" />;
}
