import type { Postgres } from './postgres.client.js';
import { columns } from './postgres.client.js';

/** What callbacks came for an app and provider since it was told last. */
export interface CallbackNews {
  apiKey: string;
  provider: string;
  /** When the last one was taken; null: none was. */
  receivedAt: Date | null;
  refused: number;
  /** When the last one was refused; null: none was. */
  refusedAt: Date | null;
}

/** The callbacks of a provider to an app, as they may be shown. */
export interface CallbackMark {
  lastReceivedAt: Date | null;
  /** How many were refused, ever. */
  refused: number;
  lastRefusedAt: Date | null;
}

const ADD = {
  name: 'add_callback_marks',
  text: `
    insert into callback_marks as kept (app_id, provider, received_at, refused, refused_at)
    select apps.id, news.provider, news.received_at, news.refused, news.refused_at
    from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::timestamptz[])
      as news(api_key, provider, received_at, refused, refused_at)
    join apps on apps.api_key = news.api_key
    order by 1, 2
    on conflict (app_id, provider) do update
      set received_at = greatest(kept.received_at, excluded.received_at), refused = kept.refused + excluded.refused,
        refused_at = greatest(kept.refused_at, excluded.refused_at)`,
};

const OF_APP = {
  name: 'callback_marks_of_app',
  text: 'select provider, received_at, refused, refused_at from callback_marks where app_id = $1::uuid',
};

/** Remembers when vendors called, and how many callbacks were refused. */
export class CallbackMarks {
  constructor(private readonly postgres: Postgres) {}

  /** Each app and provider at most once. */
  async add(news: readonly CallbackNews[]): Promise<void> {
    await this.postgres.rows(
      ADD,
      columns(
        news,
        ({ apiKey }) => apiKey,
        ({ provider }) => provider,
        ({ receivedAt }) => receivedAt,
        ({ refused }) => refused,
        ({ refusedAt }) => refusedAt,
      ),
    );
  }

  /** By provider. */
  async of(appId: string): Promise<ReadonlyMap<string, CallbackMark>> {
    const rows = await this.postgres.rows<{
      provider: string;
      received_at: Date | null;
      refused: string;
      refused_at: Date | null;
    }>(OF_APP, [appId]);
    return new Map(
      rows.map((row) => [
        row.provider,
        { lastReceivedAt: row.received_at, refused: Number(row.refused), lastRefusedAt: row.refused_at },
      ]),
    );
  }
}
