-- keep_told: write down what an answer said of some places of a list, so that it is not made again at the next reading.
-- The second call of a list's first reading; false if the list is not the caller's. `told` and `brief` are JSON objects (migration 0087). Lists with friends among
-- their sources are not told from here, because friends are named as of the reading.
create or replace function public.keep_told(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    places integer[],
    told text[],
    brief text[],
    acts_for integer default null
)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(keep_told.caller_id, keep_told.caller_version, keep_told.acts_for) as c
    );
    _list cinelibre.recommendation_lists;
begin
    select l.* into _list
    from cinelibre.recommendation_lists as l
    where l.id = keep_told.recommendation_id and l.user_id = _user_id and 'friends' <> all (l.sources)
    for update;
    for _n in 1..cardinality(keep_told.places) loop
        _list.told[keep_told.places[_n]] := keep_told.told[_n];
        _list.brief[keep_told.places[_n]] := keep_told.brief[_n];
    end loop;
    update cinelibre.recommendation_lists as l
    set told = _list.told, brief = _list.brief
    where l.id = _list.id;
    return found;
end;
$$;
