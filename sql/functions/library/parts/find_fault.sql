-- find_fault: return what is wrong with the interaction types that a row of a library names, or null.
-- Called by import_library. Types are rows of a table, so another database may have types that this one lacks.
create or replace function cinelibre.find_fault(item_id integer, record jsonb)
returns text
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select format(
        case
            when kind.name is null then 'the type %s is not known here'
            when named.mark is not null then 'the type %s marks nothing as ' || named.mark
            when kind.takes_item then '%s needs an item'
            else '%s takes no item'
        end,
        named.name
    )
    from (
        select
            event.body ->> 'interaction_type' as name,
            null as mark,
            event.place
        from jsonb_array_elements(find_fault.record -> 'events') with ordinality as event (body, place)
        union all
        select find_fault.record ->> 'opinion', 'opinion', 0
        union all
        select find_fault.record ->> 'hidden_by', 'hidden', -1
    ) as named (name, mark, place)
    left join cinelibre.interaction_types as kind on kind.name = named.name
    where named.name is not null
        and case
            when kind.name is null then true
            when named.mark = 'hidden' then kind.mark is distinct from 'hidden' and not kind.hides
            when named.mark is not null then kind.mark is distinct from named.mark
            else kind.takes_item <> (find_fault.item_id is not null)
        end
    order by named.place, named.name
    limit 1;
$$;
