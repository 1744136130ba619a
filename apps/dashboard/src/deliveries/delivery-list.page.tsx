import { PageHeader } from '../display/page.header.js';

/** Deliveries. */
export function DeliveryListPage() {
  return <PageHeader title="Deliveries" />;
}
