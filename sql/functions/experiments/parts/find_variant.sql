-- find_variant: return what a user's lists are called and how they are ranked while experiments run; a null label without one.
-- Called by get_recommendations, get_carousels and examine_reader. The label joins `experiment:variant` by `+`. No two
-- experiments that run change the same settings (begin_experiment), so these can be merged.
create or replace function cinelibre.find_variant(user_id integer)
returns table (label text, settings jsonb)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if not exists (select from cinelibre.experiments as e where cinelibre.is_running(e)) then
        return query select null::text, null::jsonb;
        return;
    end if;
    return query
    with drawn as materialized (
        select e.id, e.name, cinelibre.draw_variant(e, find_variant.user_id) as variant
        from cinelibre.experiments as e
        where cinelibre.is_running(e)
    )
    select
        (
            select string_agg(d.name || ':' || (d.variant ->> 'name'), '+' order by d.id)
            from drawn as d
            where d.variant is not null
        ),
        (
            select jsonb_object_agg(s.key, s.value)
            from drawn as d
            cross join lateral jsonb_each(d.variant -> 'settings') as s
        );
end;
$$;
