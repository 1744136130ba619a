import { shapeOf } from './answer.shape.js';
import type { CallOptions } from './client.options.js';
import type { Channel, EventType } from './event.types.js';
import { timeText } from './request.address.js';
import type { RequestTransport } from './request.transport.js';

const isPage = shapeOf<StatisticsPage>({ data: 'array' });

/** What counts can be told apart by. */
export type StatisticsDimension = 'type' | 'channel' | 'provider' | 'reason' | 'tenant';

/** Which counts of events; what is left out does not restrict. */
export interface StatisticsQuery {
  /** Whole intervals from the one that holds this time; text is ISO 8601 with a zone. An hour, a day or 30 days before `to` unless given. */
  from?: Date | string;
  /** Up to this time; now unless given. */
  to?: Date | string;
  /** `minute` goes back 3 days. `hour` unless given. */
  interval?: 'minute' | 'hour' | 'day';
  /** Whether intervals are added up: rows for the whole time, with the beginning of the first interval. */
  total?: boolean;
  /** `['type']` unless given. */
  groupBy?: readonly StatisticsDimension[];
  /** IANA name of the zone in which hours and days begin; `UTC` unless given. */
  timezone?: string;
  type?: EventType;
  channel?: Channel;
  provider?: string;
  /** Code of a discard reason. */
  reason?: string;
  tenant?: string;
  /** `next` of the page before. */
  after?: string;
}

/** How many events occurred in an interval; only the dimensions asked for are there. */
export interface StatisticsRow {
  /** The beginning of the interval, ISO 8601. */
  from: string;
  type?: EventType;
  channel?: Channel | null;
  provider?: string | null;
  reason?: string | null;
  tenant?: string | null;
  count: number;
  /** When the last of them occurred. */
  lastAt: string;
}

/** Counts of events, by time. Where nothing happened there is no row. */
export interface StatisticsPage {
  from: string;
  to: string;
  data: StatisticsRow[];
  /** Give it as `after` for the rest; `null` when this is all. */
  next: string | null;
}

/** Counts of events, rolled up. */
export class StatisticsApi {
  readonly #transport: RequestTransport;

  constructor(transport: RequestTransport) {
    this.#transport = transport;
  }

  /**
   * Counts of events. Each counts once, in the interval in which it occurred, some seconds after it was recorded.
   *
   * @throws RangeError for a date that is none
   */
  async read(query: StatisticsQuery = {}, options?: CallOptions): Promise<StatisticsPage> {
    const { from, to, total, groupBy, ...rest } = query;
    return this.#transport.call(
      {
        method: 'GET',
        route: '/v3/stats',
        query: {
          ...rest,
          from: timeText(from),
          to: timeText(to),
          total: total === undefined ? undefined : String(total),
          groupBy: groupBy?.join(','),
        },
        repetition: 'idempotent',
      },
      isPage,
      options,
    );
  }
}
