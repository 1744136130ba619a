import { PageHeader } from '../display/page.header.js';

/** User. */
export function UserPage() {
  return <PageHeader title="User" />;
}
