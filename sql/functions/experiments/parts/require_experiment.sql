-- require_experiment: return the experiment of a name, or raise PT404 with the names that there are.
-- Called by end_experiment, measure_experiment and get_experiment_moments.
create or replace function cinelibre.require_experiment(name text)
returns cinelibre.experiments
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _experiment cinelibre.experiments := (
        select e from cinelibre.experiments as e where e.name = require_experiment.name
    );
begin
    if _experiment.id is null then
        raise exception using errcode = 'PT404', message = 'experiment_not_found',
            detail = 'experiment_name: There is no such experiment; known are '
            || coalesce(
                (
                    select string_agg(newest.name, ', ' order by newest.id desc)
                    from (select e.* from cinelibre.experiments as e order by e.id desc limit 10) as newest
                ),
                'none'
            )
            || '.';
    end if;
    return _experiment;
end;
$$;
