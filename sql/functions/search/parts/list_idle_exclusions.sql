-- list_idle_exclusions: list the exclusions of a question that match nothing in the catalogue.
-- Called by search_items, so that the user learns of them. Words of `exclude_people` must match a person's name.
-- Elsewhere they would prove nothing: a catalogue without people has names in its keywords.
create or replace function cinelibre.list_idle_exclusions(question jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(asked.phrase order by asked.place), '[]')
    from jsonb_array_elements_text(list_idle_exclusions.question -> 'exclude_words') with ordinality as asked (phrase, place)
    cross join lateral (
        select case
            when list_idle_exclusions.question -> 'exclude_people' ? asked.phrase then (
                select string_agg(quote_literal(word) || ':B', ' & ')::tsquery
                from unnest(cinelibre.split_words(cinelibre.fold_title(asked.phrase))) as word
            )
            else cinelibre.exclude_words(array[asked.phrase])
        end as query
    ) as meant
    where not exists (select from cinelibre.items as i where i.search @@ meant.query);
$$;
