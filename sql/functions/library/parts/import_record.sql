-- import_record: write what one row of a library says of an item into an account; answer its status, and a reason.
-- Called by import_rows. It was there already if neither stars, marks, texts, events nor what moves lists was new.
-- `bad`: nothing more can be set to move lists, or nothing is new but a review that is held back.
create or replace function cinelibre.import_record(user_id integer, item_id integer, record jsonb, daily_reviews integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _given record;
    _has_stars boolean := exists (
        select
        from cinelibre.ratings as r
        where r.user_id = import_record.user_id
            and r.item_id = import_record.item_id
            and r.source = 'rating'
    );
    _has_marks boolean;
    _n_rated integer := 0;
    _n_marked integer := 0;
    _n_events integer := 0;
    _texts record;
    _n_set integer := 0;
begin
    select r.* into _given
    from jsonb_to_record(import_record.record) as r (
        rating real, rated_at timestamptz, watchlist_at timestamptz, hidden_at timestamptz, seen_at timestamptz,
        favorite_at timestamptz, opinion_at timestamptz, events jsonb, influence jsonb
    );
    _has_marks := coalesce(
        _given.watchlist_at, _given.hidden_at, _given.seen_at, _given.favorite_at, _given.opinion_at
    ) is not null;
    if _given.rating is not null then
        _n_rated := cinelibre.import_rating(import_record.user_id, import_record.item_id, _given.rating, _given.rated_at);
    end if;
    if _has_marks then
        _n_marked := cinelibre.import_marks(import_record.user_id, import_record.item_id, import_record.record);
    end if;
    if _given.events is not null then
        _n_events := cinelibre.import_events(import_record.user_id, import_record.item_id, _given.events);
    end if;
    select t.* into _texts
    from cinelibre.import_texts(import_record.user_id, import_record.item_id, import_record.record, daily_reviews) as t
    where import_record.record ?| '{note,review}';
    if _given.influence is not null then
        _n_set := cinelibre.import_influence(import_record.user_id, import_record.item_id, _given.influence);
    end if;
    return jsonb_build_object('status', case
        when _n_set is null then 'bad'
        when _n_rated > 0 and _has_stars then 'updated'
        when _n_rated + _n_marked + _n_events + coalesce(_texts.n_written, 0) + _n_set > 0 then 'created'
        when _texts.is_held then 'bad'
        when coalesce(_given.rating::text, _given.events::text, _given.influence::text) is null
            and _texts.n_written is null and not _has_marks then 'matched'
        else 'already_there'
    end, 'reason', case
        when _n_set is null then 'you have set as many influences as one may: set one back to 1 first'
        when _texts.is_held
            then format('the review was not published: a day takes %s reviews; import the row again tomorrow', daily_reviews)
    end);
end;
$$;
