-- weigh_history: return how much each rating of a history, newest first, says for or against its item.
-- Called by list_liked, list_trends, describe_seeds and weigh_signals. docs/algorithms.md has the formula ("Taste"). A rating is
-- measured from the reader's own damped mean. shares multiplies what each one says; list_rated has them.
create or replace function cinelibre.weigh_history(
    item_ids integer[],
    ratings real[],
    prior_mean float8 default 3.25,
    prior_count float8 default 5,
    least_middle float8 default 2.75,
    most_middle float8 default 3.75,
    shares float8[] default null
)
returns table (item_id integer, place bigint, rating float8, liked float8, disliked float8)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with rated as (
        select
            h.item_id,
            h.place,
            h.rating::float8 as rating,
            coalesce(h.share, 1) as says
        from unnest(weigh_history.item_ids, weigh_history.ratings, weigh_history.shares)
            with ordinality as h (item_id, rating, share, place)
    ),
    middle as (
        select
            least(
                weigh_history.most_middle,
                greatest(
                    weigh_history.least_middle,
                    (weigh_history.prior_count * weigh_history.prior_mean + sum(r.rating))
                    / (weigh_history.prior_count + count(*))
                )
            ) as stars
        from rated as r
    )
    select
        r.item_id,
        r.place,
        r.rating,
        r.says * greatest(r.rating - m.stars, 0) / (5 - m.stars),
        r.says * greatest(m.stars - r.rating, 0) / (m.stars - 0.5)
    from rated as r
    cross join middle as m;
$$;
