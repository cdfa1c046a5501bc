-- outbox_lag: return how many events wait in the outbox, and for how many seconds the oldest has waited.
-- Called by describe_outbox. Up to exact_limit events it counts; beyond that the ids say how many there
-- are at most, because counting a backlog of weeks would take seconds.
create or replace function cinelibre.outbox_lag(exact_limit integer default 10000)
returns table (rows integer, oldest_seconds float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case
            when counted.n <= outbox_lag.exact_limit then counted.n::integer
            else least(
                (select max(o.id) from cinelibre.outbox as o) - (select min(o.id) from cinelibre.outbox as o) + 1,
                2147483647
            )::integer
        end,
        coalesce(
            (
                select greatest(0, extract(epoch from now() - o.created_at))::float8
                from cinelibre.outbox as o
                order by o.id
                limit 1
            ),
            0
        )
    from (
        select count(*) as n
        from (select from cinelibre.outbox limit outbox_lag.exact_limit + 1) as waiting
    ) as counted;
$$;
