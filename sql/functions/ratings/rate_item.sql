-- rate_item: set or change one user's rating of one item, in half stars from 0.5 to 5.
-- POST /ratings. PT404 if there is no such item of that type. Every change is also logged as an interaction.
create or replace function public.rate_item(
    caller_id integer,
    caller_version integer,
    item_id integer,
    rating real,
    item_type text default null,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(rate_item.caller_id, rate_item.caller_version, rate_item.acts_for) as c
    );
    _item_id integer := cinelibre.require_item(rate_item.item_id, rate_item.item_type);
    _is_changed boolean;
begin
    perform cinelibre.lock_user(_user_id, rate_item.acts_for);
    perform cinelibre.lock_items(array[_item_id]);
    insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
    values (_user_id, _item_id, rate_item.rating, 'rating', clock_timestamp())
    on conflict on constraint ratings_pkey do update
    set rating = excluded.rating,
        source = excluded.source,
        rated_at = excluded.rated_at
    where (r.rating, r.source) is distinct from (excluded.rating, excluded.source);
    _is_changed := found;
    if _is_changed then
        insert into cinelibre.interactions (user_id, item_id, interaction_type, rating, occurred_at)
        values (_user_id, _item_id, 'rate', rate_item.rating, clock_timestamp());
    end if;
    return (
        select jsonb_build_object(
            'id', r.id,
            'item_id', r.item_id,
            'item_type', i.item_type,
            'rating', r.rating,
            'rated_at', r.rated_at,
            'is_changed', _is_changed
        )
        from cinelibre.ratings as r
        join cinelibre.items as i on i.id = r.item_id
        where r.user_id = _user_id
            and r.item_id = _item_id
    );
end;
$$;
