-- find_titled: the items whose title or original title is what was typed, or is it but for a leading article.
-- Called by find_seed, choose_reading and scan_by_words, which asks for exact ones alone.
create or replace function cinelibre.find_titled(typed text, is_exact boolean default false)
returns setof integer
language sql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select distinct title
        from cinelibre.fold_title(find_titled.typed) as folded
        cross join unnest(array[folded, 'the ' || folded, regexp_replace(folded, '^(the|an?) ', '')]) as title
        where title <> ''
            and (title = folded or not find_titled.is_exact)
    )
    select t.id
    from asked
    join cinelibre.items as t on t.folded_title = asked.title
    union
    select o.id
    from asked
    join cinelibre.items as o on cinelibre.fold_title(o.original_title) = asked.title and o.original_title is not null;
$$;
