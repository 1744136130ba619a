import { PageHeader } from '../display/page.header.js';

/** Delivery. */
export function DeliveryPage() {
  return <PageHeader title="Delivery" />;
}
