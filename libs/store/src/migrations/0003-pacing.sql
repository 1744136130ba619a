-- Who may send how fast, and who comes next. All times are the database's, so that any number of workers share one clock.

create table senders (
  id bigint generated always as identity primary key,
  key text not null unique,
  spacing_ms double precision,
  next_slot_at timestamptz not null default '-infinity',
  held_until timestamptz not null default '-infinity',
  holds integer not null default 0,
  constraint spacing_is_positive check (spacing_ms > 0)
);
create index senders_held on senders (held_until);
comment on table senders is 'a sender at a vendor, shared by everyone who sends through it';
comment on column senders.spacing_ms is 'from one slot to the next: a token bucket that holds one token; null: not paced';
comment on column senders.next_slot_at is 'the first moment that is not given to a message yet; changes only under the lock of claim_due';
comment on column senders.held_until is 'the vendor asked to slow down: nothing is claimed for this sender before';
comment on column senders.holds is 'holds in close succession; makes the next one longer';

create table lanes (
  id bigint generated always as identity primary key,
  app_id uuid not null,
  tenant text,
  integration_id uuid not null,
  sender_id bigint not null references senders
);
create unique index lanes_by_content on lanes (app_id, integration_id, sender_id, coalesce(tenant, ''));
comment on table lanes is 'what shares one place in line: a lane for each app, tenant, integration and sender that ever had a delivery; never deleted';

create table breakers (
  integration_id uuid primary key,
  state text not null,
  since timestamptz not null,
  held_until timestamptz not null,
  openings integer not null,
  failure_cause text not null,
  failed_at timestamptz not null,
  constraint state_is_known check (state in ('closed', 'open', 'half_open'))
);
comment on table breakers is 'integrations whose vendor failed again and again; without a row, or closed: all is well';
comment on column breakers.since is 'when it opened, or closed, last; a try does not count';
comment on column breakers.held_until is 'nothing is claimed for the integration before; then one delivery, as a probe';
comment on column breakers.openings is 'openings without a success in between; makes the next one longer';

alter table deliveries add lane_id bigint;
insert into senders (key)
  select distinct 'integration:' || integration_id from deliveries where stage <> 'settled' and integration_id is not null;
insert into lanes (app_id, tenant, integration_id, sender_id)
  select distinct deliveries.app_id, deliveries.tenant, deliveries.integration_id, senders.id
  from deliveries join senders on senders.key = 'integration:' || deliveries.integration_id
  where deliveries.stage <> 'settled';
update deliveries set lane_id = lanes.id
  from lanes
  where deliveries.stage <> 'settled' and lanes.app_id = deliveries.app_id and lanes.integration_id = deliveries.integration_id
    and coalesce(lanes.tenant, '') = coalesce(deliveries.tenant, '');
alter table deliveries add constraint open_is_in_a_lane check (lane_id is not null or stage = 'settled');
drop index deliveries_due;
create index deliveries_due on deliveries (lane_id, due_at) where stage = 'waiting';
drop index deliveries_leased;
create index deliveries_leased on deliveries (lane_id, lease_until) where stage = 'claimed';
comment on column deliveries.due_at is 'when it is to be handed over; of a claimed delivery of a paced sender: its slot';

create function ms_between(earlier timestamptz, later timestamptz) returns double precision
  language sql immutable parallel safe as
  'select (extract(epoch from later) - extract(epoch from earlier))::double precision * 1000';

-- Every lane in which something waits, with what is due first: leaps from lane to lane through the index, so it costs the
-- same however much waits.
create function lane_heads() returns table (lane_id bigint, due_at timestamptz) language sql stable as $$
    with recursive heads as (
      (select deliveries.lane_id, deliveries.due_at from deliveries where stage = 'waiting' order by lane_id, due_at limit 1)
      union all
      select next.lane_id, next.due_at
      from heads cross join lateral (
        select deliveries.lane_id, deliveries.due_at from deliveries
        where deliveries.stage = 'waiting' and deliveries.lane_id > heads.lane_id
        order by deliveries.lane_id, deliveries.due_at
        limit 1
      ) as next
    )
    select lane_id, due_at from heads
  $$;

-- Of one lane, what may be claimed now, longest due first. A further condition on a single delivery belongs here.
create function due_in_lane(of_lane bigint, at_most bigint, skipped bigint, at_time timestamptz)
  returns table (delivery_id uuid, place bigint) language sql stable as $$
    select due.id, skipped + row_number() over ()
    from (
      select deliveries.id from deliveries
      where deliveries.lane_id = of_lane and deliveries.stage = 'waiting' and deliveries.due_at <= at_time
        -- The same as PAIR_IS_FREE in delivery.claim.ts, which says why.
        and not exists (
          select from deliveries as held
          where held.stage = 'unknown' and held.address = deliveries.address
            and held.integration_id = deliveries.integration_id and held.updated_at > now() - interval '1 hour'
          offset 0
        )
      order by deliveries.due_at
      limit at_most offset skipped
    ) as due
  $$;

-- Claims due deliveries: in turn from app to app, in an app from tenant to tenant, of a tenant from lane to lane.
--   at_most        deliveries in this claim
--   max_claimed    deliveries that may be claimed at a time in all; a lane may hold at most as many as are then left for others, so
--                  alone half of them (https://doi.org/10.1109/90.664262: dynamic thresholds)
--   look_ahead_ms  slots of paced senders are given out so long beforehand
--   probe_ms       so long one delivery may try an integration whose breaker is open, before the next one may
-- Gives ids with their fences; after how long there will be something to claim again, null: when something becomes due; and
-- whether something had to stay behind because so much is claimed already.
--
-- One process claims at a time, the others are sent away at once: each claim sees what the last one did, so slots and
-- shares are exact. The plan must not depend on statistics, which lag behind a burst: every access is by index.
create function claim_due(
  at_most integer, max_claimed integer, lease_ms integer, look_ahead_ms double precision, probe_ms integer,
  at_time timestamptz default clock_timestamp()
) returns table (ids uuid[], fences integer[], look_again_ms double precision, is_full boolean)
  language plpgsql
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  room bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('herald claim_due')) then
    return query select '{}'::uuid[], '{}'::integer[], 20::double precision, false;
    return;
  end if;
  select max_claimed - count(*) into room from deliveries where stage = 'claimed';
  if room <= 0 then
    return query select '{}'::uuid[], '{}'::integer[], null::double precision, true;
    return;
  end if;
  return query
    with waiting as materialized (
      select lanes.id, lanes.app_id, lanes.tenant, lanes.integration_id, lanes.sender_id, senders.spacing_ms,
        -- Equal ranks take turns at random, so that no lane is always first.
        hashint8extended(lanes.id, (extract(epoch from at_time) * 1000)::bigint) as turn,
        heads.due_at as head_at,
        greatest(senders.held_until, coalesce(breakers.held_until, '-infinity')) as held_until,
        greatest(senders.next_slot_at, at_time) as slot_at,
        case when senders.spacing_ms is null then at_most
          else floor((look_ahead_ms - ms_between(at_time, greatest(senders.next_slot_at, at_time))) / senders.spacing_ms) + 1
        end as slots,
        coalesce(breakers.state, 'closed') <> 'closed' as is_probed,
        -- With these it has as many as are then left for others.
        ceil((room - held.count) / 2.0) as room_of_lane
      from lane_heads() as heads
      join lanes on lanes.id = heads.lane_id
      join senders on senders.id = lanes.sender_id
      left join breakers on breakers.integration_id = lanes.integration_id
      cross join lateral (
        select count(*) from deliveries where deliveries.lane_id = lanes.id and deliveries.stage = 'claimed'
      ) as held
    ), ready as materialized (
      select *, ceil(least(at_most, room) / (apps * tenants * lanes_of_tenant))::bigint as share
      from (
        select *, sum(1 / lanes_of_app) over () as apps, sum(1 / lanes_of_tenant) over (partition by app_id) as tenants
        from (
          select id, app_id, tenant, integration_id, sender_id, spacing_ms, slot_at, slots, is_probed, turn,
            least(at_most, slots, room_of_lane, case when is_probed then 1 end)::bigint as most,
            count(*) over (partition by app_id)::double precision as lanes_of_app,
            count(*) over (partition by app_id, tenant)::double precision as lanes_of_tenant
          from waiting
          where head_at <= at_time and held_until <= at_time and slots >= 1 and room_of_lane >= 1
        ) as lane
      ) as lane
    ), even as materialized (
      select id, app_id, tenant, integration_id, sender_id, spacing_ms, slot_at, slots, is_probed, turn, most, share, delivery_id, place
      from ready cross join lateral due_in_lane(id, least(most, share), 0, at_time)
    ), busy as materialized (
      -- What quiet lanes leave over goes to the others, in even parts again. Twice as much is looked at, for among them are
      -- some that need less than their part.
      select *, ceil(2 * (least(at_most, room) - (select count(*) from even)) / (apps * tenants * lanes_of_tenant))::bigint as further_share
      from (
        select *, sum(1 / lanes_of_app) over () as apps, sum(1 / lanes_of_tenant) over (partition by app_id) as tenants
        from (
          select id, app_id, tenant, integration_id, sender_id, spacing_ms, slot_at, slots, is_probed, turn, most, share,
            count(*) over (partition by app_id)::double precision as lanes_of_app,
            count(*) over (partition by app_id, tenant)::double precision as lanes_of_tenant
          from even
          where place = share and most > share
        ) as lane
      ) as lane
    ), further as materialized (
      select id, app_id, tenant, integration_id, sender_id, spacing_ms, slot_at, slots, is_probed, turn, most, share + further_share as share,
        delivery_id, place
      from busy cross join lateral due_in_lane(id, least(most - share, further_share), share, at_time)
      where further_share > 0
    ), by_tenant as (
      select *, row_number() over (partition by app_id, tenant order by place, turn) as tenant_rank
      from (select * from even union all select * from further) as found
    ), by_app as (
      select *, row_number() over (partition by app_id order by tenant_rank, turn) as app_rank from by_tenant
    ), by_sender as (
      select *,
        row_number() over (partition by sender_id order by app_rank, turn) as sender_rank,
        row_number() over (partition by integration_id order by app_rank, turn) as integration_rank
      from by_app
    ), picked as materialized (
      select * from by_sender
      where (spacing_ms is null or sender_rank <= slots) and (not is_probed or integration_rank = 1)
      order by app_rank, turn
      limit least(at_most, room)
    ), locked as materialized (
      select picked.*, picked.slot_at + (picked.sender_rank - 1) * picked.spacing_ms * interval '1 ms' as own_slot_at
      from picked join deliveries on deliveries.id = picked.delivery_id
      -- Written so that it is no reason to use an index of waiting deliveries instead of the primary key.
      where deliveries.stage || '' = 'waiting'
      for update of deliveries skip locked
    ), claimed as (
      update deliveries
      set stage = 'claimed', fence = deliveries.fence + 1, lease_until = at_time + lease_ms * interval '1 ms',
        due_at = coalesce(locked.own_slot_at, deliveries.due_at)
      from locked
      where deliveries.id = locked.delivery_id
      returning deliveries.id, deliveries.fence
    ), paced as (
      update senders
      set next_slot_at = taken.last_slot_at + senders.spacing_ms * interval '1 ms'
      from (select sender_id, max(own_slot_at) as last_slot_at from locked where spacing_ms is not null group by sender_id) as taken
      where senders.id = taken.sender_id
    ), probed as (
      update breakers
      set state = 'half_open', held_until = at_time + probe_ms * interval '1 ms'
      from (select distinct integration_id from locked where is_probed) as probes
      where breakers.integration_id = probes.integration_id
    ), outlook as (
      select
        bool_or(head_at <= at_time and held_until <= at_time and slots >= 1 and room_of_lane < at_most) as is_short_of_room,
        min(case
          when head_at > at_time then ms_between(at_time, head_at)
          when held_until > at_time then ms_between(at_time, held_until)
          when spacing_ms is null then null
          when slots >= 1 then greatest(look_ahead_ms / 2, spacing_ms - look_ahead_ms / 2)
          else ms_between(at_time, slot_at) - look_ahead_ms / 2
        end) as look_again_ms
      from waiting
    )
    select coalesce(array_agg(claimed.id), '{}'), coalesce(array_agg(claimed.fence), '{}'),
      case
        when count(*) >= room then null
        when count(*) >= at_most then 0
        when exists (select from further where place = share and place < most) then 0
        else (select outlook.look_again_ms from outlook)
      end,
      count(*) >= room or coalesce((select is_short_of_room from outlook), false)
    from claimed;
end
$$;

-- Further slots of senders, for messages that could not leave in the ones they were given: one for each time that a sender is
-- named. None starts before lead_ms from now.
create function take_slots(of_senders bigint[], lead_ms double precision, at_time timestamptz default null)
  returns table (sender_id bigint, slot_in_ms double precision) language plpgsql as $$
declare
  asked_at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('herald claim_due'));
  asked_at := coalesce(at_time, clock_timestamp());
  return query
    with asked as (
      select id, count(*) as slots from unnest(of_senders) as id group by id
    ), given as (
      update senders
      set next_slot_at = greatest(next_slot_at, held_until, asked_at + lead_ms * interval '1 ms')
        + asked.slots * coalesce(spacing_ms, 0) * interval '1 ms'
      from asked
      where senders.id = asked.id
      returning senders.id, senders.next_slot_at, coalesce(senders.spacing_ms, 0) as spacing_ms, asked.slots
    )
    select given.id, ms_between(asked_at, given.next_slot_at) - place * given.spacing_ms
    from given cross join lateral generate_series(given.slots, 1, -1) as place;
end
$$;
