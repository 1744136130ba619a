-- Everything that Herald keeps. Times are the database's; ids are UUIDs of version 7, so that they grow with time.

create table apps (
  id uuid primary key,
  name text not null,
  api_key text not null unique,
  secret_hash bytea not null,
  created_at timestamptz not null default now()
);

create table users (
  app_id uuid not null references apps on delete cascade,
  identifier text not null,
  profile jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (app_id, identifier)
);

-- Lays given properties over kept ones; a null removes.
create function merge_profile(kept jsonb, given jsonb) returns jsonb language sql immutable as
  'select coalesce(jsonb_object_agg(key, value), ''{}'') from jsonb_each(kept || given) where value <> ''null''::jsonb';

create table integrations (
  id uuid primary key,
  app_id uuid not null references apps on delete cascade,
  tenant text,
  provider text not null,
  channel text not null,
  label text,
  enabled boolean not null,
  priority integer not null,
  allow_credential_override boolean not null,
  config jsonb not null,
  secrets bytea not null,
  account text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index integrations_of_app on integrations (app_id, provider);
comment on column integrations.secrets is 'sealed JSON, bound to this row';
comment on column integrations.account is 'the account at the vendor; finds the integration of a callback without delivery id';

create table notifications (
  id uuid primary key,
  app_id uuid not null,
  tenant text,
  category text,
  content jsonb not null,
  data jsonb not null,
  override jsonb,
  send_at timestamptz,
  idempotency_key text,
  body_hash bytea,
  created_at timestamptz not null default now()
);
create unique index notifications_idempotency on notifications (app_id, idempotency_key) where idempotency_key is not null;
create index notifications_idempotency_age on notifications (created_at) where idempotency_key is not null;

create table deliveries (
  id uuid primary key,
  app_id uuid not null,
  notification_id uuid not null,
  tenant text,
  recipient text not null,
  channel text,
  provider text,
  integration_id uuid,
  address text,
  config_override bytea,
  status smallint not null default 0,
  stage text not null,
  due_at timestamptz not null,
  fence integer not null default 0,
  lease_until timestamptz,
  attempts integer not null default 0,
  provider_message_id text,
  reason jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint stage_is_known check (stage in ('waiting', 'claimed', 'unknown', 'settled'))
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index deliveries_of_notification on deliveries (notification_id);
create index deliveries_due on deliveries (due_at) where stage = 'waiting';
create index deliveries_leased on deliveries (lease_until) where stage = 'claimed';
create index deliveries_unknown on deliveries (updated_at) where stage = 'unknown';
create index deliveries_by_message on deliveries (provider_message_id) where provider_message_id is not null;
comment on column deliveries.status is '0 pending, 1 sent, 2 discarded, 3 delivered, 4 seen; only grows';
comment on column deliveries.stage is 'what the engine still has to do; waiting until due_at, claimed until lease_until, unknown, settled';
comment on column deliveries.fence is 'counts claims; work done under an older one does not count';
comment on column deliveries.config_override is 'sealed JSON of the settings that the request replaced, bound to this row';
comment on column deliveries.reason is 'why it is discarded, or the last cause for which it waits';

create table attempts (
  delivery_id uuid not null,
  fence integer not null,
  number integer not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text,
  detail jsonb,
  primary key (delivery_id, fence),
  constraint outcome_is_known check (outcome in ('accepted', 'retry', 'rejected', 'unknown'))
);

-- Position in the event feed: the id of the writing transaction, moved up where the tables came from another server.
create table feed (
  only_row boolean primary key default true check (only_row),
  tx_offset bigint not null
);
insert into feed (tx_offset) values (0);

create function feed_tx() returns bigint language sql volatile as
  'select pg_current_xact_id()::text::bigint + tx_offset from feed';

-- Everything below this is committed and visible: nothing can appear there any more.
create function feed_horizon() returns bigint language sql stable as
  'select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + tx_offset from feed';

create table events (
  app_id uuid not null,
  tx bigint not null default feed_tx(),
  seq bigint generated always as identity,
  id uuid not null,
  type text not null,
  notification_id uuid not null,
  delivery_id uuid not null,
  recipient text not null,
  tenant text,
  channel text,
  provider text,
  provider_message_id text,
  reason jsonb,
  dedupe text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (app_id, tx, seq),
  unique (delivery_id, dedupe)
);
comment on column events.tx is 'the writing transaction: a reader that stays behind the oldest one under way misses nothing';
comment on column events.dedupe is 'the same report told twice has the same value';

create table callbacks (
  id uuid primary key,
  app_id uuid not null,
  provider text not null,
  received_at timestamptz not null default now(),
  url text not null,
  content_type text,
  body bytea not null,
  delivery_id uuid,
  provider_message_id text,
  signals jsonb not null,
  state text not null,
  constraint state_is_known check (state in ('applied', 'parked', 'ignored'))
);
create index callbacks_parked on callbacks (provider_message_id) where state = 'parked';
create index callbacks_of_delivery on callbacks (delivery_id);
comment on column callbacks.state is 'applied to a delivery, parked until its delivery is known, or ignored because it tells nothing';

create table inbound_messages (
  id uuid primary key,
  app_id uuid not null,
  provider text not null,
  provider_message_id text not null,
  sender text not null,
  receiver text not null,
  message jsonb not null,
  received_at timestamptz not null default now(),
  unique (app_id, provider, provider_message_id)
);
