-- describe_totals: count items, accounts and ratings.
-- Called by get_growth. Ratings are summed from item_stats. Raters who came with imported ratings have no account.
create or replace function cinelibre.describe_totals()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (
            select jsonb_build_object(
                'n_movies', count(*) filter (where i.item_type = 'movie'),
                'n_books', count(*) filter (where i.item_type = 'book')
            )
            from cinelibre.items as i
        )
        || (
            select jsonb_build_object(
                'n_accounts', count(*) filter (where u.email is not null and u.role = 'user'),
                'n_raters', count(*) filter (where u.rating_count > 0),
                'n_without_account', count(*) filter (where u.email is null)
            )
            from cinelibre.users as u
        )
        || (
            select jsonb_build_object(
                'n_ratings', coalesce(sum(s.rating_count), 0),
                'n_simulated', coalesce(sum(s.simulated_count), 0)
            )
            from cinelibre.item_stats as s
        );
$$;
