-- Who changed what in the dashboard. Ids grow with time, so that newest first is the order of the key.

create table audit_log (
  id uuid primary key,
  at timestamptz not null default now(),
  member_id uuid,
  email text,
  action text not null,
  app_id uuid,
  object text,
  given jsonb,
  ip text,
  user_agent text,
  outcome text,
  problem text,
  constraint outcome_is_known check (outcome in ('done', 'refused', 'failed'))
);
create index audit_log_of_member on audit_log (member_id, id);
create index audit_log_of_object on audit_log (object, id) where object is not null;
comment on column audit_log.email is 'of the member at the time';
comment on column audit_log.given is 'what was asked for: names, and values only where they are safe to show';
comment on column audit_log.outcome is 'null while under way, and where the process died over it: it may have been done';
