-- widths_of_poster: return a poster in all its widths as HTML's `srcset` takes it, or null if it is not a poster of TMDB.
-- Called by item_columns. TMDB has each poster in several widths; items have the address of the widest.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.widths_of_poster(image_url text)
returns text
language sql
immutable
as $$
    select case when starts_with(widths_of_poster.image_url, 'https://image.tmdb.org/t/p/w500/') then replace(
        'https://image.tmdb.org/t/p/w185/{} 185w, https://image.tmdb.org/t/p/w342/{} 342w, https://image.tmdb.org/t/p/w500/{} 500w',
        '{}', substr(widths_of_poster.image_url, 33)
    ) end;
$$;
