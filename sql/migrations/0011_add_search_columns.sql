-- What searches and lists find and sort by, computed once when an item is written.
-- prominence: how widely an item is known, the logarithm of how many rated it at its source.
-- damped_rating: the source's average pulled to the middle of its scale by 50 imagined ratings, so that few do not
-- win over many (TMDB rates to 10, its films average 6.3; Google Books to 5, its books 3.8).
alter table cinelibre.items
add column folded_title text not null generated always as (cinelibre.fold_title(title)) stored,
add column search tsvector not null generated always as (
    cinelibre.search_document(title, original_title, people, genres, description)
) stored,
add column folded_people text[] not null generated always as (cinelibre.fold_names(people)) stored,
add column folded_genres text[] not null generated always as (cinelibre.fold_names(genres)) stored,
add column prominence real not null generated always as (ln(1 + coalesce(external_count, 0))) stored,
add column damped_rating real not null generated always as (
    (
        coalesce(external_count, 0) * coalesce(external_rating, 0)
        + 50 * case item_type when 'movie' then 6.3 else 3.8 end
    ) / (coalesce(external_count, 0) + 50)
) stored;

create index items_by_folded_title on cinelibre.items (folded_title text_pattern_ops);

create index items_by_search on cinelibre.items using gin (search);

create index items_by_people on cinelibre.items using gin (folded_people);

create index items_by_genres on cinelibre.items using gin (folded_genres);

create index items_by_language on cinelibre.items (item_type, language, id);

create index items_by_year on cinelibre.items (item_type, year desc nulls last, id);

create index items_by_prominence on cinelibre.items (item_type, prominence desc, id);

create index items_by_rating on cinelibre.items (item_type, damped_rating desc, id);

create index items_in_title_order on cinelibre.items (item_type, folded_title, id);
