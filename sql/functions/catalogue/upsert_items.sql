-- upsert_items: write a batch of movies and books with their embeddings; a second run changes nothing.
-- Called by every import and by the sync. A field that a record leaves out keeps its value; triggers skip unchanged
-- rows. Batches run one after another, because two that bring the same new item at once would both insert it.
-- Answers how many items are new, changed and unchanged. taken_ids tells, by position in `records`, which ids the batch
-- left out because another item has them.
create or replace function public.upsert_items(records jsonb, embedding_model text, dimension integer)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select pg_advisory_xact_lock(hashtextextended('cinelibre.upsert_items', 0));

    with model as materialized ( -- claimed once, not for each record
        select cinelibre.claim_embedding_model(upsert_items.embedding_model, upsert_items.dimension) as id
    ),
    incoming as materialized (
        select record.*
        from model
        cross join lateral cinelibre.read_items(upsert_items.records) as record
        where model.id is not null
        order by record.item_id
    ),
    known as materialized (
        select i.id
        from cinelibre.items as i
        join incoming as n on n.item_id = i.id
    ),
    written_items as (
        insert into cinelibre.items as i (
            id, item_type, title, original_title, year, language, genres, keywords, people, description, image_url,
            external_rating, external_count, external_popularity
        )
        select
            n.item_id, n.item_type, n.title, n.original_title, n.year, n.language, coalesce(n.genres, '{}'),
            coalesce(n.keywords, '{}'),
            coalesce(n.directors, '{}') || coalesce(n.cast_members[:3], '{}') || coalesce(n.authors, '{}'),
            n.description, n.image_url, n.external_rating, n.external_count, n.external_popularity
        from incoming as n
        order by n.item_id
        on conflict (id) do update
        set title = excluded.title,
            original_title = coalesce(excluded.original_title, i.original_title),
            year = coalesce(excluded.year, i.year),
            language = coalesce(excluded.language, i.language),
            genres = coalesce(nullif(excluded.genres, '{}'), i.genres),
            keywords = coalesce(nullif(excluded.keywords, '{}'), i.keywords),
            people = coalesce(nullif(excluded.people, '{}'), i.people),
            description = coalesce(excluded.description, i.description),
            image_url = coalesce(excluded.image_url, i.image_url),
            external_rating = coalesce(excluded.external_rating, i.external_rating),
            external_count = coalesce(excluded.external_count, i.external_count),
            external_popularity = coalesce(excluded.external_popularity, i.external_popularity)
        returning i.id
    ),
    written_movies as (
        insert into cinelibre.movies as m (
            item_id, movielens_id, tmdb_id, imdb_id, release_date, runtime, directors, cast_members, certification
        )
        select
            n.item_id, n.movielens_id, n.tmdb_id, n.imdb_id, n.release_date, n.runtime,
            coalesce(n.directors, '{}'), coalesce(n.cast_members, '{}'), n.certification
        from incoming as n
        where n.item_type = 'movie'
        order by n.item_id
        on conflict (item_id) do update
        set movielens_id = coalesce(excluded.movielens_id, m.movielens_id),
            tmdb_id = coalesce(excluded.tmdb_id, m.tmdb_id),
            imdb_id = coalesce(excluded.imdb_id, m.imdb_id),
            release_date = coalesce(excluded.release_date, m.release_date),
            runtime = coalesce(excluded.runtime, m.runtime),
            directors = coalesce(nullif(excluded.directors, '{}'), m.directors),
            cast_members = coalesce(nullif(excluded.cast_members, '{}'), m.cast_members),
            certification = coalesce(excluded.certification, m.certification)
        returning m.item_id
    ),
    written_books as (
        insert into cinelibre.books as b (
            item_id, google_id, isbn13, published_date, page_count, authors, publisher
        )
        select
            n.item_id, n.google_id, n.isbn13, n.published_date, n.page_count, coalesce(n.authors, '{}'), n.publisher
        from incoming as n
        where n.item_type = 'book'
        order by n.item_id
        on conflict (item_id) do update
        set google_id = coalesce(excluded.google_id, b.google_id),
            isbn13 = coalesce(excluded.isbn13, b.isbn13),
            published_date = coalesce(excluded.published_date, b.published_date),
            page_count = coalesce(excluded.page_count, b.page_count),
            authors = coalesce(nullif(excluded.authors, '{}'), b.authors),
            publisher = coalesce(excluded.publisher, b.publisher)
        returning b.item_id
    ),
    written_embeddings as (
        insert into cinelibre.item_embeddings as e (item_id, item_type, embedding, text_hash, model_id)
        select n.item_id, n.item_type, n.embedding, n.text_hash, model.id
        from incoming as n
        cross join model
        where n.embedding is not null
        order by n.item_id
        on conflict (item_id) do update
        set embedding = excluded.embedding,
            text_hash = excluded.text_hash,
            model_id = excluded.model_id
        returning e.item_id
    ),
    touched as (
        select item_id from written_movies
        union
        select item_id from written_books
        union
        select item_id from written_embeddings
        union
        select id from written_items
    )
    select jsonb_build_object(
        'n_new', count(*) filter (where known.id is null),
        'n_changed', count(*) filter (where known.id is not null and touched.item_id is not null),
        'n_unchanged', count(*) filter (where known.id is not null and touched.item_id is null),
        'taken_ids', coalesce(
            jsonb_object_agg(incoming.place, incoming.taken_ids) filter (where incoming.taken_ids <> '{}'),
            '{}'
        )
    )
    from incoming
    left join known on known.id = incoming.item_id
    left join touched on touched.item_id = incoming.item_id;
$$;
