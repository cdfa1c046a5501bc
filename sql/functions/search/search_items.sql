-- search_items: return one page of the movies and books that meaning, words, title and person find, and how many there are.
-- GET /search. Without a vector, or without embedded items, only words count. choose_reading picks one of `readings`;
-- the answer's `reading` and `like` say which. `corrected` is the text with its spelling corrected.
-- The list has list_limit items at most, whichever page is asked. If the filters leave nothing, `emptied_by` names each
-- filter whose removal would leave something.
create or replace function public.search_items(
    words text,
    match_count integer,
    item_skip integer,
    list_limit integer,
    query_embedding vector default null,
    item_type text default null,
    filters jsonb default '{}',
    embedding_model text default null,
    caller_id integer default null,
    caller_version integer default null,
    readings jsonb default null,
    weights jsonb default '{}'
)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select read.question, case when search_items.embedding_model is not null then read.query_embedding end as query_embedding
        from cinelibre.build_question(
            coalesce(cinelibre.choose_reading(nullif(search_items.readings, '[]'), search_items.item_type), '{}'),
            search_items.words, search_items.item_type, search_items.filters, search_items.query_embedding
        ) as read
    ),
    found as materialized (
        select demanded.*
        from asked
        cross join cinelibre.list_demanded(asked.question, list_limit) as demanded
        where asked.question ? 'is_demand_only'
        union all
        select fused.*
        from asked
        cross join cinelibre.fuse_items(
            asked.question, asked.query_embedding, embedding_model, cinelibre.weights_of_search() || weights, list_limit
        ) as fused
        where not asked.question ? 'is_demand_only'
    ),
    page as materialized (select f.* from found as f order by f.score desc, f.item_id offset item_skip limit match_count)
    select json_build_object(
        'total', (select count(*) from found),
        'items', coalesce(described.items, '[]'),
        'emptied_by', case
            when not exists (select from found) then cinelibre.find_emptying(question ->> 'item_type', question -> 'filters')
            else '[]'
        end,
        'reading', question -> 'place',
        'like', (select jsonb_build_object('id', i.id, 'title', i.title) from cinelibre.items as i where i.id = (question ->> 'like_id')::integer),
        'corrected', question -> 'corrected',
        'idle_exclusions', cinelibre.list_idle_exclusions(question)
    )
    from cinelibre.allow_caller(search_items.caller_id, search_items.caller_version) as caller (user_id)
    cross join asked
    cross join lateral (
        select json_agg(cinelibre.describe_finding(d.item, f.similarity, f.score, f.matched, caller.user_id) order by f.score desc, f.item_id)
        from page as f
        join cinelibre.describe_items(array(select o.item_id from page as o), caller.user_id) as d on d.item_id = f.item_id
    ) as described (items);
$$;
