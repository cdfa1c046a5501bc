-- read_question: of a reading the words that are looked for, those that rank what is found, and the vector they mean.
-- Called by search_items. What is like an item means what the item means, and is looked for by its genres and keywords; so
-- does a title, without those. Where no title is what was typed, misspelled words are put right, which `corrected` tells.
create or replace function cinelibre.read_question(reading jsonb, words text, query_embedding vector)
returns table (words text, ranking_words text, query_embedding vector, corrected text)
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as (
        select
            coalesce(read_question.reading ->> 'words', read_question.words) as words,
            (read_question.reading ->> 'like_id')::integer as like_id,
            coalesce(read_question.reading ->> 'like_id', read_question.reading ->> 'title_id')::integer as meant_id
    ),
    mended as (
        select
            a.*,
            case
                when a.meant_id is null and not exists (select from cinelibre.find_titled(a.words, is_exact => true))
                    then cinelibre.correct_words(a.words)
            end as corrected
        from asked as a
    ),
    told as (
        select
            m.*,
            concat_ws(' ', coalesce(m.corrected, m.words), array_to_string(i.genres || i.keywords[:5], ' ')) as told_words
        from mended as m
        left join cinelibre.items as i on i.id = m.like_id
    )
    select
        m.told_words,
        concat_ws(' ', coalesce(m.corrected, m.words), read_question.reading ->> 'hints'),
        case
            when m.meant_id is null then coalesce((read_question.reading ->> 'embedding')::vector, read_question.query_embedding)
            else (select e.embedding::vector from cinelibre.item_embeddings as e where e.item_id = m.meant_id)
        end,
        m.corrected
    from told as m;
$$;
