-- describe_moving_features: return the features that count most for or against items in a reader's lists, as JSON.
-- Called by get_influences: the strongest per_kind of each kind, and all that the reader set.
create or replace function cinelibre.describe_moving_features(for_reader cinelibre.reader, per_kind integer)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with own as (
            select i.kind, i.name, i.weight from cinelibre.influences as i where i.user_id = for_reader.user_id and i.kind <> 'item'
        ),
        told as (
            select
                coalesce(t.kind, o.kind) as kind,
                coalesce(t.name, o.name) as name,
                coalesce(t.liked - t.disliked, 0) as points,
                coalesce(o.weight, 1) as weight,
                o.kind is not null as is_own
            from cinelibre.list_tastes(for_reader) as t
            full join own as o on o.kind = t.kind and o.name = t.name
        ),
        ranked as (
            select t.*, row_number() over (partition by t.kind order by t.is_own desc, abs(t.points) desc, t.name) as rank
            from told as t
        )
        select coalesce(jsonb_agg(
            jsonb_build_object('kind', r.kind, 'name', r.name, 'points', r.points, 'weight', r.weight)
            order by r.kind, abs(r.points) desc, r.name
        ), '[]')
        from ranked as r
        where r.is_own or r.rank <= describe_moving_features.per_kind
    );
end;
$$;
