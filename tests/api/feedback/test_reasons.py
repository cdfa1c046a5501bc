"""Which reason a reader means who says that it is wrong."""

from typing import Any

import pytest

from api.errors import InvalidInput
from api.feedback.service import choose_reason
from api.http.callers import Caller
from api.security.tokens import Claims
from tests.support.readers import DUNE, RAN, Service, rows

REASONS: list[dict[str, Any]] = [
    {"source": "cosine", "key": "because_you_liked"},
    {"source": "ease", "key": "because_you_liked"},
    {"source": "taste", "key": "you_like"},
]
LIKES_DRAMA = [
    {
        "source": "taste",
        "weight": 0.4,
        "value": 0.5,
        "maximum": 1.5,
        "feature": ["genre", "Drama"],
        "contribution": 0.2,
    },
    {"source": "content", "weight": 0.1, "value": 0.5, "maximum": 1, "contribution": 0.05},
]


def test_without_a_key_the_first_reason_is_meant() -> None:
    assert choose_reason(REASONS, None) == REASONS[0]
    assert choose_reason([], None) is None


def test_a_key_means_the_weightiest_reason_that_has_it() -> None:
    assert choose_reason(REASONS, "because_you_liked") == REASONS[0]
    assert choose_reason(REASONS, "you_like") == REASONS[2]


@pytest.mark.parametrize(
    ("reasons", "given"), [(REASONS, "because_you_liked, you_like"), ([], "none")], ids=["some", "none"]
)
def test_a_key_that_the_list_did_not_give_is_refused_with_those_it_gave(
    reasons: list[dict[str, Any]], given: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        choose_reason(reasons, "similar_story")

    assert refusal.value.slug == "reason_not_found"
    assert refusal.value.detail == f"reason_key: The list gave no such reason; it gave {given}."


async def test_a_wrong_reason_is_kept_with_its_source_and_says_nothing_of_the_item(service: Service) -> None:
    me = Caller(service.db, Claims(service.ada_id, 1))
    saved = await me.one(
        "save_recommendations",
        ranked=[
            {"item_id": item_id, "score": 0.25, "contributions": LIKES_DRAMA, "variant": "bold"}
            for item_id in (RAN, DUNE)
        ],
        sources=["content"],
        taste_version=0,
        day="2026-11-25",
        item_type=None,
        is_daily=True,
        batch_size=20,
        rating_count=0,
        neighbors=None,
        newest_event=0,
        is_kept=True,
    )
    said = {"recommendation_id": saved["recommendation_id"], "item_id": DUNE, "kind": "wrong_reason"}

    told = (await service.ada.post("/feedback", json=said)).json()
    missing = await service.ada.post("/feedback", json={**said, "reason_key": "similar_story"})
    named = (await service.ada.post("/feedback", json={**said, "reason_key": "you_like"})).json()

    assert (told["reason_source"], told["reason_key"], told["variant"]) == ("taste", "you_like", "bold")
    assert named == told
    assert (missing.status_code, missing.json()["error"]) == (422, "reason_not_found")
    assert rows(service.url, "select count(*) from cinelibre.interactions") == [(0,)]
    assert rows(service.url, "select contributions from cinelibre.feedback") == [(LIKES_DRAMA,)]
