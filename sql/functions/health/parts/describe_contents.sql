-- describe_contents: count what the database holds and what is missing beside it, such as vectors and neighbors.
-- Called by get_doctor_facts. Ratings are summed from item_stats, because counting millions would take a second.
create or replace function cinelibre.describe_contents()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'n_items', (select count(*) from cinelibre.items),
        'n_without_vector', cinelibre.count_without_vector(),
        'n_ratings', (select coalesce(sum(s.rater_count), 0) from cinelibre.item_stats as s),
        'n_raters', (select count(*) from cinelibre.users as u where u.rating_count > 0),
        'n_without_neighbors', (
            select count(*)
            from cinelibre.users as u
            where u.rating_count > 0
                and not exists (select from cinelibre.user_neighbors as n where n.user_id = u.id)
        ),
        'model_ages', (
            select coalesce(
                jsonb_object_agg(m.kind, floor(extract(epoch from now() - m.created_at) / 86400)),
                '{}'
            )
            from cinelibre.models as m
            where m.is_active
                and m.kind <> 'embedding'
        ),
        'unanalyzed', (
            select coalesce(jsonb_agg('cinelibre.' || c.relname order by c.relname), '[]')
            from pg_class as c
            where c.relnamespace = 'cinelibre'::regnamespace
                and c.relkind = 'r'
                and c.reltuples < 0
                and pg_relation_size(c.oid) > 1000000
        )
    );
$$;
