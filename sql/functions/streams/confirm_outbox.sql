-- confirm_outbox: delete events that Kafka has acknowledged; answer how many.
-- `python -m api.jobs stream`. An event that is being deleted with its account is left to that transaction: waiting for
-- it could lock the two into each other.
create or replace function public.confirm_outbox(ids bigint[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with confirmed as (
        delete from cinelibre.outbox as o
        where o.id in (
            select w.id
            from cinelibre.outbox as w
            where w.id = any (confirm_outbox.ids)
            order by w.id
            for update skip locked
        )
        returning o.id
    )
    select count(*)::integer from confirmed;
$$;
