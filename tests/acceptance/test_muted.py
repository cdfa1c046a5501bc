"""What a reader mutes is plainly less in the next list of the demo, and undoing it brings the list back."""

import pytest

from tests.acceptance.conftest import Json, Viewer
from tests.gates.personas import PERSONAS
from tests.support.readers import write

RATINGS = {**PERSONAS[0].ratings, **PERSONAS[2].ratings}  # Tamil thrillers and Bengali art house


def n_in(items: list[Json], language: str) -> int:
    """How many are in a language."""
    return sum(item["language"] == language for item in items)


async def mute(viewer: Viewer, weight: float, language: str) -> None:
    """How much a language counts."""
    await viewer.asked("PATCH", "/me/influences", json={"kind": "language", "name": language, "weight": weight})


@pytest.mark.parametrize(("muted", "other"), [("ta", "bn"), ("bn", "ta")])
async def test_of_a_muted_language_the_next_list_has_half_at_most_and_undone_it_is_the_same_again(
    viewer: Viewer, muted: str, other: str
) -> None:
    await viewer.rate(RATINGS)
    user_id = (await viewer.asked("GET", "/auth/me"))["id"]
    write(viewer.url, "select public.refresh_neighbors(%s)", user_id)

    before = await viewer.listed()
    await mute(viewer, 0, muted)
    after = await viewer.listed()
    await mute(viewer, 1, muted)

    assert n_in(before, muted) >= 5
    assert n_in(after, muted) <= n_in(before, muted) / 2
    assert n_in(after, other) >= n_in(before, other)
    assert await viewer.listed() == before
