"""The taste model of the demo's simulated raters."""

from statistics import mean

from api.jobs.demo import demo_records
from api.jobs.demo_raters import LATEST, SPAN_SECONDS, Taste, simulate_ratings

ITEMS = [{"id": place, **record} for place, record in enumerate(demo_records(), 1)]


def test_the_same_seed_makes_the_same_people_and_another_others() -> None:
    assert simulate_ratings(ITEMS, 20) == simulate_ratings(ITEMS, 20)
    assert simulate_ratings(ITEMS, 20) != simulate_ratings(ITEMS, 20, seed=1)


def test_ratings_are_half_stars_of_items_that_exist_one_each() -> None:
    ratings = simulate_ratings(ITEMS)

    assert {rating.rating * 2 % 1 for rating in ratings} == {0}
    assert {rating.rating for rating in ratings} <= {n / 2 for n in range(1, 11)}
    assert len({(rating.rater, rating.item_id) for rating in ratings}) == len(ratings)
    assert {rating.rater for rating in ratings} == set(range(1, 401))
    assert {rating.item_id for rating in ratings} <= {item["id"] for item in ITEMS}
    assert all(LATEST - SPAN_SECONDS < rating.rated_at <= LATEST for rating in ratings)


def test_everybody_rates_enough_to_have_neighbors_and_fame_is_unequal() -> None:
    ratings = simulate_ratings(ITEMS)
    by_rater = [sum(rating.rater == n for rating in ratings) for n in range(1, 401)]
    by_item = sorted((sum(rating.item_id == item["id"] for rating in ratings) for item in ITEMS), reverse=True)

    assert min(by_rater) >= 8
    assert 20 <= sorted(by_rater)[200] <= 30
    assert by_item[0] > 3 * by_item[-1]
    assert 3.2 < mean(rating.rating for rating in ratings) < 4.2


def test_enjoyment_by_hand() -> None:
    taste = Taste(leniency=0, likings={"Horror": 1.0, "Drama": -0.5}, languages=frozenset({"ta"}), era=2000)

    # (1 − 0.5) / 2 = 0.25; at home +0.35; the very year: 0.3 · e⁰ = 0.3
    at_home = taste.enjoyment({"genres": ["Horror", "Drama"], "language": "ta", "year": 2000})
    # 1; elsewhere −0.15; 15 years away: 0.3 · e⁻¹ = 0.1104
    elsewhere = taste.enjoyment({"genres": ["Horror"], "language": "en", "year": 2015})

    assert round(at_home, 4) == 0.9
    assert round(elsewhere, 4) == 0.9604


def test_taste_shows_people_agree_with_themselves_more_than_with_others() -> None:
    horror = {item["id"] for item in ITEMS if "Horror" in item["genres"] or "Thriller" in item["genres"]}
    ratings = simulate_ratings(ITEMS, 200)
    gaps = []
    for rater in range(1, 201):
        own = [rating for rating in ratings if rating.rater == rater]
        dark = [rating.rating for rating in own if rating.item_id in horror]
        light = [rating.rating for rating in own if rating.item_id not in horror]
        if len(dark) >= 3 and len(light) >= 3:
            gaps.append(mean(dark) - mean(light))

    assert len(gaps) > 50
    assert max(gaps) > 0.5
    assert min(gaps) < -0.5
