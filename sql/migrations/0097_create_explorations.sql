-- What chance decided of a list, and how likely: the log that off-policy evaluation reads. It is kept as long as
-- impressions are. `choices` has every item that could have come at the exploring place: id, fit, times shown, clicked,
-- seen, raters, likes, chance. `prior` has the catalogue's click-through and share of likes that the chances rest on.
-- `told` is the length of history that the preset was drawn for. counted_at: when its clicks were added to preset_odds.
create table cinelibre.explorations (
    recommendation_id uuid primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    made_at timestamptz not null default clock_timestamp(),
    place smallint,
    item_id integer references cinelibre.items (id) on delete cascade,
    propensity float8 check (propensity > 0 and propensity <= 1),
    choices jsonb check (jsonb_typeof(choices) = 'array'),
    prior float8[],
    told integer,
    preset text,
    preset_propensity float8 check (preset_propensity > 0 and preset_propensity <= 1),
    counted_at timestamptz,
    check ((item_id is null) = (propensity is null)),
    check ((preset is null) = (preset_propensity is null))
);

create index explorations_by_user on cinelibre.explorations (user_id);

create index explorations_by_item on cinelibre.explorations (item_id);

create index explorations_by_age on cinelibre.explorations (made_at);

create index explorations_uncounted on cinelibre.explorations (made_at, recommendation_id)
where preset is not null and counted_at is null;

-- By length of history and preset: lists that were shown, those of which something was clicked, and how likely the next
-- list gets the preset. band_from is the least length.
create table cinelibre.preset_odds (
    band_from integer not null,
    preset text not null,
    list_count bigint not null default 0,
    clicked_count bigint not null default 0,
    chance float8 check (chance > 0 and chance <= 1),
    primary key (band_from, preset)
);
