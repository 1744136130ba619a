-- What lists and searches of deliveries go by. Nothing here is on deliveries: an index there is written anew each time that
-- a delivery changes its stage.

-- Ids grow with time, so this is the order of acceptance.
create index notifications_of_app on notifications (app_id, id);
-- What has left, or never will, is in one of these events exactly once, but for corrections.
create index events_of_recipient on events (app_id, recipient, notification_id) where type in ('sent', 'discarded');
create index events_discarded on events (app_id, notification_id) where type = 'discarded';

create function digits_of(written text) returns text language sql immutable parallel safe as
  $$ select regexp_replace(written, '\D', '', 'g') $$;
create index users_by_phone on users (app_id, digits_of(profile ->> 'phoneNumber')) where profile ? 'phoneNumber';
create index users_by_email on users (app_id, lower(profile ->> 'email')) where profile ? 'email';
