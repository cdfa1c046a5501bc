-- find_begun_titles: find the best known items whose folded title or title key begins with the typed text.
-- Called by find_titles; docs/matching.md says what a key is. One or two letters begin too many folded titles, so only
-- keys are compared then. The last word may be incomplete or a number. A respelled text counts as well.
create or replace function cinelibre.find_begun_titles(folded text, typed text, asked_type text, item_limit integer)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan -- an index serves `like` only if the planner sees the beginning
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _key text := cinelibre.title_key(find_begun_titles.typed);
    _respelled text := nullif(cinelibre.respell_title(find_begun_titles.typed), find_begun_titles.typed);
    _begun_key text := cinelibre.title_key(find_begun_titles.typed, is_begun => true);
begin
    return array(
        (
            select b.id
            from cinelibre.items as b
            where b.folded_title like find_begun_titles.folded || '%'
                and b.item_type = coalesce(find_begun_titles.asked_type, b.item_type)
                and char_length(find_begun_titles.folded) > 2
            order by b.prominence desc, b.id
            limit find_begun_titles.item_limit
        )
        union
        (
            select k.item_id
            from cinelibre.title_keys as k
            where (
                    k.key like _begun_key || '%'
                    or (k.key like _key || '%' and (_key = _begun_key or k.key !~ ('^' || _key || '[0-9]')))
                )
                and k.kind in ('title', 'original')
                and k.item_type = coalesce(find_begun_titles.asked_type, k.item_type)
                and char_length(_begun_key) > 1
            order by k.prominence desc, k.item_id
            limit find_begun_titles.item_limit
        )
        union
        select again.id
        from unnest(
            case when _respelled is not null then cinelibre.find_begun_titles(
                cinelibre.fold_title(_respelled), _respelled, find_begun_titles.asked_type, find_begun_titles.item_limit
            ) end
        ) as again (id)
    );
end;
$$;
