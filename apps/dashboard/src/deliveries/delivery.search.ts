import type { DeliveryEvent, DeliveryStatus } from '../api/herald.types.js';

const STATUSES: readonly DeliveryStatus[] = ['pending', 'sent', 'delivered', 'seen', 'discarded'];
const TEXTS = [
  'q',
  'reason',
  'channel',
  'provider',
  'recipient',
  'tenant',
  'integrationId',
  'notificationId',
  'from',
  'to',
] as const;

/** What a list of deliveries is narrowed to; it stands in the page's address, so that a list can be shared. */
export type DeliverySearch = { status?: DeliveryStatus[] } & { [Name in (typeof TEXTS)[number]]?: string };

/** The search that an address asks for; what it does not know it leaves out. */
export function deliverySearch(parameters: Record<string, unknown>): DeliverySearch {
  const asked = [parameters['status']].flat();
  const status = STATUSES.filter((name) => asked.includes(name));
  const texts = TEXTS.flatMap((name) => {
    const value = parameters[name];
    return (typeof value === 'string' || typeof value === 'number') && value !== '' ? [[name, String(value)]] : [];
  });
  return { ...(status.length === 0 ? {} : { status }), ...Object.fromEntries(texts) };
}

/** The search as parameters of the API. */
export function searchParameters({ status, ...texts }: DeliverySearch): Record<string, string> {
  return { ...texts, ...(status !== undefined && { status: status.join(',') }) };
}

/** Whether something that happened may change what a search finds. */
export function concerns(
  search: DeliverySearch,
  event: Pick<DeliveryEvent, 'channel' | 'provider' | 'recipient' | 'tenant' | 'notificationId'>,
): boolean {
  const { channel, provider, recipient, tenant, notificationId } = search;
  const same = { channel, provider, recipient, tenant, notificationId };
  return Object.entries(same).every(
    ([name, value]) => value === undefined || event[name as keyof typeof same] === value,
  );
}
