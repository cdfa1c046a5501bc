-- get_model_page: return one page of a model's rows by item: {"records": [[item, [neighbors], [weights]]…], "next"}.
-- `python -m api.jobs train --gate` compares them with a new model. They are the rows as training wrote them, because
-- the chore refresh-ease has shown the others every rating already. next is the item that the following page starts after,
-- null on the last page. A model that is gone has no records.
create or replace function public.get_model_page(
    model_name text,
    after_item integer,
    page_limit integer default 1000
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with page as materialized (
        select n.item_id, coalesce(t.neighbor_ids, n.neighbor_ids) as neighbor_ids, coalesce(t.weights, n.weights) as weights
        from cinelibre.item_neighbors as n
        join cinelibre.models as m on m.id = n.model_id
        left join cinelibre.trained_rows as t on t.model_id = n.model_id and t.item_id = n.item_id
        where m.name = get_model_page.model_name
            and n.item_id > get_model_page.after_item
        order by n.item_id
        limit get_model_page.page_limit
    )
    select jsonb_build_object(
        'records', coalesce(
            jsonb_agg(jsonb_build_array(p.item_id, p.neighbor_ids, p.weights) order by p.item_id),
            '[]'
        ),
        'next', case when count(*) = get_model_page.page_limit then max(p.item_id) end
    )
    from page as p;
$$;
