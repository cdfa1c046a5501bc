-- A title is typed as it is said: "spiderman", "the godfather 2", "ten things i hate about you".

-- A folded title in one spelling: numerals are digits, titles of people are written out, and nothing stands between letters.
-- A leading article, "and", "part", "chapter" and the like do not count.
create function cinelibre.spell_title(folded_title text)
returns text
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(string_agg(coalesce(same.spelling, split.word), '' order by split.place), '')
    from regexp_split_to_table(regexp_replace(spell_title.folded_title, '^(the|an?) ', ''), ' ')
        with ordinality as split (word, place)
    left join (
        values
            ('one', '1'), ('two', '2'), ('three', '3'), ('four', '4'), ('five', '5'), ('six', '6'), ('seven', '7'),
            ('eight', '8'), ('nine', '9'), ('ten', '10'), ('eleven', '11'), ('twelve', '12'), ('thirteen', '13'),
            ('sixteen', '16'), ('twenty', '20'), ('ii', '2'), ('iii', '3'), ('iv', '4'), ('v', '5'), ('vi', '6'),
            ('vii', '7'), ('viii', '8'), ('ix', '9'), ('dr', 'doctor'), ('mr', 'mister'), ('mrs', 'missus'),
            ('vs', 'versus'), ('and', ''), ('part', ''), ('chapter', ''), ('episode', ''), ('vol', ''), ('volume', '')
    ) as same (word, spelling) on same.word = split.word;
$$;

create index items_by_spelling on cinelibre.items (cinelibre.spell_title(folded_title));
