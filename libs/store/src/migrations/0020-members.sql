-- Who may sign in to the dashboard. Passwords are kept as argon2id hashes, tokens as SHA-256 of 256 random bits.

create table members (
  id uuid primary key,
  email text not null unique,
  password_hash text,
  role text not null,
  disabled_at timestamptz,
  last_signed_in_at timestamptz,
  created_at timestamptz not null default now(),
  constraint email_is_folded check (email = lower(btrim(email)) and email <> ''),
  constraint role_is_known check (role in ('admin', 'viewer'))
);
comment on column members.password_hash is 'PHC text; null until the member has followed the link that sets it';

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  member_id uuid not null references members on delete cascade,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  user_agent text,
  ip text
);
create index sessions_of_member on sessions (member_id);
comment on column sessions.last_used_at is 'to the minute: a session in use is not written for each request';
comment on column sessions.expires_at is 'the end however much it is used; idle sessions end before';

create table member_links (
  token_hash bytea primary key,
  member_id uuid references members on delete cascade,
  purpose text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint purpose_is_known check (purpose in ('first_admin', 'invitation', 'reset'))
);
create index member_links_of_member on member_links (member_id);
comment on column member_links.member_id is 'whose password it sets; null where it makes the first admin under an address of their choice';

-- In the form that rate-limiter-flexible writes.
create table sign_in_attempts (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
