import { PageHeader } from '../display/page.header.js';

/** Users. */
export function UserListPage() {
  return <PageHeader title="Users" />;
}
