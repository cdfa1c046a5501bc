-- record_seen: record as shown what events of the type `impression` say was seen in rows of a user's front page.
-- Called by record_interactions. Answers how many items that is. An item counts once for each front page, at its place in
-- the row that has it; what the front page did not have does not count. Lists record by themselves what they serve.
create or replace function cinelibre.record_seen(user_id integer, interaction_ids bigint[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_seen integer;
    _ids uuid[] := array(
        select l.id
        from cinelibre.interactions as e
        join cinelibre.recommendation_lists as l
            on l.user_id = record_seen.user_id and l.id::text = e.context ->> 'recommendation_id'
        where e.id = any (record_seen.interaction_ids)
            and e.interaction_type = 'impression'
            and l.rows is not null
    );
begin
    if cardinality(_ids) = 0 then
        return 0;
    end if;
    insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at, source, variant, row_key)
    select record_seen.user_id, i.id, l.id, entry.place, greatest(seen.at, l.created_at), (
        select min(cinelibre.find_main_source(receipt.body -> 'contributions'))
        from jsonb_array_elements(l.items) as receipt (body)
        where receipt.body ->> 'item_id' = entry.item_id
    ), l.variant, part.body ->> 'key'
    from cinelibre.recommendation_lists as l
    cross join lateral jsonb_array_elements(l.rows -> 'rows') as part (body)
    cross join lateral jsonb_array_elements_text(part.body -> 'item_ids') with ordinality as entry (item_id, place)
    join cinelibre.items as i on i.id = entry.item_id::integer
    cross join lateral (
        select min(e.occurred_at) as at
        from cinelibre.interactions as e
        where e.id = any (record_seen.interaction_ids)
            and e.interaction_type = 'impression'
            and e.context ->> 'recommendation_id' = l.id::text
            and jsonb_path_exists(e.context, '$.items[*] ? (@.id == $id)', jsonb_build_object('id', i.id))
    ) as seen
    where l.id = any (_ids) and seen.at is not null
    order by l.id, entry.place
    on conflict do nothing;
    get diagnostics _n_seen = row_count;
    if _n_seen > 0 then
        perform cinelibre.enter_experiments(record_seen.user_id, l.variant)
        from cinelibre.recommendation_lists as l
        where l.id = any (_ids) and l.variant is not null;
        perform cinelibre.delete_former_impressions(record_seen.user_id);
    end if;
    return _n_seen;
end;
$$;
