import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { answered, ownApi } from '../api/herald.api.js';
import type { AuditSearch } from './audit.search.js';

const PAGE = 50;

/** What members did, the newest first, page after page. Viewers are refused. */
export function auditQuery(search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...search, limit: PAGE, ...(pageParam !== null && { after: pageParam }) };
      return answered(ownApi.GET('/v3/audit', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
