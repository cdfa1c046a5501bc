-- The sources of a list are a list; rating_count says how much its user had rated, so that one rating changes only so much.
alter table cinelibre.recommendation_lists
add column sources text[] not null default '{}',
add column rating_count integer not null default 0;

update cinelibre.recommendation_lists as l
set sources = string_to_array(l.method, '+')
where l.sources = '{}';

alter table cinelibre.recommendation_lists
drop column method;
