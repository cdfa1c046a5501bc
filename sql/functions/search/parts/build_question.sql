-- build_question: complete a chosen reading: the words to look up, the words that rank, and the vector.
-- Called by search_items. For a question "like …" the vector is that item's, and its genres and keywords are looked up.
-- For a title the vector is that item's too. If nothing has the typed title, misspelled words are corrected, and
-- `corrected` says so. Where the reading says nothing, the arguments count.
create or replace function cinelibre.build_question(
    reading jsonb,
    words text,
    item_type text,
    filters jsonb,
    inout query_embedding vector,
    out question jsonb
)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _meant_id integer := coalesce(reading ->> 'like_id', reading ->> 'title_id')::integer;
    _words text := coalesce(reading ->> 'words', build_question.words);
    _corrected text;
    _ranking_words text;
begin
    if _meant_id is not null then
        select e.embedding::vector
        into query_embedding
        from cinelibre.item_embeddings as e
        where e.item_id = _meant_id;
    elsif not reading ? 'is_demand_only' and not exists (select from cinelibre.find_titled(_words, is_exact => true)) then
        _corrected := coalesce(cinelibre.correct_words(_words), cinelibre.find_near_name(_words));
        _words := coalesce(_corrected, _words);
    end if;
    _ranking_words := concat_ws(' ', _words, nullif(reading ->> 'hints', ''));
    if reading ? 'like_id' then
        _words := concat_ws(
            ' ',
            _words,
            (select array_to_string(i.genres || i.keywords[:5], ' ') from cinelibre.items as i where i.id = _meant_id)
        );
    end if;
    question := reading || jsonb_build_object(
        'words', _words,
        'ranking_words', _ranking_words,
        'item_type', coalesce(build_question.item_type, reading ->> 'item_type'),
        'filters', coalesce(reading -> 'filters', build_question.filters, '{}'),
        'corrected', _corrected
    );
end;
$$;
