-- import_texts: write the note and the review that a row of a library has of an item; answer how many it wrote.
-- Called by import_record. The newer text wins. A review that is new here is published, and one that is hidden stays so.
-- A review counts towards the day's like one that is written: beyond daily_reviews it is held back, and nothing of it is
-- written.
create or replace function cinelibre.import_texts(user_id integer, item_id integer, record jsonb, daily_reviews integer)
returns table (n_written integer, is_held boolean)
language plpgsql
volatile
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _given record;
begin
    n_written := 0;
    is_held := false;
    select g.* into _given
    from jsonb_to_record(import_texts.record) as g (
        note text, note_at timestamptz, review text, has_spoilers boolean, reviewed_at timestamptz, review_changed_at timestamptz
    );
    insert into cinelibre.notes as n (user_id, item_id, body, written_at)
    select import_texts.user_id, import_texts.item_id, _given.note, coalesce(_given.note_at, now())
    where _given.note is not null
    on conflict on constraint notes_pkey do update
    set body = excluded.body,
        written_at = excluded.written_at
    where n.written_at < excluded.written_at
        and n.body <> excluded.body;
    n_written := n_written + found::integer;
    begin
        insert into cinelibre.reviews as r (user_id, item_id, body, has_spoilers, written_at, changed_at)
        select
            import_texts.user_id, import_texts.item_id, _given.review, coalesce(_given.has_spoilers, false),
            coalesce(_given.reviewed_at, _given.review_changed_at, now()),
            coalesce(_given.review_changed_at, _given.reviewed_at, now())
        where _given.review is not null
        on conflict on constraint reviews_user_id_item_id_key do update
        set body = excluded.body,
            has_spoilers = excluded.has_spoilers,
            changed_at = excluded.changed_at,
            is_settled = false
        where r.body is null
            or (r.changed_at < excluded.changed_at
                and (r.body, r.has_spoilers) is distinct from (excluded.body, excluded.has_spoilers));
        if found then
            perform cinelibre.count_towards(import_texts.user_id, 'reviews', import_texts.daily_reviews);
            n_written := n_written + 1;
        end if;
    exception when sqlstate 'PT429' then
        is_held := true;
    end;
    return next;
end;
$$;
