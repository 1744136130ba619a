import { PageHeader } from '../display/page.header.js';

/** My account. */
export function AccountPage() {
  return <PageHeader title="My account" />;
}
