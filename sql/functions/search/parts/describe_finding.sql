-- describe_finding: return an item as search answers it, with why it was found and whether the caller knows it.
-- Called by search_items for each item of its list. `seen` and `hidden` are null for an anonymous caller.
create or replace function cinelibre.describe_finding(item json, similarity float8, score float8, matched text[], caller_id integer)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.widen(describe_finding.item, json_build_object(
        'similarity', describe_finding.similarity,
        'score', describe_finding.score,
        'matched', describe_finding.matched,
        'seen', case
            when describe_finding.caller_id is not null
                then cinelibre.has_seen(describe_finding.caller_id, (describe_finding.item ->> 'id')::integer)
        end,
        'hidden', case
            when describe_finding.caller_id is not null
                then cinelibre.has_hidden(describe_finding.caller_id, (describe_finding.item ->> 'id')::integer)
        end
    ));
$$;
