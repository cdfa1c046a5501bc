-- apply_interactions: change a user's shelf and ratings as some of their events say.
-- Called by record_interactions and mark_item. For each item and mark, the newest event counts. An event that arrives
-- late changes nothing if the log has a newer one. Nine tenths watched counts as seen.
create or replace function cinelibre.apply_interactions(
    user_id integer,
    interaction_ids bigint[],
    seen_from_fraction real default 0.9
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_ids integer[] := cinelibre.apply_marks(
        apply_interactions.user_id, apply_interactions.interaction_ids, apply_interactions.seen_from_fraction
    );
begin
    delete from cinelibre.shelf as s
    where s.user_id = apply_interactions.user_id
        and s.item_id = any (_item_ids)
        and coalesce(s.on_watchlist_at, s.hidden_at, s.seen_at, s.favorite_at, s.opinion_at) is null;

    _item_ids := _item_ids || cinelibre.apply_stars(apply_interactions.user_id, apply_interactions.interaction_ids);
    if cardinality(_item_ids) > 0 then
        perform cinelibre.imply_ratings(apply_interactions.user_id, _item_ids);
    end if;
    return coalesce(cardinality(_item_ids), 0);
end;
$$;
