-- refresh_explorable: choose anew the items from which lists explore, and sum up what the whole catalogue says.
-- The chore refresh-exploring. Of each type it takes the newest of the last new_days, then the best known. The prior is
-- made of the newest impressions and of all ratings.
create or replace function public.refresh_explorable(
    enough_shown integer,
    few_raters integer,
    pool_size integer,
    new_days integer,
    sample_size integer,
    click_hours float8
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
set work_mem = '32MB' -- keeps sorts and hashes in memory
as $$
declare
    _n_explorable integer;
begin
    perform pg_advisory_xact_lock(hashtextextended('cinelibre.explorable', 0));
    delete from cinelibre.explorable as e where true;
    insert into cinelibre.explorable
    (item_id, item_type, features, weights, added_at, shown_count, clicked_count, seen, rater_count, like_count)
    select
        i.id, i.item_type, f.features, f.weights, i.created_at, coalesce(e.shown_count + e.recent_shown_count, 0),
        coalesce(e.clicked_count + e.recent_clicked_count, 0), coalesce(e.seen + e.recent_seen, 0),
        coalesce(s.rater_count, 0), coalesce(s.like_count, 0)
    from unnest(array['movie', 'book']) as kind
    cross join lateral (
        select o.*
        from cinelibre.list_thin(0, null, enough_shown, few_raters) as t
        join cinelibre.items as o on o.id = t.item_id and o.item_type = kind
        cross join lateral (select o.created_at > now() - make_interval(days => refresh_explorable.new_days) as is_new) as age
        order by age.is_new desc, case when age.is_new then o.created_at::date end desc nulls last, o.prominence desc, o.id desc
        limit refresh_explorable.pool_size
    ) as i
    cross join lateral cinelibre.weigh_features(i.genres, i.language, i.year, i.people) as f
    left join cinelibre.exposures as e on e.item_id = i.id
    left join cinelibre.item_stats as s on s.item_id = i.id;
    get diagnostics _n_explorable = row_count;
    update cinelibre.exploring_prior as p
    set item_count = (select count(*) from cinelibre.items),
        seen = shown.seen,
        clicked_count = shown.n_clicked,
        rater_count = rated.n_raters,
        like_count = rated.n_likes
    from cinelibre.sample_clicks(sample_size, make_interval(secs => 3600 * refresh_explorable.click_hours)) as shown
    cross join (select coalesce(sum(s.rater_count), 0) as n_raters, coalesce(sum(s.like_count), 0) as n_likes from cinelibre.item_stats as s) as rated
    where p.is_only_row;
    return jsonb_build_object('n_explorable', _n_explorable);
end;
$$;
