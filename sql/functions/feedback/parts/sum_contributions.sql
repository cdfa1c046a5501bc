-- sum_contributions: sum up the contributions of an entry by source: {source: [weight, value / maximum]}.
-- Called by get_feedback_log. The features of a taste have one weight, so their values are summed.
create or replace function cinelibre.sum_contributions(contributions jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_object_agg(by_source.source, jsonb_build_array(by_source.weight, by_source.points)), '{}')
    from (
        select
            c.source,
            round(max(c.weight)::numeric, 9) as weight,
            round(sum(c.value / nullif(c.maximum, 0))::numeric, 9) as points
        from jsonb_to_recordset(sum_contributions.contributions) as c (
            source text, weight float8, value float8, maximum float8
        )
        group by c.source
    ) as by_source;
$$;
