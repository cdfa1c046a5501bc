-- What was shown is remembered for 30 days, longer than the list it was shown on: what somebody passes by day after day
-- steps back. A deleted account takes its impressions along.
alter table cinelibre.impressions
drop constraint impressions_recommendation_id_fkey;

create index impressions_by_age on cinelibre.impressions (shown_at);
