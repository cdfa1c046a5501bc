-- import_ratings: write a batch of ratings that people gave elsewhere; a second run changes nothing.
-- `python -m api.jobs import`. A record is [rater, movielens_id, rating, seconds since 1970]. Raters become users
-- without an e-mail. A user's newest rating of an item counts; within one second, the later record.
-- Batches run one after another, because two that bring the same new rater at once would both insert them.
-- Answers how many ratings are new, changed and unchanged, how many raters are new, and which movies are unknown.
create or replace function public.import_ratings(records jsonb)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select pg_advisory_xact_lock(hashtextextended('cinelibre.import_ratings', 0));

    with given as materialized (
        select g.* from cinelibre.parse_movielens_ratings(import_ratings.records) as g
    ),
    raters as materialized (
        select r.*
        from cinelibre.find_or_add_raters(
            array(select g.external_id from given as g where g.item_id is not null order by g.place)
        ) as r
    ),
    newest as (
        select distinct on (rater.user_id, g.item_id)
            rater.user_id,
            g.item_id,
            g.rating,
            g.rated_at
        from given as g
        join raters as rater on rater.external_id = g.external_id
        where g.item_id is not null
        order by rater.user_id, g.item_id, g.rated_at desc, g.place desc
    ),
    differing as materialized (
        select
            n.user_id,
            n.item_id,
            n.rating,
            n.rated_at,
            former.id is null as is_new
        from newest as n
        left join cinelibre.ratings as former on former.user_id = n.user_id and former.item_id = n.item_id
        where former.id is null
            or (n.rated_at >= former.rated_at and (n.rated_at, n.rating) <> (former.rated_at, former.rating))
    ),
    written as (
        insert into cinelibre.ratings as r (user_id, item_id, rating, rated_at)
        select d.user_id, d.item_id, d.rating, d.rated_at
        from differing as d
        order by d.user_id, d.item_id
        on conflict (user_id, item_id) do update
        set rating = excluded.rating,
            rated_at = excluded.rated_at
    )
    select jsonb_build_object(
        'n_new', (select count(*) from differing as d where d.is_new),
        'n_changed', (select count(*) from differing as d where not d.is_new),
        'n_unchanged', count(g.item_id) - (select count(*) from differing),
        'n_new_raters', (select count(*) from raters as r where r.is_new),
        'unknown_movies', coalesce(jsonb_agg(distinct g.movielens_id) filter (where g.item_id is null), '[]')
    )
    from given as g;
$$;
