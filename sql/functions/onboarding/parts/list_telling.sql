-- list_telling: list the titles of a type whose rating would tell most of a user.
-- Many know them, they divide opinions, and other people like them than like what the user rated already.
-- Called by get_questions. docs/algorithms.md has the formula ("Questions to newcomers"). It leaves out what the user
-- knows and what is to be skipped, in every edition. Fame elsewhere stands in until people here have rated. gain compares
-- with the most telling title that is left, share with what the first question tells of somebody who rated nothing.
create or replace function cinelibre.list_telling(
    user_id integer,
    item_type text,
    skip_ids integer[],
    item_limit integer,
    overlap_weight float8,
    pool_size integer default 200,
    n_spare integer default 5,
    damping float8 default 10
)
returns table (item_id integer, gain float8, share float8, n_raters integer, n_liked integer, is_simulated boolean, overlap float8)
language plpgsql
stable
rows 60
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _known integer[] := cinelibre.list_known(list_telling.user_id) || cinelibre.list_editions(list_telling.skip_ids);
    _rated integer[] := (select h.item_ids from cinelibre.list_rated(list_telling.user_id) as h);
    _pool integer[] := array(
        select p.item_id
        from cinelibre.rank_popular(list_telling.item_type, _known, cinelibre.build_conditions('{}'), pool_size, n_spare) as p
    );
begin
    return query
    with weighed as (
        select
            i.id,
            i.id = any (_pool) as is_asked,
            coalesce(s.rater_count, 0) as n_raters,
            coalesce(s.like_count, 0) as n_liked,
            coalesce(2 * s.simulated_count > s.rater_count, false) as is_simulated,
            coalesce(n.most, 0) as overlap,
            cinelibre.rate_popularity(coalesce(s.rater_count, 0), i.external_count, t.external_total)
            * cinelibre.divide_opinions(coalesce(s.like_count, 0), coalesce(s.rater_count, 0), list_telling.damping) as at_first
        from unnest(_pool || _known) as title (id)
        join cinelibre.items as i on i.id = title.id and i.item_type = list_telling.item_type
        join cinelibre.catalogue_totals as t on t.item_type = i.item_type
        left join cinelibre.item_stats as s on s.item_id = i.id
        left join cinelibre.list_near(_pool, _rated) as n on n.item_id = i.id
    ),
    told as (
        select w.*, max(w.at_first) over () as most, w.at_first * greatest(0, 1 - list_telling.overlap_weight * w.overlap) as tells
        from weighed as w
    )
    select t.id, t.tells / max(t.tells) over (), t.tells / t.most, t.n_raters, t.n_liked, t.is_simulated, t.overlap
    from told as t
    where t.tells > 0 and t.is_asked
    order by t.tells desc, t.id
    limit list_telling.item_limit;
end;
$$;
