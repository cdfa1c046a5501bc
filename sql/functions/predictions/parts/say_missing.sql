-- say_missing: say in a sentence what a prediction needs that is not there yet.
-- Called by describe_predictions. `key` is more_ratings or more_raters, `n` how many more, at least one.
create or replace function cinelibre.say_missing(key text, n integer)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce((array['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'])[say_missing.n], say_missing.n::text)
        || case
            when say_missing.key = 'more_ratings' and say_missing.n = 1 then ' more rating in common with others would do'
            when say_missing.key = 'more_ratings' then ' more ratings in common with others would do'
            when say_missing.n = 1 then ' more person has to rate it here first'
            else ' more people have to rate it here first'
        end;
$$;
