-- read_question: of a reading the words that are looked for, those that rank what is found, and the vector they mean.
-- Called by search_items. What is like an item means what the item means, and is looked for by its genres and keywords; so
-- does a title, without those. Where no title is what was typed, what is misspelled is put right, which `corrected` tells.
create or replace function cinelibre.read_question(
    reading jsonb,
    inout words text,
    inout query_embedding vector,
    out ranking_words text,
    out corrected text
)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _meant_id integer := coalesce(reading ->> 'like_id', reading ->> 'title_id')::integer;
begin
    words := coalesce(reading ->> 'words', words);
    if _meant_id is not null then
        select e.embedding::vector
        into query_embedding
        from cinelibre.item_embeddings as e
        where e.item_id = _meant_id;
    elsif reading ? 'is_demand_only' then
        null;
    elsif not exists (select from cinelibre.find_titled(words, is_exact => true)) then
        corrected := coalesce(cinelibre.correct_words(words), cinelibre.find_near_name(words));
        words := coalesce(corrected, words);
    end if;
    ranking_words := concat_ws(' ', words, reading ->> 'hints');
    if reading ? 'like_id' then
        words := concat_ws(
            ' ',
            words,
            (select array_to_string(i.genres || i.keywords[:5], ' ') from cinelibre.items as i where i.id = _meant_id)
        );
    end if;
end;
$$;
