-- The keys by which a title is found however somebody writes it; docs/matching.md has the rules. One place decides when
-- two titles are one: imports, the sync, search and suggestions all go by it.

-- Numbers in words or Roman, and abbreviations, as they stand in a key. Before a number "part" and its like go.
create function cinelibre.fold_numerals(words text[], known jsonb, is_begun boolean)
returns text
language plpgsql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n integer := cardinality(fold_numerals.words);
    _text text;
begin
    for place in 1.._n - case when fold_numerals.is_begun then 1 else 0 end loop
        if words[place] in ('i', 'v', 'x') then -- at the end, or after a word like "part": "Rocky V", but "V for Vendetta"
            continue when place = 1
                or (place < _n and words[place - 1] not in ('part', 'chapter', 'volume', 'vol', 'episode'));
        end if;
        words[place] := coalesce(fold_numerals.known ->> words[place], words[place]);
    end loop;
    _text := regexp_replace(array_to_string(words, ' '), '\m([2-9])0 ([1-9])(?=(?:st|nd|rd|th)?\M)', '\1\2', 'g');
    if position('100' in _text) > 0 then
        _text := regexp_replace(_text, '\m[a1] 100\M', '100', 'g');
        _text := regexp_replace(_text, '\m([2-9]) 100\M', '\100', 'g');
        _text := regexp_replace(_text, '\m([1-9])00 +([1-9])\M', '\10\2', 'g');
        _text := regexp_replace(_text, '\m([1-9])00 +([1-9][0-9])\M', '\1\2', 'g');
    end if;
    return regexp_replace(_text, '\m(?:part|chapter|volume|episode) (?=[0-9])', '', 'g');
end;
$$;

-- The key of a title: folded, numbers as digits, without "&", "and", the article before it, blanks and signs.
-- The last word of what is still being typed is no number yet. A title of signs alone is its own key.
create function cinelibre.title_key(title text, is_begun boolean default false)
returns text
language plpgsql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _known jsonb := '{
        "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
        "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
        "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30",
        "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100",
        "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
        "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th", "thirteenth": "13th",
        "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
        "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18",
        "xix": "19", "xx": "20", "part": "part", "chapter": "chapter", "episode": "episode", "volume": "volume",
        "vol": "volume", "dr": "doctor", "mr": "mister", "mrs": "missus", "st": "saint", "vs": "versus", "and": ""
    }';
    _text text := cinelibre.fold(left(title_key.title, 400));
    _words text[];
    _key text;
begin
    if octet_length(_text) > char_length(_text) then
        _text := normalize(_text, nfc); -- signs that stand above and below letters are part of them in many scripts
    end if;
    if position(', ' in _text) > 0 then
        _text := regexp_replace(_text, '^([^:]+), (the|an?|l[aeo]s?|el|il|der|die|das|une?)(?=$|:)', '\2 \1');
    end if;
    _text := replace(replace(replace(_text, ' i:', ' 1:'), ' v:', ' 5:'), ' x:', ' 10:');
    _text := regexp_replace(_text, '(\mvol)\.(?=[0-9])|[-–—,:;/⁄&\s]+', '\1 ', 'g');
    _text := btrim(regexp_replace(_text, '[^[:alnum:]\u0900-\u0dff ]+', '', 'g'));
    _words := string_to_array(regexp_replace(_text, '^(?:the|an?) +(?=.)', ''), ' ');
    if _known ?| _words then
        _key := replace(cinelibre.fold_numerals(array_remove(_words, ''), _known, title_key.is_begun), ' ', '');
    else
        _key := array_to_string(_words, '');
    end if;
    if _key = '' then
        _key := regexp_replace(lower(normalize(title_key.title, nfkc)), '\s', '', 'g');
    end if;
    return left(_key, 200);
end;
$$;

-- What may be a title by itself, with its key: what stands before a colon, a dash, "or" or brackets at the end.
-- `is_edition` where the rest says only what kind of book or cut it is. None where the rest makes another work of it: the
-- number of a part, or another form such as a graphic novel.
create function cinelibre.list_beginnings(title text)
returns table (key text, is_edition boolean)
language plpgsql
immutable
parallel safe
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _sign text := '\s*:+(?![0-9])\s*|\s+[-–—]+\s+|--+|—|\s*;\s*' -- "Fight Club: A Novel", but not "3:10 to Yuma"
        || '|\s*,?\s+or[:,]\s+|\s*,\s+or\s+|\s+or\s+(?=[(])' -- "The Hobbit, Or, There and Back Again"
        || '|(?<=^(?:[A-Z][.])+)\s+(?=the\M)' -- "E.T. the Extra-Terrestrial"
        || '|\s*[(\[](?=[^()\[\]]+[)\]]\s*$)'; -- "Harry Potter and the Order of the Phoenix (Book 5)"
    _part text := '^(?:the )?(?:part|vol|volume|chapter|episode|season|series|issue|no|number|disc)s?'
        || ' ?(?:[0-9]+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\M(?! of )';
    _form text := '\m(?:graphic novel|comic book|manga|screenplay|colou?ring book|study guide|reading guide|cliffs? ?notes'
        || '|spark ?notes|(?:official|unofficial|unauthori[sz]ed|visual|movie) (?:guide|companion|handbook))\M'
        || '|^(?:an? |the )?(?:making of|(?:documentary|behind the scenes|companion|parody|trailer|featurette)\M.*)$';
    _edition text := '^(?:an? |the )?(?:\w+ ){0,3}(?:novel|novella|memoirs?|story|stories|tales?|adventure|fable|romance|thriller'
        || '|mystery|poems|essays|play|autobiography|biography|cut|edition|version|remastered|restored|unabridged|reissue)$';
    _title text := normalize(left(list_beginnings.title, 200), nfkc);
    _rest text;
    _start integer;
begin
    if _title !~* '[-–—:;(.[]|\mor\M' then
        return;
    end if;
    for n in 1..4 loop
        _start := regexp_instr(_title, _sign, 1, n, 0, 'i');
        exit when _start = 0;
        continue when _start = 1;
        _rest := cinelibre.fold_title(substr(_title, regexp_instr(_title, _sign, 1, n, 1, 'i')));
        continue when _rest ~ _part
            or _rest ~ _form
            or (_rest ~ '^(?:book ?)?(?:[0-9]+|[ivx]+)$' and substr(_title, _start) !~ '^\s*[(\[]');
        key := cinelibre.title_key(left(_title, _start - 1));
        is_edition := _rest = '' or _rest ~ _edition;
        return next;
    end loop;
end;
$$;

-- All keys of an item. Kinds: title, original, plain (a beginning whose rest is an edition's) and short (another beginning).
create function cinelibre.list_title_keys(title text, original_title text)
returns table (kind text, key text)
language sql
immutable
parallel safe
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select distinct on (named.key) named.kind, named.key
    from (
        select 1 as place, 'title' as kind, cinelibre.title_key(list_title_keys.title) as key
        union all
        select 2, 'original', cinelibre.title_key(nullif(list_title_keys.original_title, list_title_keys.title))
        union all
        select case when b.is_edition then 3 else 4 end, case when b.is_edition then 'plain' else 'short' end, b.key
        from unnest(array[list_title_keys.title, nullif(list_title_keys.original_title, list_title_keys.title)]) as names (name)
        cross join lateral cinelibre.list_beginnings(names.name) as b
    ) as named
    where named.key <> ''
    order by named.key, named.place;
$$;

-- item_type and prominence stand here again, so that suggestions read one index alone.
create table cinelibre.title_keys (
    item_id integer not null references cinelibre.items (id) on delete cascade,
    key text collate "C" not null,
    kind text not null check (kind in ('title', 'original', 'plain', 'short')),
    item_type text not null,
    prominence real not null,
    primary key (item_id, key)
);

create index title_keys_by_key on cinelibre.title_keys (key) include (kind, item_type, prominence, item_id);

create function cinelibre.keep_title_keys()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        delete from cinelibre.title_keys as k
        using new_items as n
        join old_items as o on o.id = n.id
        where k.item_id = n.id
            and (o.item_type, o.title, o.original_title, o.prominence)
                is distinct from (n.item_type, n.title, n.original_title, n.prominence);
    end if;
    insert into cinelibre.title_keys (item_id, key, kind, item_type, prominence)
    select n.id, listed.key, listed.kind, n.item_type, n.prominence
    from new_items as n
    cross join lateral cinelibre.list_title_keys(n.title, n.original_title) as listed
    where not exists (select from cinelibre.title_keys as k where k.item_id = n.id)
    order by n.id, listed.key;
    return null;
end;
$$;

create trigger keep_new_title_keys
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.keep_title_keys();

create trigger keep_changed_title_keys
after update on cinelibre.items
referencing old table as old_items new table as new_items
for each statement execute function cinelibre.keep_title_keys();

insert into cinelibre.title_keys (item_id, key, kind, item_type, prominence)
select i.id, listed.key, listed.kind, i.item_type, i.prominence
from cinelibre.items as i
cross join lateral cinelibre.list_title_keys(i.title, i.original_title) as listed;

drop index cinelibre.items_by_original_title;

drop index cinelibre.items_by_spelling;

drop function cinelibre.spell_title(text);

analyze cinelibre.title_keys;
