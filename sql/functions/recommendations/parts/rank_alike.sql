-- rank_alike: list the items most like one item, with one edition of each work.
-- Called by get_similar_items and describe_seeds. `alike` has the measured likenesses, for reasons.
create or replace function cinelibre.rank_alike(
    item_id integer,
    own_type text,
    item_type text,
    known_ids integer[],
    threshold float8,
    item_limit integer
)
returns table (other_id integer, score float8, alike jsonb)
language plpgsql
stable
rows 12
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _is_simulated boolean := coalesce(
        (select s.simulated_count * 2 > s.rating_count from cinelibre.item_stats as s where s.item_id = rank_alike.item_id),
        false
    );
    _candidates integer[] := cinelibre.find_alike(rank_alike.item_id, rank_alike.item_type, rank_alike.known_ids);
begin
    return query
    select
        best.other_id,
        best.score,
        jsonb_build_object(
            'has_title', best.has_title, 'story', best.story, 'together', best.together, 'is_simulated', _is_simulated
        )
    from (
        select distinct on (coalesce(s.work_id, s.other_id)) s.*
        from cinelibre.score_alike(
            rank_alike.item_id,
            _candidates,
            rank_alike.item_type,
            rank_alike.own_type <> rank_alike.item_type,
            _is_simulated
        ) as s
        where s.score >= rank_alike.threshold
        order by coalesce(s.work_id, s.other_id), s.score desc, s.other_id
    ) as best
    order by best.score desc, best.other_id
    limit rank_alike.item_limit;
end;
$$;
