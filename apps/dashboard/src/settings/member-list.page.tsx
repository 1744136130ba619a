import { PageHeader } from '../display/page.header.js';

/** Members. */
export function MemberListPage() {
  return <PageHeader title="Members" />;
}
