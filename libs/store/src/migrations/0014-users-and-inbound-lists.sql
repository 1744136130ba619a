-- By code points, so that a beginning of an identifier is a range of the index whatever the database's language.
create index users_by_name on users (app_id, identifier collate "C");

create index inbound_messages_of_app on inbound_messages (app_id, id);
create index inbound_messages_of_sender on inbound_messages (app_id, sender, id);
