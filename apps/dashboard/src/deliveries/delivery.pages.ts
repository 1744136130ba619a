import type { InfiniteData } from '@tanstack/react-query';
import type { DeliverySummary } from '../api/herald.types.js';

/** A part of a list, as Herald answers it: may be short, or empty, though more follows. */
export interface DeliveryPage {
  data: DeliverySummary[];
  next: string | null;
}

/** Where a part of a list begins, with the way back to its beginning. */
export interface PageStart {
  /** Cursor; undefined at the newest delivery. */
  after: string | undefined;
  /** How many deliveries came before it. */
  offset: number;
  previous: PageStart | undefined;
}

/** The parts of a list that are held; those before and behind them were let go, or were not asked for yet. */
export type DeliveryPages = InfiniteData<DeliveryPage, PageStart>;

/** The beginning of a list. */
export const NEWEST: PageStart = { after: undefined, offset: 0, previous: undefined };

/** Where the part behind this one begins; undefined at the end. */
export function startBehind({ data, next }: DeliveryPage, start: PageStart): PageStart | undefined {
  return next === null ? undefined : { after: next, offset: start.offset + data.length, previous: start };
}

/** Deliveries that were read again and again at the beginning are kept in its part up to this number. */
const MOST_IN_FIRST_PART = 500;

/**
 * A list with its newest part read again. What stands between the newest and the last delivery of that part is as in
 * it, what is older stays; where the two do not touch, the list begins anew.
 *
 * @param newest what a reading from the beginning gave
 */
export function withNewest(list: DeliveryPages, newest: DeliveryPage): DeliveryPages {
  const anew = { pages: [newest], pageParams: [NEWEST] };
  const [first, ...others] = list.pages;
  const last = newest.data.at(-1);
  if (first === undefined || newest.next === null) return anew;
  if (last === undefined || list.pageParams[0]?.previous !== undefined) return list;
  const newestHeld = list.pages.find(({ data }) => data.length > 0)?.data[0];
  if (newestHeld === undefined || isOlder(newestHeld, last)) return anew;
  const older = ({ data, next }: DeliveryPage) => ({ data: data.filter((delivery) => isOlder(delivery, last)), next });
  const start = { data: [...newest.data, ...older(first).data], next: first.next };
  if (start.data.length > MOST_IN_FIRST_PART) return anew;
  return { ...list, pages: [start, ...others.map(older)] };
}

/** Lists are in the order of these ids, which carry the time. */
function isOlder(one: DeliverySummary, other: DeliverySummary): boolean {
  return one.requestId < other.requestId || (one.requestId === other.requestId && one.id < other.id);
}

/**
 * Reads on until there is a full part, the list ends, or so many answers came.
 *
 * @param read gives the answer behind a cursor with up to so many deliveries
 */
export async function fullPage(
  read: (after: string | undefined, limit: number) => Promise<DeliveryPage>,
  { after, limit, answers }: { after: string | undefined; limit: number; answers: number },
): Promise<DeliveryPage> {
  const page = await read(after, limit);
  const wanted = limit - page.data.length;
  if (page.next === null || wanted <= 0 || answers <= 1) return page;
  const rest = await fullPage(read, { after: page.next, limit: wanted, answers: answers - 1 });
  return { data: [...page.data, ...rest.data], next: rest.next };
}
