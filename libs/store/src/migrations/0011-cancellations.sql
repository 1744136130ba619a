-- Canceled notifications of which something is still under way: it is discarded once it is known that it was not sent.
create table cancellations (
  notification_id uuid primary key,
  canceled_at timestamptz not null default now()
);
