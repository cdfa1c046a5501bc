-- get_receipt: return why an item is on a list: its score, the parts of the score, and each source's evidence.
-- GET /recommendations/{recommendation_id}/why/{item_id}. The receipt stays as it was when the list was made, but friends are
-- named as of now.
create or replace function public.get_receipt(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select jsonb_build_object(
                'recommendation_id', l.id,
                'sources', l.sources,
                'created_at', l.created_at,
                'place', entry.place,
                'item', (select d.item from cinelibre.describe_items(array[get_receipt.item_id], caller.user_id) as d)
            ) || (entry.body - 'item_id') || jsonb_build_object('evidence', entry.body -> 'evidence' || coalesce(f.evidence, '{}'))
            from cinelibre.require_list(caller.user_id, get_receipt.recommendation_id) as l
            cross join lateral jsonb_array_elements(l.items) with ordinality as entry (body, place)
            left join lateral cinelibre.explain_by_friends(caller.user_id, jsonb_build_array(entry.body)) as f on true
            where (entry.body ->> 'item_id')::integer = get_receipt.item_id
        ),
        cinelibre.refuse('PT404', 'item_not_found', 'item_id: This item is not on this list.')
    )
    from cinelibre.require_caller(get_receipt.caller_id, get_receipt.caller_version, get_receipt.acts_for) as caller;
$$;
