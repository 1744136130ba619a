import type { DeliveryStatus } from '../api/herald.types.js';

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
  const status = [parameters['status']].flat().filter((name) => STATUSES.includes(name as DeliveryStatus));
  const texts = TEXTS.flatMap((name) => {
    const value = parameters[name];
    return (typeof value === 'string' || typeof value === 'number') && value !== '' ? [[name, String(value)]] : [];
  });
  return { ...(status.length === 0 ? {} : { status: status as DeliveryStatus[] }), ...Object.fromEntries(texts) };
}
