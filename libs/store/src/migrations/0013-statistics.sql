-- Counts of events, rolled up from the feed. Absent values are '' here, so that they can be part of a key.
create table stats_minutes (
  app_id uuid not null,
  bucket timestamptz not null,
  type text not null,
  channel text not null,
  provider text not null,
  reason text not null,
  tenant text not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (app_id, bucket, type, channel, provider, reason, tenant)
) with (fillfactor = 70);
create index stats_minutes_age on stats_minutes (bucket);
comment on table stats_minutes is 'events by the minute in which they occurred; kept for some days';

-- Quarters of an hour: the offsets of all time zones are whole ones, so days can be told in each of them.
create table stats_quarters (like stats_minutes including all);
drop index stats_quarters_bucket_idx;
comment on table stats_quarters is 'events by the quarter of an hour in which they occurred; kept for good';

create table stats_progress (
  app_id uuid primary key,
  tx bigint not null,
  seq bigint not null
) with (fillfactor = 50);
comment on table stats_progress is 'up to which place of its feed the events of an app are counted';
