-- describe_interval: return the 95 % interval of a correlation over n items, by Fisher's z.
-- Called by describe_match. It has no interval for a perfect correlation, so r counts as 1 − 1 / 2n at most there.
create or replace function cinelibre.describe_interval(r float8, n integer)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'low', round(least(describe_interval.r, tanh(z.middle - z.half))::numeric, 4),
        'high', round(greatest(describe_interval.r, tanh(z.middle + z.half))::numeric, 4)
    )
    from (select 1 - 1 / (2 * describe_interval.n::float8) as most) as bound
    cross join lateral (
        select
            atanh(greatest(-bound.most, least(bound.most, describe_interval.r))) as middle,
            1.959964::float8 / sqrt(describe_interval.n - 3) as half
    ) as z;
$$;
