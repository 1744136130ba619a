import { PageHeader } from '../display/page.header.js';

/** Audit log. */
export function AuditPage() {
  return <PageHeader title="Audit log" />;
}
