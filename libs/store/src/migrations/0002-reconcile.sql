-- What reconciliation keeps: looks at the vendor for unknown outcomes, deaths of workers, and which stretches of the
-- feed are to be checked for callbacks that never came.

alter table deliveries
  add column looks smallint not null default 0,
  add column last_look text,
  add column deaths smallint not null default 0,
  add column duplicate_risk boolean not null default false,
  add constraint last_look_is_known check (last_look in ('empty', 'ambiguous', 'failed'));
comment on column deliveries.due_at is 'when it is sent, while it waits; when the vendor is asked next, while its outcome is unknown';
comment on column deliveries.looks is 'looks at the vendor that found nothing, since the outcome became unknown';
comment on column deliveries.last_look is 'what the last look found; null before the first';
comment on column deliveries.deaths is 'attempts during which the worker died';
comment on column deliveries.duplicate_risk is 'an earlier attempt has an outcome that was never learned';

alter table attempts add column duplicate_risk boolean not null default false;

drop index deliveries_unknown;
-- An unknown one never has a lease; saying so keeps the planner from taking this index for a search by address.
create index deliveries_unknown on deliveries (due_at) where stage = 'unknown' and lease_until is null;
create index deliveries_doubtful on deliveries (address, integration_id) where stage = 'unknown' or duplicate_risk;
create index deliveries_suspected on deliveries (due_at) where stage = 'waiting' and deaths >= 2;

create table standstill_windows (
  from_tx bigint primary key,
  to_tx bigint not null,
  closed_at timestamptz not null default now(),
  step smallint not null default 0,
  due_at timestamptz not null,
  leased_until timestamptz,
  at_tx bigint not null,
  at_seq bigint not null default 0
);
comment on table standstill_windows is 'stretches of the event feed: what was sent in them is checked again and again';
comment on column standstill_windows.step is 'place in the list of checks, from 0';
comment on column standstill_windows.at_tx is 'how far the present check has come, together with at_seq';

-- Not for checking: the place from which the first window goes on.
insert into standstill_windows (from_tx, to_tx, due_at, at_tx)
select horizon - 1, horizon, 'infinity', horizon from (select feed_horizon() as horizon) as now;
