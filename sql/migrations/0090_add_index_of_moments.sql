-- Who was active within a day is read from the newest events. They lie together, so a summary of blocks is enough: it
-- takes a few kilobytes, and writes cost next to nothing.
create index interactions_by_moment on cinelibre.interactions using brin (occurred_at);
