-- Of a viewing out of a file often the day alone is known, and a day has no timezone: kept as a moment it was the day
-- before for readers west of Greenwich. Viewings imported until now are known by their key and their time, midnight.
alter table cinelibre.interactions add column on_day date;

update cinelibre.interactions as e
set on_day = (e.occurred_at at time zone 'UTC')::date
where e.idempotency_key like 'seen:%'
    and e.occurred_at = date_trunc('day', e.occurred_at, 'UTC');
