-- What a service did for somebody stays when their account goes, deleting it above all: without whom it was done for.
alter table cinelibre.audit_events
alter column user_id drop not null,
drop constraint audit_events_user_id_fkey,
add constraint audit_events_user_id_fkey foreign key (user_id) references cinelibre.users (id) on delete set null;

comment on table cinelibre.audit_events is
'What service accounts did in the name of others. Of a deleted account the rows stay without its id, and of a deleted service without its own.';
