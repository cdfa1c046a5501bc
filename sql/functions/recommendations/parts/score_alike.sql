-- score_alike: score from 0 to 1 how much each candidate is like one item.
-- Called by rank_alike; docs/algorithms.md has the formula ("Similar items"). Across types, the same title adds 1, so
-- that the book of the movie comes first.
create or replace function cinelibre.score_alike(
    item_id integer,
    candidate_ids integer[],
    item_type text,
    is_across boolean,
    is_simulated boolean,
    story_floor float8 default 0.15,
    story_ceiling float8 default 0.6,
    person_share float8 default 0.25,
    people_ceiling float8 default 0.5,
    language_floor float8 default 0.5,
    rare_language float8 default 3,
    years_apart float8 default 20,
    together_ceiling float8 default 0.4
)
returns table (
    other_id integer, work_id integer, score float8, story float8, together float8, has_title boolean
)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        c.other_id,
        c.work_id,
        (
            w.story * case
                when score_alike.is_across then greatest(0, coalesce(c.story, 0))
                else greatest(0, least(
                    1, (coalesce(c.story, 0) - score_alike.story_floor) / (score_alike.story_ceiling - score_alike.story_floor)
                ))
            end
            + w.genres * coalesce(c.genres, 0)
            + w.keywords * coalesce(c.keywords, 0)
            + w.people * case
                when c.is_maker then 1
                else least(score_alike.people_ceiling, score_alike.person_share * coalesce(c.n_people, 0))
            end
            + w.language * case
                when c.language_rarity is null then 0
                else least(
                    1,
                    score_alike.language_floor + (1 - score_alike.language_floor) * c.language_rarity / score_alike.rare_language
                )
            end
            + w.years * coalesce(exp(-c.years / score_alike.years_apart), 0)
            + w.together * least(1, coalesce(c.together, 0) / score_alike.together_ceiling)
        ) / (w.story + w.genres + w.keywords + w.people + w.language + w.years + w.together)
        + (score_alike.is_across and coalesce(c.has_title, false))::integer,
        c.story,
        c.together,
        score_alike.is_across and coalesce(c.has_title, false)
    from cinelibre.compare_items(score_alike.item_id, score_alike.candidate_ids, score_alike.item_type) as c
    cross join cinelibre.weigh_likeness(score_alike.is_across, score_alike.is_simulated) as w;
$$;
