-- enter_experiments: note which experiments a user is in from now on, by the label of a list that was shown.
-- Called by keep_list and record_seen. Who has entered before stays in the variant of then.
create or replace function cinelibre.enter_experiments(user_id integer, label text)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_entered integer;
begin
    insert into cinelibre.experiment_readers (experiment_id, user_id, variant)
    select e.id, enter_experiments.user_id, split_part(part.label, ':', 2)
    from unnest(string_to_array(enter_experiments.label, '+')) as part (label)
    join cinelibre.experiments as e on e.name = split_part(part.label, ':', 1)
    order by e.id
    on conflict do nothing;
    get diagnostics _n_entered = row_count;
    return _n_entered;
end;
$$;
