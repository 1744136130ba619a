import pg from 'pg';

/** What became of a hundred deliveries, one after another: 5 discarded, 20 sent, 45 delivered, 30 seen. */
const FATE = `case when n % 100 < 5 then 2 when n % 100 < 25 then 1 when n % 100 < 70 then 3 else 4 end`;

const REASONS = `(array['recipient_address_invalid', 'session_window_closed', 'undelivered', 'recipient_opted_out'])[1 + n / 100 % 4]`;

/**
 * Past deliveries $1 to $2 of $3, through the real tables, over 30 days up to now, each with its attempt and events; ids as
 * Herald gives them: growing with time.
 */
const ADD_PAST = `
  with past as materialized (
    select uuidv7(-back) as notification_id, uuidv7(-back) as id, now() - back as at, ${FATE} as status,
      'user-' || n % 100000 as recipient, 'SM' || md5(n::text) as message_id,
      jsonb_build_object('code', ${REASONS}, 'explanation', 'The message did not arrive.', 'nextStep', 'Look at the number.') as reason
    from generate_series($1::bigint, $2::bigint) as n,
      lateral (select interval '30 days' * (1 - n / $3::float8) as back) as time
  ), app as (
    select app_id, id as integration_id from integrations order by id limit 1
  ), notified as (
    insert into notifications (id, app_id, content, data, created_at)
    select notification_id, app_id, '{"message":"Your order is on its way"}', '{}', at from past cross join app
  ), delivered as (
    insert into deliveries (id, app_id, notification_id, recipient, channel, provider, integration_id, address, status, stage,
      due_at, fence, attempts, provider_message_id, reason, created_at, updated_at)
    select id, app_id, notification_id, recipient, 'whatsapp', 'twilio_whatsapp', integration_id, '+12025550142', status,
      'settled', at, 1, 1, case when status <> 2 then message_id end, case when status = 2 then reason end, at, at
    from past cross join app
  ), tried as (
    insert into attempts (delivery_id, fence, number, started_at, finished_at, outcome)
    select id, 1, 1, at, at, case when status = 2 then 'rejected' else 'accepted' end from past
  )
  insert into events (app_id, id, type, notification_id, delivery_id, recipient, channel, provider, provider_message_id, reason,
    dedupe, occurred_at, recorded_at)
  select app_id, gen_random_uuid(), kind.type, notification_id, past.id, recipient, 'whatsapp', 'twilio_whatsapp',
    case when status <> 2 then message_id end, case when kind.type = 'discarded' then reason end, kind.type, at + kind.after,
    at + kind.after
  from past cross join app
  join (values ('sent', array[1, 3, 4], interval '1 second'), ('delivered', array[3, 4], interval '3 seconds'),
    ('seen', array[4], interval '1 minute'), ('discarded', array[2], interval '1 second')) as kind(type, statuses, after)
    on past.status = any(kind.statuses)`;

const ADD_USERS = `
  insert into users (app_id, identifier, profile)
  select apps.id, 'user-' || n, jsonb_build_object('phoneNumber', '+1202555' || lpad((n % 10000)::text, 4, '0'))
  from (select id from apps order by id limit 1) as apps cross join generate_series(0, least($1, 100000) - 1) as n
  on conflict do nothing`;

const ROWS_AT_ONCE = 50_000;

/** Fills the database of a Herald that has an integration with what it would have sent in the last 30 days. */
export async function seedHistory(connectionString: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(ADD_USERS, [count]);
    for (let from = 1; from <= count; from += ROWS_AT_ONCE) {
      await client.query(ADD_PAST, [from, Math.min(count, from + ROWS_AT_ONCE - 1), count]);
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}
