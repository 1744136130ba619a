-- Tells a worker whether an attempt is its own, when the answer to its beginning was lost with the connection.
alter table attempts add column begun_by uuid;
