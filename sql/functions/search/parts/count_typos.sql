-- count_typos: count the typos between two words: a letter wrong, missing, added or swapped with the next.
-- Called by list_near_words and find_near_name. It is the restricted distance of Damerau (1964).
-- It stops early and returns `most` + 1 if there are more typos than `most`.
create or replace function cinelibre.count_typos(typed text, meant text, most integer)
returns integer
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _typed text[] := string_to_array(count_typos.typed, null);
    _meant text[] := string_to_array(count_typos.meant, null);
    _n integer := cardinality(_meant);
    _former integer[];
    _above integer[] := array(select place from generate_series(0, _n) as place);
    _row integer[];
begin
    if abs(cardinality(_typed) - _n) > count_typos.most then
        return count_typos.most + 1;
    end if;
    for i in 1..cardinality(_typed) loop
        _row := array[i];
        for j in 1.._n loop
            _row[j + 1] := least(
                _above[j + 1] + 1,
                _row[j] + 1,
                _above[j] + (_typed[i] <> _meant[j])::integer,
                case when _typed[i] = _meant[j - 1] and _typed[i - 1] = _meant[j] then _former[j - 1] + 1 end
            );
        end loop;
        if (select min(each) from unnest(_row) as each) > count_typos.most then
            return count_typos.most + 1;
        end if;
        _former := _above;
        _above := _row;
    end loop;
    return least(_row[_n + 1], count_typos.most + 1);
end;
$$;
