-- notify_live: tell every process that listens that something happened; answer how long the message was.
-- Called by `api/push/` in a transaction of its own, some messages in one: a NOTIFY among a reader's writes would make
-- all writers wait for each other at their commits.
create or replace function public.notify_live(message text)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform pg_notify('cinelibre_live', notify_live.message);
    return length(notify_live.message);
end;
$$;
