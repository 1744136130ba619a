import { PageHeader } from '../display/page.header.js';

/** Overview. */
export function OverviewPage() {
  return <PageHeader title="Overview" />;
}
