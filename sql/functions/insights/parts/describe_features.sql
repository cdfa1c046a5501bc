-- describe_features: return what is known of a user's taste: preferences, counts, averages and the taste vector's norm.
-- Called by get_features and save_features. docs/algorithms.md has the formulas ("Insights").
create or replace function cinelibre.describe_features(user_id integer, history_limit integer, per_kind integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'preferences', (
            select coalesce(jsonb_agg(to_jsonb(p) order by p.kind, p.name), '[]')
            from cinelibre.list_preferences(
                describe_features.user_id, describe_features.history_limit, describe_features.per_kind
            ) as p
        ),
        'counts', jsonb_build_object(
            'ratings', s.rating_count, 'likes', s.liked_count, 'watchlist', s.watchlist_count,
            'favorites', s.favorite_count, 'seen', s.seen_count, 'hidden', s.hidden_count,
            'events', s.event_count, 'searches', s.search_count
        ),
        'average', s.rating_average,
        'first_at', s.first_at,
        'last_at', s.last_at,
        'taste_norm', cinelibre.measure_taste(describe_features.user_id)
    )
    from cinelibre.summarize_users(array[describe_features.user_id]) as s;
$$;
