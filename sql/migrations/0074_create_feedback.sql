-- What readers say of an item on a list of theirs. It outlives the list: it keeps the item's place, score and summands
-- on it. signal is the type of event that it was recorded as, signaled_at the moment of that event; both are null if it
-- says nothing of the item, signaled_at also if the item had the mark already.
insert into cinelibre.interaction_types (name, description, preference)
values ('helpful', 'Found it a helpful recommendation', 0.3)
on conflict do nothing;

create table cinelibre.feedback (
    id integer generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    recommendation_id uuid not null,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    kind text not null check (kind in ('helpful', 'not_for_me', 'already_seen', 'wrong_reason')),
    comment text check (comment <> '' and char_length(comment) <= 1000),
    reason_source text check (reason_source <> ''),
    reason_key text check (reason_key <> ''),
    place smallint not null check (place > 0),
    score float8 not null,
    variant text not null default 'default' check (variant <> ''),
    contributions jsonb not null check (jsonb_typeof(contributions) = 'array'),
    listed_at timestamptz not null,
    signal text references cinelibre.interaction_types (name),
    signaled_at timestamptz,
    given_at timestamptz not null default clock_timestamp(),
    unique (user_id, recommendation_id, item_id, kind)
);

create index feedback_by_user on cinelibre.feedback (user_id, given_at desc, id);

create index feedback_by_item on cinelibre.feedback (item_id);

create index feedback_by_list on cinelibre.feedback (recommendation_id, item_id);
