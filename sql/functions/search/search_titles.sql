-- search_titles: suggest titles while a user types, then items by people of that name, and their own former questions.
-- GET /search/suggest, best known first. `person` is set if a name matched; `history` is empty without a token. The caller
-- is checked before anything is read, so an ended token gets PT401.
create or replace function public.search_titles(
    typed text,
    item_limit integer,
    history_limit integer,
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'history', cinelibre.find_former_questions(caller.user_id, search_titles.typed, search_titles.history_limit),
        'items', suggested.items
    )
    from cinelibre.allow_caller(search_titles.caller_id, search_titles.caller_version) as caller (user_id)
    cross join lateral (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'id', i.id,
                    'item_type', i.item_type,
                    'title', i.title,
                    'year', i.year,
                    'image_url', i.image_url,
                    'person', found.person
                )
                order by found.place
            ),
            '[]'
        ) as items
        from cinelibre.suggest_items(search_titles.typed, search_titles.item_type, search_titles.item_limit) as found
        join cinelibre.items as i on i.id = found.item_id
        where coalesce(caller.user_id, 0) >= 0 -- keeps the check of the caller first
    ) as suggested;
$$;
