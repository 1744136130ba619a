import { discardReason } from '#herald/channel-provider';
import { statusRank } from './delivery.status.js';
import { FEED_TX } from './event.position.js';
import type { Postgres } from './postgres.client.js';
import type { AttemptDetail } from './schema.types.js';

/**
 * Waiting deliveries are settled under their lock, like a claim. A claimed one may be in a worker's hands: the key of
 * `attempts` decides who comes first, so a worker either finds its attempt taken, or has begun, and then it is not touched.
 */
const CANCEL = {
  name: 'cancel_notification',
  text: `
    with open as materialized (
      select id, fence, stage, attempts from deliveries
      where notification_id = $1::uuid and stage <> 'settled'
      order by id
      for update
    ), withdrawn as (
      insert into attempts (delivery_id, fence, number, finished_at, outcome, detail)
      select id, fence, attempts + 1, now(), 'rejected', $3::jsonb from open where stage = 'claimed'
      on conflict do nothing
      returning delivery_id
    ), moved as (
      update deliveries
      set stage = 'settled', status = greatest(status, ${statusRank('discarded')}), reason = $2::jsonb,
        lease_until = null, updated_at = now()
      from open
      where deliveries.id = open.id and (open.stage = 'waiting' or open.id in (select delivery_id from withdrawn))
      returning deliveries.*
    ), told as (
      insert into events
        (app_id, tx, id, type, notification_id, delivery_id, recipient, tenant, channel, provider, reason, dedupe, occurred_at)
      select app_id, ${FEED_TX}, gen_random_uuid(), 'discarded', notification_id, id, recipient, tenant, channel, provider, reason,
        'discarded:herald', now()
      from moved
      on conflict (delivery_id, dedupe) do nothing
    ), left_open as (
      select id from open where id not in (select id from moved)
    ), kept as (
      insert into cancellations (notification_id) select $1::uuid where exists (select from left_open)
      on conflict do nothing
    ), done as (
      delete from cancellations where notification_id = $1::uuid and not exists (select from left_open)
    )
    select count(*)::int as canceled from moved`,
};

const OWNED = {
  name: 'notification_of_app',
  text: 'select from notifications where id = $1::uuid and app_id = $2::uuid',
};

const UNFINISHED = {
  name: 'unfinished_cancellations',
  text: 'select notification_id from cancellations order by canceled_at limit 500',
};

const DETAIL: AttemptDetail = { cause: 'canceled', explanation: 'It was canceled before it was sent.' };

/** Takes notifications back. */
export class CancellationRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Discards what was not handed over yet; `finishCanceling` sees to what is under way. Again and again comes to the same.
   *
   * @returns false when the app has no such notification
   */
  async cancel(appId: string, notificationId: string): Promise<boolean> {
    if ((await this.postgres.rows(OWNED, [notificationId, appId])).length === 0) return false;
    await this.#cancel(notificationId);
    return true;
  }

  /** Discards what was under way when its notification was canceled, and waits now; gives the number of deliveries. */
  async finishCanceling(): Promise<number> {
    const unfinished = await this.postgres.rows<{ notification_id: string }>(UNFINISHED, []);
    let canceled = 0;
    for (const { notification_id: id } of unfinished) canceled += await this.#cancel(id);
    return canceled;
  }

  async #cancel(notificationId: string): Promise<number> {
    const reason = discardReason('canceled');
    const values = [notificationId, JSON.stringify(reason), JSON.stringify(DETAIL)];
    const [row] = await this.postgres.rows<{ canceled: number }>(CANCEL, values);
    return row?.canceled ?? 0;
  }
}
