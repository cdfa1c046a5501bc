-- list_telling_titles: list the titles that two people both love, and those on which they differ most.
-- Called by describe_match. Both love what both gave `loved` stars, the least known first. They differ by one star at
-- least. least_people is how many people must have rated a title.
create or replace function cinelibre.list_telling_titles(
    user_id integer,
    other_id integer,
    least_people integer,
    title_limit integer default 3,
    loved float8 default 4
)
returns table (kind text, item_id integer, place bigint, i_like_it_more boolean)
language sql
stable
rows 6
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with common as materialized (
        select mine.item_id, mine.stars as mine, theirs.stars as theirs, s.rater_count
        from cinelibre.list_opinions(list_telling_titles.user_id) as mine
        join cinelibre.list_opinions(list_telling_titles.other_id) as theirs on theirs.item_id = mine.item_id
        join cinelibre.item_stats as s on s.item_id = mine.item_id
        where s.rater_count - s.simulated_count >= list_telling_titles.least_people
    ),
    placed as (
        select
            'loved' as kind, c.item_id, false as i_like_it_more,
            row_number() over (order by c.mine + c.theirs desc, c.rater_count, c.item_id) as place
        from common as c
        where c.mine >= list_telling_titles.loved and c.theirs >= list_telling_titles.loved
        union all
        select 'differs', c.item_id, c.mine > c.theirs, row_number() over (order by abs(c.mine - c.theirs) desc, c.rater_count, c.item_id)
        from common as c
        where abs(c.mine - c.theirs) >= 1
    )
    select p.kind, p.item_id, p.place, p.i_like_it_more
    from placed as p
    where p.place <= list_telling_titles.title_limit;
$$;
