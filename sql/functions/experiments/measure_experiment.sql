-- measure_experiment: count again the last days of a page of an experiment's readers; answer where the next page goes on.
-- The chore `experiment-measure` and `python -m api.jobs experiment report`. Older days stay as they were counted, so a
-- report needs no impressions that were deleted since. `next` is null on the last page.
create or replace function public.measure_experiment(
    experiment_name text,
    after_id integer,
    reader_limit integer,
    recount_days integer,
    within_hours float8,
    accepted_from float8,
    liked_from real
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _experiment cinelibre.experiments := cinelibre.require_experiment(measure_experiment.experiment_name);
    _ids integer[] := array(
        select r.user_id
        from cinelibre.experiment_readers as r
        where r.experiment_id = _experiment.id and r.user_id > measure_experiment.after_id
        order by r.user_id
        limit measure_experiment.reader_limit
    );
    _is_last boolean := cardinality(_ids) < measure_experiment.reader_limit;
begin
    insert into cinelibre.experiment_days as d
    (experiment_id, user_id, day, n_shown, n_clicked, n_accepted, n_refused, n_rated, stars)
    select _experiment.id, c.*
    from cinelibre.count_days(
        _experiment, _ids, date_trunc('day', now(), 'UTC') - make_interval(days => measure_experiment.recount_days),
        make_interval(secs => 3600 * within_hours), measure_experiment.accepted_from, measure_experiment.liked_from
    ) as c
    order by c.user_id, c.day
    on conflict (experiment_id, user_id, day) do update
    set n_shown = excluded.n_shown, n_clicked = excluded.n_clicked, n_accepted = excluded.n_accepted,
        n_refused = excluded.n_refused, n_rated = excluded.n_rated, stars = excluded.stars;
    update cinelibre.experiment_readers as r
    set returned_at = cinelibre.find_return(r.user_id, r.entered_at)
    where r.experiment_id = _experiment.id
        and r.user_id = any (_ids)
        and r.returned_at is null
        and cinelibre.find_return(r.user_id, r.entered_at) is not null;
    update cinelibre.experiments as e set measured_at = now() where e.id = _experiment.id and _is_last;
    return jsonb_build_object('n_readers', cardinality(_ids), 'next', case when not _is_last then _ids[cardinality(_ids)] end);
end;
$$;
