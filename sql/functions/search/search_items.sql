-- search_items: movies and books by meaning, by words, by title and by person at once.
-- GET /search. Without a vector, or with a catalogue nothing was embedded in, words alone answer. When the filters
-- leave nothing, emptied_by names each one without which something would be left; all of them where no single one is.
-- `readings` are ways to read the question, of which choose_reading takes one: its words, filters, item_type, order_by
-- and exclude_words stand for those beside it. `reading` and `like` tell which it was, `corrected` what
-- misspelled words were put right to.
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
    prominence_weight float8 default 0.0035,
    caller_id integer default null,
    caller_version integer default null,
    readings jsonb default null,
    keyword_weight float8 default 0.6,
    order_weight float8 default 1,
    similarity_weight float8 default 0.03,
    share_weight float8 default 0.04
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with reading as materialized (
        select
            chosen.body,
            coalesce(search_items.item_type, chosen.body ->> 'item_type') as item_type,
            coalesce(chosen.body -> 'filters', search_items.filters) as filters,
            asked.*,
            array(select jsonb_array_elements_text(chosen.body -> 'exclude_words')) as excluded,
            (chosen.body ->> 'like_id')::integer as like_id,
            coalesce((chosen.body ->> 'is_demand_only')::boolean, false) as is_demand_only
        from (
            select coalesce(cinelibre.choose_reading(nullif(search_items.readings, '[]'), search_items.item_type), '{}') as body
        ) as chosen
        cross join cinelibre.read_question(chosen.body, search_items.words, search_items.query_embedding) as asked
    ),
    found as materialized (
        select demanded.*
        from reading as r
        cross join cinelibre.list_demanded(
            r.words, r.item_type, cinelibre.read_filters(r.filters), coalesce(r.body ->> 'order_by', 'popular'),
            cinelibre.exclude_words(r.excluded), array(select jsonb_array_elements_text(r.body -> 'genres')),
            search_items.match_count
        ) as demanded
        where r.is_demand_only
        union all
        select fused.*
        from reading as r
        cross join cinelibre.fuse_items(
            r.words,
            r.ranking_words,
            r.body ->> 'hints',
            case when search_items.embedding_model is not null then r.query_embedding end,
            r.item_type,
            cinelibre.read_filters(r.filters),
            cinelibre.read_filters(r.filters, as_sets => true),
            search_items.embedding_model,
            r.body ->> 'order_by',
            cinelibre.exclude_words(r.excluded),
            r.like_id,
            jsonb_build_object(
                'meaning', search_items.meaning_weight,
                'words', search_items.words_weight,
                'person', search_items.person_weight,
                'keyword', search_items.keyword_weight,
                'order', search_items.order_weight,
                'similarity', search_items.similarity_weight,
                'share', search_items.share_weight,
                'prominence', search_items.prominence_weight
            ),
            search_items.match_count
        ) as fused
        where not r.is_demand_only
    )
    select jsonb_build_object(
        'items', coalesce(
            (
                select jsonb_agg(
                    cinelibre.describe_item(f.item_id) || jsonb_build_object(
                        'similarity', f.similarity,
                        'score', f.score,
                        'matched', f.matched,
                        'seen', case when caller.user_id is not null then cinelibre.knows_item(caller.user_id, f.item_id) end
                    )
                    order by f.score desc, f.item_id
                )
                from found as f
            ),
            '[]'
        ),
        'emptied_by', case
            when exists (select from found) then '[]'
            else cinelibre.find_emptying(r.item_type, r.filters)
        end,
        'reading', r.body -> 'place',
        'like', (select jsonb_build_object('id', i.id, 'title', i.title) from cinelibre.items as i where i.id = r.like_id),
        'corrected', r.corrected
    )
    from cinelibre.allow_caller(search_items.caller_id, search_items.caller_version) as caller (user_id)
    cross join reading as r;
$$;
