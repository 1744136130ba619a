-- Notifications that repeat a delivery. Written before the notification itself: a row whose notification never came about
-- means nothing.
create table resends (
  notification_id uuid primary key,
  delivery_id uuid not null,
  created_at timestamptz not null default now()
);
create index resends_of_delivery on resends (delivery_id);
