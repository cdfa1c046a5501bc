-- begin_experiment: begin an experiment now or at its start.
-- `python -m api.jobs experiment create`, and create_experiment. `definition` has columns of cinelibre.experiments;
-- `changes` are the settings that its variants change. PT409 if the name is taken, or if another experiment of the same
-- time changes one of them.
create or replace function public.begin_experiment(definition jsonb)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _new cinelibre.experiments := jsonb_populate_record(null::cinelibre.experiments, begin_experiment.definition);
    _other cinelibre.experiments;
begin
    _new.starts := coalesce(_new.starts, now());
    lock table cinelibre.experiments in share row exclusive mode;
    if exists (select from cinelibre.experiments as e where e.name = _new.name) then
        raise exception using errcode = 'PT409', message = 'experiment_exists',
            detail = format('name: There was an experiment %s already: choose another name.', _new.name);
    end if;
    if _new.starts < now() - interval '1 hour' then
        raise exception using errcode = 'PT422', message = 'invalid_input',
            detail = 'starts: It is more than an hour ago: leave it out to begin now.';
    end if;
    if greatest(_new.starts, _new.ends) >= '9999-01-01 00:00+00' then
        raise exception using errcode = 'PT422', message = 'invalid_input',
            detail = format(
                '%s: It must be before the year 9999.', case when _new.starts >= '9999-01-01 00:00+00' then 'starts' else 'ends' end
            );
    end if;
    if _new.ends <= greatest(_new.starts, now()) then
        raise exception using errcode = 'PT422', message = 'invalid_input',
            detail = 'ends: It must be after starts, and in the future.';
    end if;
    select e.* into _other
    from cinelibre.experiments as e
    where e.stopped_at is null
        and e.changes && _new.changes
        and tstzrange(e.starts, e.ends) && tstzrange(_new.starts, _new.ends)
        and tstzrange(e.starts, e.ends) && tstzrange(now(), null)
    order by e.id
    limit 1;
    if _other.id is not null then
        raise exception using errcode = 'PT409', message = 'experiments_conflict',
            detail = format(
                'variants: The experiment %s changes the same settings at the same time: stop it, or begin after it ends.',
                _other.name
            );
    end if;
    insert into cinelibre.experiments as e (name, variants, changes, share, salt, most_worse, starts, ends)
    values (
        _new.name, _new.variants, _new.changes, _new.share, _new.salt, _new.most_worse, _new.starts, _new.ends
    )
    returning e.* into _new;
    return cinelibre.describe_experiment(_new);
end;
$$;
