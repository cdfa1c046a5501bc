-- weigh_signals: return how much each item of a reader says for and against what it is: a rating, or a leaning.
-- Called by list_likings. The newest item_limit ratings count, and all leanings.
create or replace function cinelibre.weigh_signals(
    item_ids integer[],
    ratings real[],
    item_limit integer,
    leaning_ids integer[],
    leaning_weights float8[],
    shares float8[]
)
returns table (item_id integer, liked float8, disliked float8)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select h.item_id, h.liked, h.disliked
    from cinelibre.weigh_history(weigh_signals.item_ids, weigh_signals.ratings, shares => weigh_signals.shares) as h
    where h.place <= weigh_signals.item_limit
    union all
    select l.item_id, greatest(l.weight, 0), greatest(-l.weight, 0)
    from unnest(weigh_signals.leaning_ids, weigh_signals.leaning_weights) as l (item_id, weight);
$$;
