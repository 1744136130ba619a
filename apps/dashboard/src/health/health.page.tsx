import { PageHeader } from '../display/page.header.js';

/** Health. */
export function HealthPage() {
  return <PageHeader title="Health" />;
}
