-- Compatibility forms are folded: wide letters are letters, "½" is "1/2", "Ⅱ" is "II", "³" is "3" and "ﬁ" is "fi".
-- A fraction has a blank before it: "8½" is "8 1/2". Marks of trade and of copyright are no letters.
create or replace function cinelibre.fold(words text)
returns text
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select replace(replace(replace(
        translate(
            regexp_replace(
                lower(normalize(
                    regexp_replace(translate(fold.words, '™℠®©', ''), '([¼-¾⅐-⅞])', ' \1', 'g'),
                    nfkd
                )),
                '[\u0300-\u036f]', '', 'g'
            ),
            'øłđðı''’ʼ`',
            'olddi'
        ),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
$$;

-- What was folded before and has such forms is written anew. updated_at stays: nothing changed that anybody reads.
alter table cinelibre.items disable trigger skip_unchanged;

alter table cinelibre.items disable trigger touch_updated_at;

update cinelibre.items as i
set title = i.title
where concat_ws(
    ' ', i.title, i.original_title, i.description,
    array_to_string(i.people, ' '), array_to_string(i.genres, ' '), array_to_string(i.keywords, ' ')
) is not nfkc normalized;

alter table cinelibre.items enable trigger skip_unchanged;

alter table cinelibre.items enable trigger touch_updated_at;
