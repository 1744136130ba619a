import { PageHeader } from '../display/page.header.js';

/** New integration. */
export function NewIntegrationPage() {
  return <PageHeader title="New integration" />;
}
