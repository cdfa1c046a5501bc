-- divide_opinions: return how divided the opinions of an item are: the entropy of liking it, 1 if half of its raters do.
-- Called by list_telling. Imagined raters, half of whom like it, stand in until there are real ones.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.divide_opinions(n_liked integer, n_raters integer, damping float8)
returns float8
language sql
immutable
as $$
    select -(part.liked * ln(part.liked) + (1 - part.liked) * ln(1 - part.liked)) / ln(2::float8)
    from (
        select (divide_opinions.n_liked + divide_opinions.damping / 2) / (divide_opinions.n_raters + divide_opinions.damping) as liked
    ) as part;
$$;
