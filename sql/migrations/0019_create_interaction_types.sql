-- What can be done with an item, and how much it says. A new type is a new row: nothing has to be restarted.
-- affinity weighs matches of people, preference weighs tastes; of rate the stars weigh, not the type.
-- hides: the item is hidden from then on. mark: what it sets on the shelf; undoes: the type whose mark it takes
-- back. implied_rating: the stars it stands for while there is no rating. in_history: the watch history shows it.
-- debounced: within a minute of one of its kind it says nothing new and is not kept.
create table cinelibre.interaction_types (
    name text primary key check (name ~ '^[a-z][a-z0-9_]{0,49}$'),
    description text not null default '',
    affinity float8 not null default 0,
    preference float8 not null default 0,
    hides boolean not null default false,
    debounced boolean not null default false,
    takes_item boolean not null default true,
    mark text check (mark in ('watchlist', 'hidden', 'seen', 'favorite', 'opinion')),
    undoes text references cinelibre.interaction_types (name),
    implied_rating real check (implied_rating between 0.5 and 5 and implied_rating * 2 = floor(implied_rating * 2)),
    in_history boolean not null default false,
    check (mark is null or undoes is null),
    check (implied_rating is null or mark is not null or hides)
);

insert into cinelibre.interaction_types
(name, description, affinity, preference, hides, debounced, takes_item, mark, undoes, implied_rating, in_history)
values
('view', 'Looked at its page', 0, 0.2, false, true, true, null, null, null, false),
('click', 'Clicked on it in a list', 0, 0.1, false, true, true, null, null, null, false),
('recommendation_click', 'Clicked on it in a list of recommendations', 0, 0.3, false, true, true, null, null, null, false),
('search', 'Searched for words', 0, 0.1, false, true, false, null, null, null, false),
('rate', 'Rated it in stars', 0, 0, false, false, true, null, null, null, false),
('unrate', 'Took the rating back', 0, 0, false, false, true, null, null, null, false),
('watch', 'Watched or read it, or a part of it', 0, 0.2, false, false, true, null, null, null, true),
('seen', 'Has seen or read it', 0.5, 0, false, false, true, 'seen', null, 3.5, true),
('unseen', 'Has not seen it after all', 0, 0, false, false, true, null, 'seen', null, false),
('like', 'Likes it', 2, 0.5, false, false, true, 'opinion', null, 4.5, false),
('superlike', 'Likes it very much', 3, 0.7, false, false, true, 'opinion', null, 5, false),
('dislike', 'Does not like it', -2, -0.3, false, false, true, 'opinion', null, 1, false),
('unlike', 'Takes a like, superlike or dislike back', 0, 0, false, false, true, null, 'like', null, false),
('favorite', 'Counts it among the favorites', 2, 0.5, false, false, true, 'favorite', null, 4.5, false),
('unfavorite', 'No longer counts it among the favorites', 0, 0, false, false, true, null, 'favorite', null, false),
('watchlist_add', 'Saved it for later', 0, 0.4, false, false, true, 'watchlist', null, null, false),
('watchlist_remove', 'No longer saves it for later', 0, -0.2, false, false, true, null, 'watchlist_add', null, false),
('hide', 'Does not want it recommended', -3, -0.3, true, false, true, null, null, 1, false),
('unhide', 'Takes the hiding back', 0, 0, false, false, true, null, 'hide', null, false);
