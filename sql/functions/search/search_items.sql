-- search_items: movies and books by meaning, by words, by title and by person at once.
-- GET /search. Without a vector, or with a catalogue nothing was embedded in, words alone answer. When the filters
-- leave nothing, emptied_by names each one without which something would be left; all of them where no single one is.
create or replace function public.search_items(
    words text,
    query_embedding vector default null,
    item_type text default null,
    filters jsonb default '{}',
    match_count integer default 20,
    embedding_model text default null,
    meaning_weight float8 default 1,
    words_weight float8 default 1,
    person_weight float8 default 2,
    prominence_weight float8 default 0.001,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with found as materialized (
        select fused.*
        from cinelibre.fuse_items(
            search_items.words,
            search_items.query_embedding,
            search_items.item_type,
            cinelibre.read_filters(search_items.filters),
            cinelibre.read_filters(search_items.filters, as_sets => true),
            search_items.match_count,
            search_items.embedding_model,
            search_items.meaning_weight,
            search_items.words_weight,
            search_items.person_weight,
            search_items.prominence_weight
        ) as fused
    )
    select jsonb_build_object(
        'items', coalesce(
            (
                select jsonb_agg(
                    to_jsonb(f) || jsonb_build_object(
                        'seen', case when caller.user_id is not null then cinelibre.knows_item(caller.user_id, f.id) end
                    )
                    order by f.score desc, f.id
                )
                from found as f
            ),
            '[]'
        ),
        'emptied_by', case
            when exists (select from found) then '[]'
            else cinelibre.find_emptying(search_items.item_type, search_items.filters)
        end
    )
    from cinelibre.allow_caller(search_items.caller_id, search_items.caller_version) as caller (user_id);
$$;
