-- count_expected: estimate how many items of a type, or of both types, meet a condition.
-- Called by scan_by_meaning and find_known_titles. Up to 5,000 items are counted. Of more items, about 2,000 are
-- sampled, always the same ones, so that the answer is repeatable.
create or replace function cinelibre.count_expected(item_type text, conditions text)
returns float8
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_rows float8 := (select c.reltuples::float8 from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _percent float8 := least(100, 100 * 2000 / greatest(_n_rows, 1));
    _n_expected float8;
begin
    execute format(
        'select count(*) * %s from cinelibre.items as i %s where i.item_type = coalesce(%L, i.item_type) and %s',
        case when _n_rows > 5000 then 100 / _percent else 1 end,
        case when _n_rows > 5000 then format('tablesample system (%s) repeatable (1)', _percent) end,
        count_expected.item_type,
        count_expected.conditions
    )
    into _n_expected;
    return _n_expected;
end;
$$;
