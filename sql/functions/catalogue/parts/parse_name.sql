-- parse_name: split a person's name into folded words, family name last.
-- Called by parse_people. "Rowling, J.K." and "JK Rowling" both give {j,k,rowling}. It drops titles, degrees, suffixes
-- such as "Jr." and "III", brackets and nicknames.
create or replace function cinelibre.parse_name(name text)
returns text[]
language plpgsql
immutable
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _suffixes text := '(?:,\s*(?:[js]r|ph\.? ?d|m\.? ?d|esq|i{2,3}|iv)\.?)+\s*$';
    _name text := regexp_replace(regexp_replace(parse_name.name, '\([^)]*\)|"[^"]*"', ' ', 'g'), _suffixes, '', 'i');
    _parts text[] := regexp_match(_name, '^\s*([^,]+?)\s*,\s*(.*\S)\s*$');
    _words text[];
    _n integer;
begin
    if _parts is not null then
        _name := _parts[2] || ' ' || _parts[1];
    end if;
    if _name ~ '[[:lower:]]' then
        _name := regexp_replace(_name, '\m([[:upper:]])([[:upper:]])([[:upper:]]?)\M(?=\s+\S)', '\1 \2 \3 ', 'g');
    end if;
    _words := array(
        select split.word
        from unnest(string_to_array(cinelibre.fold_title(_name), ' ')) with ordinality as split (word, place)
        where split.word <> all ('{"",jr,sr,dr,mr,mrs,ms,sir,dame,lord,lady,prof,professor,rev,count,graf,phd,md,esq,ii,iii,iv}')
        order by split.place
    );
    _n := cardinality(_words);
    if char_length(_words[_n]) = 1 and char_length(_words[1]) > 1 then
        _words := _words[2:] || _words[1];
    end if;
    return _words;
end;
$$;
