-- add_evidence: add each source's evidence and a predicted rating to a ranked list, and return it as a list is stored.
-- Called by save_recommendations. The evidence is appended as text and read into jsonb once, at the end. jsonb would be
-- built anew at every level of nesting.
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
            '[' || string_agg(
                left(e.body::text, -1) || ', "evidence": ' || g.evidence
                || ', "prediction": ' || coalesce(p.prediction::text, 'null') || '}',
                ', ' order by e.place
            ) || ']',
            '[]'
        )::jsonb
        from cinelibre.gather_evidence(add_evidence.item_ids, for_reader, add_evidence.sources) as g
        join jsonb_array_elements(add_evidence.ranked) with ordinality as e (body, place)
            on (e.body ->> 'item_id')::integer = g.item_id
        left join cinelibre.describe_predictions(for_reader.user_id, add_evidence.item_ids) as p on p.item_id = g.item_id
    );
end;
$$;
