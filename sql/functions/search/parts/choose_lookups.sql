-- choose_lookups: return the queries that look up a question's telling words: one for all words, one for any rare word.
-- Called by look_up_words. `shares` are shares of `n_items`, the size of the catalogue. The rare words are those that
-- together about 300 items have, or the one rarest word. A query that more than 5,000 items would match is left out,
-- because its first 300 matches would be a random choice.
create or replace function cinelibre.choose_lookups(queries text[], shares float8[], n_items float8)
returns setof text
language sql
immutable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with expected as (
        select
            w.query,
            w.share,
            w.share * choose_lookups.n_items as n_items,
            row_number() over rarest as place,
            sum(w.share * choose_lookups.n_items) over rarest as items_up_to
        from unnest(choose_lookups.queries, choose_lookups.shares) as w (query, share)
        window rarest as (order by w.share, w.query)
    )
    select string_agg('(' || e.query || ')', ' & ')
    from expected as e
    having exp(sum(ln(e.share))) * choose_lookups.n_items <= 5000
    union all
    select string_agg('(' || e.query || ')', ' | ')
    from expected as e
    where e.items_up_to <= 300
        or (e.place = 1 and e.n_items <= 5000)
    having count(*) > 0;
$$;
