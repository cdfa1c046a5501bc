-- get_similar_items: items whose description resembles one's own, of its type or of the other, nearest first.
-- GET /recommendations/similar/{item_type}/{item_id}. With a caller what they know is left out unless include_seen.
-- PT404 where there is no such item.
create or replace function public.get_similar_items(
    item_type text,
    item_id integer,
    item_limit integer default 12,
    across text default null,
    include_seen boolean default false,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_similar_items.caller_id, get_similar_items.caller_version);
    _item_id integer := cinelibre.require_item(get_similar_items.item_id, get_similar_items.item_type);
    _known integer[] := cinelibre.list_editions(array[_item_id]) || case
        when _caller_id is null or get_similar_items.include_seen then '{}'
        else cinelibre.list_known(_caller_id)
    end;
    _vector vector := (select e.embedding::vector from cinelibre.item_embeddings as e where e.item_id = _item_id);
begin
    return (
        select coalesce(
            jsonb_agg(
                cinelibre.describe_item(near.item_id) || jsonb_build_object('score', near.similarity)
                order by near.similarity desc, near.item_id
            ),
            '[]'
        )
        from (
            select f.item_id, f.similarity
            from (
                select
                    s.*,
                    row_number() over (partition by coalesce(i.work_id, i.id) order by s.similarity desc, i.id) as edition
                from cinelibre.scan_by_vector(
                    coalesce(get_similar_items.across, get_similar_items.item_type), _vector, _known, 'true',
                    greatest(100, get_similar_items.item_limit)
                ) as s
                join cinelibre.items as i on i.id = s.item_id
            ) as f
            where f.edition = 1
            order by f.similarity desc, f.item_id
            limit get_similar_items.item_limit
        ) as near
    );
end;
$$;
