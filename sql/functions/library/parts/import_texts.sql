-- import_texts: write the note and the review that a row of a library has of an item; answer how many it wrote.
-- Called by import_record. The newer text wins. A review that is new here is published, and one that is hidden stays so.
create or replace function cinelibre.import_texts(user_id integer, item_id integer, record jsonb)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select g.*
        from jsonb_to_record(import_texts.record) as g (
            note text, note_at timestamptz, review text, has_spoilers boolean, reviewed_at timestamptz,
            review_changed_at timestamptz
        )
    ),
    noted as (
        insert into cinelibre.notes as n (user_id, item_id, body, written_at)
        select import_texts.user_id, import_texts.item_id, g.note, coalesce(g.note_at, now())
        from given as g
        where g.note is not null
        on conflict on constraint notes_pkey do update
        set body = excluded.body,
            written_at = excluded.written_at
        where n.written_at < excluded.written_at
            and n.body <> excluded.body
        returning n.item_id
    ),
    reviewed as (
        insert into cinelibre.reviews as r (user_id, item_id, body, has_spoilers, written_at, changed_at)
        select
            import_texts.user_id, import_texts.item_id, g.review, coalesce(g.has_spoilers, false),
            coalesce(g.reviewed_at, g.review_changed_at, now()), coalesce(g.review_changed_at, g.reviewed_at, now())
        from given as g
        where g.review is not null
        on conflict on constraint reviews_user_id_item_id_key do update
        set body = excluded.body,
            has_spoilers = excluded.has_spoilers,
            changed_at = excluded.changed_at,
            is_settled = false
        where r.body is null
            or (r.changed_at < excluded.changed_at
                and (r.body, r.has_spoilers) is distinct from (excluded.body, excluded.has_spoilers))
        returning r.item_id
    )
    select ((select count(*) from noted) + (select count(*) from reviewed))::integer;
$$;
