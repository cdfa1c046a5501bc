-- respell_names: return a typed name with each word split in two, and with each two words joined.
-- Called by scan_by_names: "shahrukh khan" finds Shah Rukh Khan, "leonardo di caprio" Leonardo DiCaprio.
-- Texts of over three words or 100 letters are left alone, because they would give too many spellings.
create or replace function cinelibre.respell_names(folded text)
returns text[]
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _typed text := respell_names.folded;
    _names text[] := '{}'::text[];
    _letter text;
begin
    if char_length(_typed) > 100 or cardinality(string_to_array(_typed, ' ')) > 3 then
        return _names;
    end if;
    for place in 3..char_length(_typed) - 1 loop
        _letter := substr(_typed, place, 1);
        if _letter = ' ' then
            _names := _names || (left(_typed, place - 1) || substr(_typed, place + 1));
        elsif substr(_typed, place - 2, 4) !~ ' ' then
            _names := _names || (left(_typed, place - 1) || ' ' || substr(_typed, place));
        end if;
    end loop;
    return _names;
end;
$$;
