-- is_same_person: whether two names, in words as read_name tells them, may be one person's.
-- Called by share_author. The family name is the same, and the given names of the shorter stand in the longer in their
-- order, each in full or as an initial. Or all words are the same, in whatever order.
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
