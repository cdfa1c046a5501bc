-- import_rows: import the matched rows of a library into an account; answer what became of each, in their order.
-- Called by import_library and import_choices, which have locked the user and the items. Each element of `matched` has
-- the record, the item_id that it means, and the candidates if that is not sure. What is imported leaves no events in
-- the outbox: it happened elsewhere, often years ago.
create or replace function cinelibre.import_rows(user_id integer, matched jsonb, daily_reviews integer)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select set_config('cinelibre.origin', 'import', true);

    select coalesce(
        jsonb_agg(
            jsonb_strip_nulls(jsonb_build_object(
                'item_id', m.item_id,
                'candidates', (
                    select jsonb_agg(cinelibre.refer_to_item(c.id) order by c.place)
                    from unnest(m.candidates) with ordinality as c (id, place)
                ),
                'status', coalesce(
                    sought.status,
                    case when judged.fault is not null then 'bad' end,
                    written.outcome ->> 'status'
                ),
                'reason', coalesce(judged.fault, written.outcome ->> 'reason')
            ))
            order by element.place
        ),
        '[]'
    )
    from jsonb_array_elements(import_rows.matched) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as m (record jsonb, item_id integer, candidates integer[])
    cross join lateral (
        select
            case
                when m.candidates is not null then 'ambiguous'
                when m.item_id is null and m.record ?| '{id,title,movielens_id,tmdb_id,imdb_id,google_id,isbn13}' then 'not_found'
            end as status
    ) as sought
    cross join lateral (
        select case when sought.status is null then cinelibre.find_fault(m.item_id, m.record) end as fault
        offset 0 -- keeps the planner from calling find_fault twice a row
    ) as judged
    cross join lateral (
        select case
            when sought.status is null and judged.fault is null
                then cinelibre.import_record(import_rows.user_id, m.item_id, m.record, import_rows.daily_reviews)
        end as outcome
        offset 0 -- for the same reason
    ) as written;
$$;
