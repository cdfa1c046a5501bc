-- weights_of_search: return how much each list of a search weighs, for fuse_items.
-- Called by search_items; a caller may override single weights. docs/algorithms.md explains them.
create or replace function cinelibre.weights_of_search(
    meaning float8 default 1,
    words float8 default 1,
    person float8 default 2,
    keyword float8 default 0.6,
    order_by float8 default 1,
    similarity float8 default 0.03,
    share float8 default 0.04,
    prominence float8 default 0.005
)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'meaning', weights_of_search.meaning,
        'words', weights_of_search.words,
        'person', weights_of_search.person,
        'keyword', weights_of_search.keyword,
        'order_by', weights_of_search.order_by,
        'similarity', weights_of_search.similarity,
        'share', weights_of_search.share,
        'prominence', weights_of_search.prominence
    );
$$;
