-- describe_languages: return the most common languages, each with its best known items that the user does not know.
-- Called by describe_rows for a user without ratings, and by get_public_carousels.
create or replace function cinelibre.describe_languages(
    item_types text[],
    known_ids integer[],
    item_limit integer,
    language_limit integer default 10
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object('name', l.name, 'n_items', l.n_items, 'item_ids', array(
                select b.item_id
                from cinelibre.list_best_of(
                    'language', l.name, describe_languages.item_types, describe_languages.known_ids, describe_languages.item_limit
                ) as b
            ))
            order by l.n_items desc, l.name
        ),
        '[]'
    )
    from (
        select f.name, sum(f.n_items) as n_items
        from cinelibre.features as f
        where f.kind = 'language' and f.item_type = any (describe_languages.item_types)
        group by f.name
        order by n_items desc, f.name
        limit describe_languages.language_limit
    ) as l;
$$;
