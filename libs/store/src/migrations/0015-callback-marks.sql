-- When a vendor called last, and what was refused. Written now and then, not with each callback.
create table callback_marks (
  app_id uuid not null,
  provider text not null,
  received_at timestamptz,
  refused bigint not null default 0,
  refused_at timestamptz,
  primary key (app_id, provider)
);
