-- build_name_condition: turn typed text into a condition for a dynamic query: a title or a person's name has it.
-- Called by get_my_ratings. The condition refers to an item as i. Capitals and accents do not matter. Null allows all.
create or replace function cinelibre.build_name_condition(typed text)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when build_name_condition.typed is null then 'true'
        else format(
            '(strpos(i.folded_title, %1$L) > 0'
            ' or (i.original_title <> i.title and strpos(cinelibre.fold_title(i.original_title), %1$L) > 0)'
            ' or exists (select from unnest(i.folded_people) as person where strpos(person, %1$L) > 0))',
            cinelibre.fold_title(build_name_condition.typed)
        )
    end;
$$;
