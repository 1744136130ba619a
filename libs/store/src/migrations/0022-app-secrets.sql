-- Several secrets of an app, so that one can be replaced while calls with the old one still come.

create table app_secrets (
  id uuid primary key,
  app_id uuid not null references apps on delete cascade,
  hash bytea not null,
  label text,
  hint text,
  from_environment boolean not null default false,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  unique (app_id, hash)
);
comment on column app_secrets.hash is 'SHA-256; random text of 128 bits and more needs no slow one';
comment on column app_secrets.hint is 'its last characters, to tell it by; null of one that Herald did not make';
comment on column app_secrets.from_environment is 'given as HERALD_API_SECRET: a start with another one there revokes it';
comment on column app_secrets.last_used_at is 'to the minute';

insert into app_secrets (id, app_id, hash, created_at) select gen_random_uuid(), id, secret_hash, created_at from apps;
alter table apps drop column secret_hash;
