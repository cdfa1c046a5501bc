-- upsert_items: write a batch of movies and books with their embeddings; a second run changes nothing.
-- Called by every import and by the sync. A field that a record leaves out keeps its value; triggers skip unchanged
-- rows. Batches run one after another, because two that bring the same new item at once would both insert it.
-- Answers how many items are new, changed and unchanged. taken_ids tells, by position in `records`, which ids the batch
-- left out because another item has them.
create or replace function public.upsert_items(records jsonb, embedding_model text, dimension integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _model_id integer;
    _incoming cinelibre.incoming_item[];
    _known_ids integer[];
    _touched_ids integer[];
begin
    perform pg_advisory_xact_lock(hashtextextended('cinelibre.upsert_items', 0));
    _model_id := cinelibre.claim_embedding_model(upsert_items.embedding_model, upsert_items.dimension);
    _incoming := array(select p from cinelibre.parse_items(upsert_items.records) as p);
    _incoming := array(select d from cinelibre.drop_repeated_items(_incoming) as d);
    _known_ids := array(select n.item_id from unnest(_incoming) as n where n.item_id is not null);
    _incoming := array(select i from cinelibre.identify_items(_incoming) as i);
    _touched_ids := array(select w from cinelibre.write_items(_incoming) as w);
    _touched_ids := _touched_ids
        || array(select w from cinelibre.write_movies(_incoming) as w)
        || array(select w from cinelibre.write_books(_incoming) as w)
        || array(select w from cinelibre.write_vectors(_incoming, _model_id) as w);
    return (
        select jsonb_build_object(
            'n_new', count(*) filter (where not judged.is_known),
            'n_changed', count(*) filter (where judged.is_known and judged.is_touched),
            'n_unchanged', count(*) filter (where judged.is_known and not judged.is_touched),
            'taken_ids', coalesce(jsonb_object_agg(judged.place, judged.taken_ids) filter (where judged.taken_ids <> '{}'), '{}')
        )
        from (
            select n.place, n.taken_ids, n.item_id = any (_known_ids) as is_known, n.item_id = any (_touched_ids) as is_touched
            from unnest(_incoming) as n
        ) as judged
    );
end;
$$;
