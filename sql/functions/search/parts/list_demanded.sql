-- list_demanded: list the items for a question that has constraints and nothing else, in the order that it asks for.
-- Called by search_items. It judges the best known items of each type, or the newest, and those that readers here like
-- most. Items with more of the asked genres come first.
-- The score is 1 / (60 + rank). An item whose title is the typed text gets 1 more.
create or replace function cinelibre.list_demanded(question jsonb, item_limit integer, n_judged integer default 200)
returns table (item_id integer, similarity float8, score float8, matched text[])
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _types text[] := coalesce(string_to_array(question ->> 'item_type', ' '), '{movie,book}');
    _order_by text := coalesce(question ->> 'order_by', 'popular');
    _passing text := format(
        'i.item_type = any (%L) and (i.search @@ %L::tsquery) is not true and %s',
        _types, cinelibre.build_exclusion(question), cinelibre.build_conditions(question -> 'filters')
    );
    _titles integer[] := array(select cinelibre.find_titled(question ->> 'words', is_exact => true));
    _genres text[] := cinelibre.fold_names(array(select jsonb_array_elements_text(question -> 'genres')));
    _order text := case _order_by when 'newest' then 'i.year desc nulls last, i.id' else 'i.prominence desc, i.id' end;
    _pool integer[];
begin
    execute format(
        'select array('
        ' select known.id from unnest(%1$L::text[]) as each_type cross join lateral ('
        '  select i.id from cinelibre.items as i where i.item_type = each_type and %2$s order by %3$s limit $1) as known'
        ' union select liked.id from ('
        '  select i.id from cinelibre.item_stats as s join cinelibre.items as i on i.id = s.item_id'
        '  where s.like_count > 0 and %2$s order by s.like_count desc, i.id limit $1) as liked'
        ' union (select i.id from cinelibre.items as i where i.folded_genres @> $3 and cardinality($3) > 1 and %2$s order by %3$s limit $1)'
        ' union select i.id from cinelibre.items as i where i.id = any ($2) and %2$s)',
        _types,
        _passing,
        _order
    )
    into _pool
    using list_demanded.n_judged, _titles, _genres;
    return query
    select
        r.item_id,
        null::float8,
        (r.item_id = any (_titles))::integer + 1.0::float8 / (60 + r.place) as points,
        case when r.item_id = any (_titles) then array['title'] else '{}' end
    from cinelibre.rate_items(_pool, _order_by, _genres) as r
    order by points desc, r.item_id
    limit list_demanded.item_limit;
end;
$$;
