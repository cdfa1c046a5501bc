-- get_languages: the original languages of the catalogue and how many items each has, most first.
-- GET /languages.
create or replace function public.get_languages(item_type text default null)
returns table (code text, item_count bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        i.language,
        count(*)
    from cinelibre.items as i
    where i.item_type = coalesce(get_languages.item_type, i.item_type)
        and i.language is not null
    group by i.language
    order by count(*) desc, i.language
    limit 500;
$$;
