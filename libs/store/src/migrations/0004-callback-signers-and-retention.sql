-- Who signed a callback that names no delivery of ours, and what upkeep needs to let old rows go.

alter table callbacks add column signed_by uuid[] not null default '{}';
comment on column callbacks.signed_by is 'integrations whose key signed it, where it names no delivery: only their deliveries are found by the message id';

create index callbacks_parked_since on callbacks (received_at) where state = 'parked';

-- By id and not by age of the row: an index on updated_at would cost every update of a delivery an entry in each index.
create index deliveries_sealed on deliveries (id) where octet_length(config_override) > 0;
comment on column deliveries.config_override is 'sealed JSON of the settings that the request replaced, bound to this row; empty: there were some, and they are gone';
