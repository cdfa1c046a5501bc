"""The receipt: what an item's score is made of, as it was when the list was made, for a week."""

import pytest

from tests.api.recommendations.town import Json, Reader, Town, answered, ids_of, refused
from tests.support.readers import rows, write

LIKED = [(8, 5.0), (32, 4.5), (56, 4.0), (23, 1.0)]  # a third of the town rated all four


async def a_list(town: Town, reader: Reader) -> Json:
    """Forty items of somebody with four ratings and neighbors: every source but EASE has a say."""
    for item_id, stars in LIKED:
        await reader.rate(item_id, stars)
    await town.find_neighbors(reader)
    return await reader.get("/personalized", limit=40)


async def receipt(reader: Reader, made: Json, item_id: int) -> Json:
    """Why an item is on a list."""
    return await reader.get(f"/{made['recommendation_id']}/why/{item_id}")


async def test_every_items_score_can_be_recomputed_from_its_receipt(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)

    assert len(made["items"]) == 40
    for item in made["items"]:
        why = await receipt(ada, made, item["id"])
        parts = why["contributions"]
        recomputed = sum(part["weight"] * part["value"] / part["maximum"] for part in parts)
        assert recomputed == pytest.approx(item["score"], abs=1e-6) == why["score"]
        assert sum(part["contribution"] for part in parts) == pytest.approx(item["score"], abs=1e-6)
        assert why["reasons"] == item["reasons"]
        assert (why["place"], why["method"], why["item"]["id"]) == (item["place"], made["method"], item["id"])
        assert why["sources"] == made["sources"]


async def test_a_receipt_names_the_callers_own_items_and_how_much_of_a_source_they_are(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)

    for item in made["items"]:
        evidence = (await receipt(ada, made, item["id"]))["evidence"]
        for found in filter(None, (evidence["cosine"], evidence["content"])):
            told = found["top"]
            assert {part["item_id"] for part in told} <= {8, 32, 56}
            assert {(part["title"], part["rating"]) for part in told} <= {
                ("Title 8", 5),
                ("Title 32", 4.5),
                ("Title 56", 4),
            }
            assert sum(part["share"] for part in told) == pytest.approx(1, abs=1e-5)


async def test_taste_is_told_feature_by_feature_and_the_features_are_the_items_own(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)

    for item in made["items"]:
        parts = [part for part in (await receipt(ada, made, item["id"]))["contributions"] if part["source"] == "taste"]
        kinds = dict(part["feature"] for part in parts)
        assert len(kinds) == len(parts)  # one genre, one language, one decade each
        assert kinds.get("genre", item["genres"][0]) == item["genres"][0]
        assert kinds.get("language", item["language"]) == item["language"]
        assert kinds.get("decade", str(item["year"] // 10 * 10)) == str(item["year"] // 10 * 10)


async def test_a_receipt_says_where_the_score_alone_would_put_the_item(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)
    by_score = sorted(made["items"], key=lambda item: -item["score"])
    told = [(await receipt(ada, made, item["id"]))["variety"] for item in by_score]

    ranks = [variety["rank"] for variety in told]
    moved_up = [
        (item, variety) for item, variety in zip(by_score, told, strict=True) if variety["rank"] > item["place"]
    ]
    assert ranks == sorted(set(ranks))
    assert all(set(variety["genres"]) <= set(item["genres"]) for item, variety in moved_up)
    assert all(
        variety["genres"] == []
        for item, variety in zip(by_score, told, strict=True)
        if variety["rank"] <= item["place"]
    )


async def test_neighbors_are_counted_and_stay_nameless(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)
    target = next(item for item in made["items"] if any(r["source"] == "neighbors" for r in item["reasons"]))
    [(n_raters, n_liked, average)] = rows(
        town.url,
        "select count(*), count(*) filter (where r.rating >= 4), round(avg(r.rating)::numeric, 2)::float8"
        " from cinelibre.user_neighbors as n"
        " join cinelibre.ratings as r on r.user_id = any (n.neighbor_ids)"
        " where n.user_id = %s and r.item_id = %s and 3 <= ("
        "   select count(*) from cinelibre.ratings as mine join cinelibre.ratings as theirs using (item_id)"
        "   where mine.user_id = n.user_id and theirs.user_id = r.user_id)",
        ada.id,
        target["id"],
    )

    found = (await receipt(ada, made, target["id"]))["evidence"]["neighbors"]

    assert found == {"count": n_raters, "n_liked": n_liked, "average": average, "is_simulated": True}
    [reason] = [reason for reason in target["reasons"] if reason["source"] == "neighbors"]
    expected = (
        f"{n_raters} simulated people with your taste gave it {average:.1f} on average"
        if average >= 3.75
        else f"{n_liked} simulated people with your taste liked it"
    )
    assert reason["text"] == expected


async def test_a_receipt_stays_as_it_was_after_its_source_was_deleted(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)
    before = [await receipt(ada, made, item_id) for item_id in ids_of(made)[:5]]
    for rating in (await ada.client.get("/ratings/my")).json()["ratings"]:
        answer = await ada.client.delete(f"/ratings/{rating['id']}")
        assert answer.status_code == 200
    write(town.url, "delete from cinelibre.user_neighbors where user_id = %s", ada.id)

    after = [await receipt(ada, made, item_id) for item_id in ids_of(made)[:5]]

    assert after == before
    assert (await ada.get("/personalized"))["method"] == "popular"


async def test_a_list_is_explained_for_seven_days_and_then_is_gone(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)
    path = f"/{made['recommendation_id']}/why/{ids_of(made)[0]}"
    age = "update cinelibre.recommendation_lists set created_at = now() - %s::interval where user_id = %s"

    write(town.url, age, "6 days 23 hours", ada.id)
    assert (await ada.client.get(f"/recommendations{path}")).status_code == 200

    write(town.url, age, "7 days 1 second", ada.id)
    assert await refused(ada.client, path) == (410, "list_expired")
    assert await refused(ada.client, "/next", recommendation_id=made["recommendation_id"]) == (410, "list_expired")

    await ada.get("/personalized", refresh=True)  # which clears what is older than a week
    assert await refused(ada.client, path) == (404, "list_not_found")


async def test_an_item_that_is_not_on_the_list_has_no_receipt(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)

    for item_id in (8, 2_000_000_000):
        assert await refused(ada.client, f"/{made['recommendation_id']}/why/{item_id}") == (404, "item_not_found")
    assert await refused(ada.client, "/not-an-id/why/1") == (422, "invalid_input")


async def test_what_was_shown_and_became_known_is_still_explained(town: Town, ada: Reader) -> None:
    made = await a_list(town, ada)
    target = made["items"][0]

    await ada.rate(target["id"], 4)

    assert (await receipt(ada, made, target["id"]))["score"] == target["score"]


async def test_narrowed_lists_and_carousels_are_explained_too(town: Town, ada: Reader) -> None:
    await a_list(town, ada)
    narrowed = await ada.get("/personalized", genres="war")
    rows_of_it = await answered(ada.client, "GET", "/carousels")
    carousel_item = rows_of_it["rows"][1]["items"][0]

    assert (await receipt(ada, narrowed, ids_of(narrowed)[0]))["score"] == narrowed["items"][0]["score"]
    assert (await receipt(ada, rows_of_it, carousel_item["id"]))["score"] == carousel_item["score"]
