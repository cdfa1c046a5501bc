-- fold_in_factors: return a reader's factors: the sum of those of the items that they liked, each times its weight.
-- Called by score_by_factors. It solves the normal equations, because training made them diagonal (docs/algorithms.md,
-- "Factors"). Null without a liked item that the model knows.
create or replace function cinelibre.fold_in_factors(model_id integer, for_reader cinelibre.reader)
returns vector
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select nullif(
            sum(f.factors::vector * array_fill(w.weight::real, array[32])::vector), array_fill(0, array[32])::vector
        )
        from cinelibre.weigh_liked(
            for_reader.item_ids, for_reader.ratings, for_reader.leaning_ids, for_reader.leaning_weights, for_reader.shares
        ) as w
        join cinelibre.item_factors as f on f.model_id = fold_in_factors.model_id and f.item_id = w.item_id
    );
end;
$$;
