import { reasonWords } from '../display/reason.words.js';
import type { ProviderNames } from '../channels/provider.names.js';
import type { DeliverySearch } from './delivery.search.js';
import { filterTimeWords } from './filter.times.js';

/** A filter that is set, as people read it. */
export interface ActiveFilter {
  name: keyof DeliverySearch;
  label: string;
  value: string;
}

/** Gives names for ids. */
export interface FilterNames extends ProviderNames {
  integrationLabel: (id: string) => string;
}

const LABELS: Readonly<Record<keyof DeliverySearch, string>> = {
  q: 'Search',
  status: 'Status',
  reason: 'Reason',
  channel: 'Channel',
  provider: 'Provider',
  integrationId: 'Integration',
  recipient: 'User',
  tenant: 'Tenant',
  notificationId: 'Request',
  from: 'From',
  to: 'To',
};

/** The filters of a search that are set, in one order. */
export function activeFilters(search: DeliverySearch, names: FilterNames): ActiveFilter[] {
  const words: Partial<Record<keyof DeliverySearch, (value: string) => string>> = {
    reason: reasonWords,
    channel: names.channelLabel,
    provider: names.providerLabel,
    integrationId: names.integrationLabel,
    from: filterTimeWords,
    to: filterTimeWords,
  };
  return (Object.keys(LABELS) as (keyof DeliverySearch)[]).flatMap((name) => {
    const value = search[name];
    if (value === undefined) return [];
    const shown = typeof value === 'string' ? (words[name]?.(value) ?? value) : value.join(', ');
    return [{ name, label: LABELS[name], value: shown }];
  });
}

/** The search without one of its filters. */
export function without(search: DeliverySearch, name: keyof DeliverySearch): DeliverySearch {
  const { [name]: _, ...rest } = search;
  return rest;
}

/** The search with filters set anew; undefined and nothing chosen remove one. */
export function changed(
  search: DeliverySearch,
  change: { [Name in keyof DeliverySearch]?: DeliverySearch[Name] | undefined },
): DeliverySearch {
  const entries = Object.entries({ ...search, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value.length > 0)) as DeliverySearch;
}
