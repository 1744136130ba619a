import { PageHeader } from '../display/page.header.js';

/** Channels. */
export function ChannelListPage() {
  return <PageHeader title="Channels" />;
}
