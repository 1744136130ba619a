import { PageHeader } from '../display/page.header.js';

/** Inbound messages. */
export function InboundPage() {
  return <PageHeader title="Inbound messages" />;
}
