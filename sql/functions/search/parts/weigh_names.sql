-- weigh_names: give points to the items that a title, a person or a keyword names.
-- Called by weigh_findings. A title gives 1, another spelling of it 0.8, anything else weight / (60 + rank).
-- A topic, a keyword that is the whole question, weighs four times as much; the answer calls it a keyword.
create or replace function cinelibre.weigh_names(ids integer[], kinds text[], places bigint[], person_weight float8, keyword_weight float8)
returns table (item_id integer, kind text, points float8)
language sql
immutable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        n.item_id,
        case n.kind when 'topic' then 'keyword' when 'spelling' then 'title' else n.kind end,
        case n.kind
            when 'title' then 1
            when 'spelling' then 0.8
            when 'person' then weigh_names.person_weight / (60 + n.place)
            when 'topic' then 4 * weigh_names.keyword_weight / (60 + n.place)
            else weigh_names.keyword_weight / (60 + n.place)
        end
    from unnest(weigh_names.ids, weigh_names.kinds, weigh_names.places) as n (item_id, kind, place)
    where n.kind in ('title', 'spelling', 'person', 'topic', 'keyword');
$$;
