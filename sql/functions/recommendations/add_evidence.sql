-- add_evidence: ranked items with what each source went by, in their order, as a list keeps them.
-- Called by save_recommendations. As text, each entry with its evidence before its last brace, read into jsonb once at the
-- end: an object of jsonb is put together anew at every level that it is built into.
create or replace function cinelibre.add_evidence(
    ranked jsonb,
    item_ids integer[],
    sources text[],
    for_reader cinelibre.reader
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(
            '[' || string_agg(left(e.body::text, -1) || ', "evidence": ' || g.evidence || '}', ', ' order by e.place) || ']',
            '[]'
        )::jsonb
        from cinelibre.gather_evidence(add_evidence.item_ids, for_reader, add_evidence.sources) as g
        join jsonb_array_elements(add_evidence.ranked) with ordinality as e (body, place)
            on (e.body ->> 'item_id')::integer = g.item_id
    );
end;
$$;
