-- describe_item_facts: return what lists go by of an item: raters, likes, vector, models, other editions.
-- Called by get_item_neighbors. `models` are those in use that have the item. A simulated rater is one of the demo's.
create or replace function cinelibre.describe_item_facts(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'added_at', i.created_at,
        'has_vector', exists (select from cinelibre.item_embeddings as e where e.item_id = i.id),
        'models', array(
            select m.kind
            from cinelibre.models as m
            join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = i.id
            where m.is_active
            order by m.kind
        ),
        'n_raters', coalesce(s.rater_count, 0),
        'n_simulated', coalesce(s.simulated_count, 0),
        'n_likes', coalesce(s.like_count, 0),
        'n_hidden', (select count(*) from cinelibre.shelf as h where h.item_id = i.id and h.hidden_at is not null),
        'n_shown', (select count(*) from cinelibre.impressions as p where p.item_id = i.id),
        'other_editions', (
            select coalesce(jsonb_agg(cinelibre.name_item(o.id) order by o.id), '[]')
            from unnest(cinelibre.list_editions(array[i.id])) as o (id)
            where o.id <> i.id
        )
    )
    from cinelibre.items as i
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = describe_item_facts.item_id;
$$;
