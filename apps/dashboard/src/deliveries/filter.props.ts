import type { DeliverySearch } from './delivery.search.js';

/** What every part of the filters works on. */
export interface FilterProps {
  appId: string;
  search: DeliverySearch;
  onSearch: (search: DeliverySearch) => void;
}
