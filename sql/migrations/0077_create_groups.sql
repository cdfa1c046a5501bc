-- People who choose together: their groups, and what they watched with how content each of them was.
create table cinelibre.groups (
    id uuid primary key default gen_random_uuid(),
    name text not null check (name <> ''),
    code text not null unique check (code <> ''),
    made_at timestamptz not null default now()
);

-- A member has an account or is a guest, who has a name and the hash of a key. Seats are in the order of joining: the
-- account with the lowest seat is the host.
create table cinelibre.group_members (
    id uuid primary key default gen_random_uuid(),
    seat bigint generated always as identity unique,
    group_id uuid not null references cinelibre.groups (id) on delete cascade,
    user_id integer references cinelibre.users (id) on delete cascade,
    guest_name text check (guest_name <> ''),
    guest_key_hash text unique,
    joined_at timestamptz not null default now(),
    unique (group_id, user_id),
    check ((user_id is null) = (guest_name is not null) and (user_id is null) = (guest_key_hash is not null))
);

create index group_members_by_user on cinelibre.group_members (user_id);

-- What a guest likes, in the order sent: a history that belongs to no account.
create table cinelibre.guest_ratings (
    member_id uuid not null references cinelibre.group_members (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    rating real not null check (rating between 0.5 and 5),
    place integer not null,
    primary key (member_id, item_id)
);

create index guest_ratings_by_item on cinelibre.guest_ratings (item_id);

create table cinelibre.group_evenings (
    id bigint generated always as identity primary key,
    group_id uuid not null references cinelibre.groups (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    watched_at timestamptz not null default now()
);

create index group_evenings_by_group on cinelibre.group_evenings (group_id, id);

create index group_evenings_by_item on cinelibre.group_evenings (item_id);

-- How content a member was: what was expected of the item, and of the best that they could have had that evening.
create table cinelibre.evening_members (
    evening_id bigint not null references cinelibre.group_evenings (id) on delete cascade,
    member_id uuid not null references cinelibre.group_members (id) on delete cascade,
    expected float8 not null,
    best float8 not null,
    satisfaction float8 not null check (satisfaction between 0 and 1),
    primary key (evening_id, member_id)
);

create index evening_members_by_member on cinelibre.evening_members (member_id);

-- A group lasts as long as somebody with an account is in it; guests alone could not even delete it. The lock makes the
-- second of two who leave at once see that the first has gone.
create function cinelibre.delete_left_groups()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform g.id
    from cinelibre.groups as g
    where g.id in (select m.group_id from left_members as m)
    order by g.id
    for update;
    delete from cinelibre.groups as g
    where g.id in (select m.group_id from left_members as m)
        and not exists (select from cinelibre.group_members as m where m.group_id = g.id and m.user_id is not null);
    return null;
end;
$$;

create trigger delete_left_groups
after delete on cinelibre.group_members
referencing old table as left_members
for each statement execute function cinelibre.delete_left_groups();
