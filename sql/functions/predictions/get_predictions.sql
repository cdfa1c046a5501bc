-- get_predictions: return how many stars the caller would give some items, in the order asked for.
-- GET /predictions. Unknown ids are left out. An item to which the caller gave stars has null. An id asked for twice is
-- answered once.
create or replace function public.get_predictions(
    caller_id integer,
    caller_version integer,
    item_ids integer[],
    acts_for integer default null
)
returns table (item_id integer, prediction jsonb)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select asked.item_id, asked.prediction
    from cinelibre.require_caller(get_predictions.caller_id, get_predictions.caller_version, get_predictions.acts_for) as caller
    cross join lateral (
        select i.id as item_id, p.prediction, wanted.place
        from (
            select w.id, min(w.place) as place
            from unnest(get_predictions.item_ids) with ordinality as w (id, place)
            group by w.id
        ) as wanted
        join cinelibre.items as i on i.id = wanted.id
        left join cinelibre.describe_predictions(caller.user_id, get_predictions.item_ids) as p on p.item_id = i.id
    ) as asked
    order by asked.place;
$$;
