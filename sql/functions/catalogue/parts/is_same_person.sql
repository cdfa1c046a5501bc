-- is_same_person: say whether two names may belong to one person; names are words as parse_name gives them.
-- Called by share_person. The family names must be equal. The shorter name's given names must appear in the longer in
-- the same order, each in full or as an initial. Names with the same words in any order match too.
create or replace function cinelibre.is_same_person(one text[], other text[])
returns boolean
language plpgsql
immutable
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _shorter text[] := case when cardinality(one) <= cardinality(other) then one else other end;
    _longer text[] := case when cardinality(one) <= cardinality(other) then other else one end;
    _n_shorter integer := cardinality(_shorter);
    _n_longer integer := cardinality(_longer);
    _n_met integer := 0;
begin
    if _n_shorter = 0 then
        return false;
    end if;
    if _shorter[_n_shorter] <> _longer[_n_longer] then
        return _shorter <@ _longer and _longer <@ _shorter;
    end if;
    for place in 1.._n_longer - 1 loop
        exit when _n_met = _n_shorter - 1;
        if starts_with(_longer[place], _shorter[_n_met + 1]) and char_length(_shorter[_n_met + 1]) = 1
            or starts_with(_shorter[_n_met + 1], _longer[place]) and char_length(_longer[place]) = 1
            or _longer[place] = _shorter[_n_met + 1]
        then
            _n_met := _n_met + 1;
        end if;
    end loop;
    return _n_met = _n_shorter - 1;
end;
$$;
