"""What a like, a favorite, a hiding or having seen something stands for in stars, and what takes precedence."""

import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.db import Database
from api.db.postgres import open_postgres
from api.http.callers import Caller, Visitor
from api.security.tokens import Claims
from tests.support.readers import DUNE, RAN, ago, record, register, rows, write, write_items
from tests.support.servers import Server

Opinion = tuple[float, str] | None
HOUR = 3600


@pytest.fixture(scope="module")
def shared_url(servers: dict[int, Server]) -> Iterator[str]:
    """A shipped database for all of these tests, which read what their own reader said."""
    name = servers[18].create_database("shipped")
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
async def shared(shared_url: str) -> AsyncIterator[Database]:
    """The same through the port, with items in it."""
    async with open_postgres(shared_url, 2) as opened:
        await write_items(opened)
        yield opened


class Reader(Caller):
    """A caller, who also looks at items."""

    def __init__(self, db: Database, claims: Claims) -> None:
        super().__init__(db, claims)
        self._visitor = Visitor(db, claims)

    async def thinks_of(self, item_id: int) -> dict[str, Any]:
        """Their rating of an item and their marks."""
        mine: dict[str, Any] = (await self._visitor.one("get_movie", movie_id=item_id))["mine"]
        return mine


async def a_reader(db: Database) -> Reader:
    """Another one."""
    return Reader(db, await register(db, uuid.uuid4().hex))


@pytest.fixture
async def ada(shared: Database) -> Reader:
    """A reader who has said nothing yet."""
    return await a_reader(shared)


async def opinion_of(me: Reader, item_id: int = DUNE) -> Opinion:
    """Stars and source of what a reader thinks of an item."""
    mine = await me.thinks_of(item_id)
    if mine["rating"] is not None:
        return mine["rating"], "rating"
    implied = mine["implied"]
    return None if implied is None else (implied["rating"], implied["source"])


def event(said: str, item_id: int = DUNE, **more: Any) -> dict[str, Any]:
    """`like`, `rate 4` or `watch 0.9`, of an item."""
    kind, _, number = said.partition(" ")
    named = {"rate": "rating", "watch": "fraction"}.get(kind)
    return {
        "interaction_type": kind,
        "item_id": item_id,
        **({named: float(number)} if named and number else {}),
        **more,
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("superlike", (5, "superlike")),
        ("like", (4.5, "like")),
        ("favorite", (4.5, "favorite")),
        ("seen", (3.5, "seen")),
        ("watch 1", (3.5, "seen")),
        ("watch 0.9", (3.5, "seen")),
        ("dislike", (1, "dislike")),
        ("hide", (1, "hide")),
        ("rate 2.5", (2.5, "rating")),
        ("watch 0.89", None),
        ("watch", None),
        ("view", None),
        ("click", None),
        ("watchlist_add", None),
        ("unlike", None),
        ("unhide", None),
        ("unrate", None),
    ],
)
async def test_what_one_event_stands_for(ada: Reader, said: str, expected: Opinion) -> None:
    await record(ada, event(said))

    assert await opinion_of(ada) == expected


SEQUENCES: list[tuple[str, Opinion]] = [
    # The newest of opinion, favorite and hiding counts.
    ("like, dislike", (1, "dislike")),
    ("dislike, like", (4.5, "like")),
    ("superlike, like", (4.5, "like")),
    ("like, favorite", (4.5, "favorite")),
    ("favorite, like", (4.5, "like")),
    ("favorite, hide", (1, "hide")),
    ("hide, like", (4.5, "like")),
    # That it was seen says something only where nothing else does.
    ("seen, like", (4.5, "like")),
    ("like, seen", (4.5, "like")),
    ("dislike, watch 1", (1, "dislike")),
    ("seen, watchlist_add", (3.5, "seen")),
    # What is taken back gives way to what was there before.
    ("like, unlike", None),
    ("dislike, unlike", None),
    ("superlike, unlike", None),
    ("seen, unseen", None),
    ("watch 0.95, unseen", None),
    ("hide, unhide", None),
    ("favorite, unfavorite", None),
    ("seen, like, unlike", (3.5, "seen")),
    ("favorite, dislike, unlike", (4.5, "favorite")),
    ("like, hide, unhide", (4.5, "like")),
    ("like, favorite, unfavorite", (4.5, "like")),
    ("seen, hide, unhide, unseen", None),
    ("hide, like, unlike", (1, "hide")),
    ("hide, like, unhide", (4.5, "like")),
    ("like, dislike, unlike", None),
    ("unlike, like", (4.5, "like")),
    # Stars win over all of it, whichever comes first, and give way to it when they are taken back.
    ("like, rate 2", (2, "rating")),
    ("rate 2, like", (2, "rating")),
    ("rate 2, superlike, hide, seen", (2, "rating")),
    ("rate 2, like, unlike", (2, "rating")),
    ("rate 2, rate 4.5", (4.5, "rating")),
    ("rate 2, unrate", None),
    ("like, rate 2, unrate", (4.5, "like")),
    ("rate 2, like, unrate", (4.5, "like")),
    ("rate 2, seen, hide, unrate, unhide", (3.5, "seen")),
    ("rate 2, unrate, rate 3", (3, "rating")),
    ("unrate, rate 3", (3, "rating")),
]
BY_SEQUENCE = [pytest.param(text.split(", "), expected, id=text) for text, expected in SEQUENCES]


@pytest.mark.parametrize(("said", "expected"), BY_SEQUENCE)
async def test_what_a_sequence_stands_for(ada: Reader, said: list[str], expected: Opinion) -> None:
    for one in said:
        await record(ada, event(one))

    assert await opinion_of(ada) == expected


@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "last first"])
async def test_the_moments_decide_not_the_order_in_which_a_batch_tells_them(ada: Reader, is_reversed: bool) -> None:
    first, second = event("like", occurred_at=ago(2 * HOUR)), event("dislike", occurred_at=ago(HOUR))

    await record(ada, *([second, first] if is_reversed else [first, second]))

    assert await opinion_of(ada) == (1, "dislike")


async def test_of_one_moment_the_one_told_last_counts(ada: Reader) -> None:
    await record(ada, event("like"), event("dislike"))
    await record(ada, event("dislike", RAN), event("like", RAN))

    assert await opinion_of(ada) == (1, "dislike")
    assert await opinion_of(ada, RAN) == (4.5, "like")


@pytest.mark.parametrize(
    ("newer", "late", "expected"),
    [
        ("like", "dislike", (4.5, "like")),
        ("unlike", "like", None),
        ("unhide", "hide", None),
        ("unseen", "watch 1", None),
        ("unfavorite", "favorite", None),
        ("rate 4", "rate 1", (4, "rating")),
        ("unrate", "rate 1", None),
        ("rate 4", "unrate", (4, "rating")),
        ("seen", "like", (4.5, "like")),  # another matter: nothing newer is known of it
        ("rate 4", "like", (4, "rating")),
    ],
)
async def test_what_comes_in_late_changes_nothing_that_is_known_newer(
    ada: Reader, newer: str, late: str, expected: Opinion
) -> None:
    await record(ada, event(newer, occurred_at=ago(HOUR)))

    answer = await record(ada, event(late, occurred_at=ago(2 * HOUR)))

    assert answer["n_recorded"] == 1
    assert await opinion_of(ada) == expected


async def test_a_late_event_does_not_rate_again_what_was_taken_back_at_the_door(ada: Reader) -> None:
    kept = await ada.one("rate_item", item_id=DUNE, rating=4)
    await ada.one("delete_rating", rating_id=kept["id"])

    await record(ada, event("rate 3", occurred_at=ago(HOUR)))

    assert await opinion_of(ada) is None


async def test_deleting_a_rating_says_what_counts_again(ada: Reader) -> None:
    await record(ada, event("seen"), event("favorite"))
    kept = await ada.one("rate_item", item_id=DUNE, rating=2)

    answer = await ada.one("delete_rating", rating_id=kept["id"])

    assert answer == {"id": kept["id"], "item_id": DUNE, "implied": {"rating": 4.5, "source": "favorite"}}
    assert await opinion_of(ada) == (4.5, "favorite")


async def test_an_implied_rating_has_the_moment_at_which_it_was_said(ada: Reader, shared_url: str) -> None:
    said_at = ago(5 * HOUR)

    await record(ada, event("seen", occurred_at=said_at), event("view"))

    query = "select r.rated_at = %s::timestamptz from cinelibre.ratings as r order by r.id desc limit 1"
    assert rows(shared_url, query, said_at) == [(True,)]


async def test_what_one_reader_says_is_not_said_by_another(ada: Reader, shared: Database) -> None:
    bob = await a_reader(shared)
    await record(ada, event("like"))

    await record(bob, event("unlike"), event("hide", RAN))

    assert [await opinion_of(ada, item_id) for item_id in (DUNE, RAN)] == [(4.5, "like"), None]
    assert [await opinion_of(bob, item_id) for item_id in (DUNE, RAN)] == [None, (1, "hide")]


# A type is a row.
NEW_TYPES = """
    insert into cinelibre.interaction_types
    (name, affinity, preference, hides, mark, undoes, implied_rating, in_history)
    values
    ('adore', 4, 0.9, false, 'opinion', null, 4, false),
    ('unadore', 0, 0, false, null, 'adore', null, false),
    ('meh', 0, 0, false, 'opinion', null, null, false),
    ('block', -4, -0.5, true, null, null, 0.5, false),
    ('unblock', 0, 0, false, null, 'block', null, false),
    ('loathe', -4, -0.5, true, 'opinion', null, 0.5, false),
    ('unloathe', 0, 0, false, null, 'loathe', null, false),
    ('skim', 0.1, 0.1, false, null, null, null, true),
    ('glance', 0.1, 0.1, false, null, null, null, false)
    on conflict do nothing
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["adore"], (4, "adore")),
        (["like", "adore"], (4, "adore")),
        (["adore", "unadore"], None),
        (["adore", "unlike"], None),  # both are opinions
        (["like", "meh"], None),  # the newest opinion stands for nothing
        (["seen", "like", "meh"], (3.5, "seen")),
        (["like", "block"], (0.5, "block")),
        (["like", "block", "unblock"], (4.5, "like")),
        (["block", "unhide"], None),
        (["seen", "loathe"], (0.5, "loathe")),
        (["seen", "loathe", "unloathe"], (3.5, "seen")),
        (["loathe", "unhide"], (0.5, "loathe")),  # no longer hidden, still loathed
        (["skim"], None),
        (["glance"], None),
        (["rate 4", "block"], (4, "rating")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
async def test_a_new_row_is_a_new_type_at_once(
    ada: Reader, shared_url: str, said: list[str], expected: Opinion
) -> None:
    await record(ada, event("view"))
    write(shared_url, NEW_TYPES)

    for one in said:
        assert (await record(ada, event(one)))["n_recorded"] == 1

    assert await opinion_of(ada) == expected


KINDS = ("like", "superlike", "dislike", "unlike", "favorite", "unfavorite", "hide", "unhide", "seen", "unseen")
STARS = {"superlike": 5.0, "like": 4.5, "favorite": 4.5, "seen": 3.5, "dislike": 1.0, "hide": 1.0}
TAKES_BACK = {"unlike": "opinion", "unfavorite": "favorite", "unhide": "hide", "unseen": "seen", "unrate": "stars"}
MARK = {"like": "opinion", "superlike": "opinion", "dislike": "opinion"}

Story = list[tuple[str, int, int]]  # what was said, of which item, how many minutes ago


def by_the_book(story: Story, item_id: int) -> Opinion:
    """What should be thought of an item: each mark as its newest event left it, stars before the rest, seen last."""
    marks: dict[str, tuple[int, int, str]] = {}  # the mark: minutes ago negated, place, what was said
    for place, (said, of_item, minutes_ago) in enumerate(story):
        kind = said.partition(" ")[0]
        mark = TAKES_BACK.get(kind) or ("stars" if kind == "rate" else MARK.get(kind, kind))
        if of_item == item_id and (mark not in marks or (-minutes_ago, place) > marks[mark][:2]):
            marks[mark] = (-minutes_ago, place, said)
    held = {mark: (moment, said) for mark, (moment, _, said) in marks.items() if said not in TAKES_BACK}
    if "stars" in held:
        return float(held["stars"][1].partition(" ")[2]), "rating"
    strong = [(moment, STARS[said], said) for mark, (moment, said) in held.items() if mark != "seen"]
    if strong:
        # Of one moment the better; of two as good the first by name.
        _, stars, said = max(strong, key=lambda one: (one[0], one[1], [-ord(letter) for letter in one[2]]))
        return stars, said
    return (3.5, "seen") if "seen" in held else None


SAID = st.sampled_from([*KINDS, "rate 2", "rate 4.5", "unrate"])
STORIES = st.lists(st.tuples(SAID, st.sampled_from([DUNE, RAN]), st.integers(1, 6)), max_size=9)


@settings(max_examples=50, deadline=None)
@given(story=STORIES, cuts=st.sets(st.integers(0, 8)))
@example(story=[("rate 2", DUNE, 1), ("unrate", DUNE, 1), ("like", DUNE, 6)], cuts={1})
@example(story=[("favorite", DUNE, 2), ("like", DUNE, 2), ("hide", DUNE, 2), ("unlike", DUNE, 3)], cuts=set())
async def test_any_story_ends_as_the_book_says(shared: Database, story: Story, cuts: set[int]) -> None:
    minutes = {minute: ago(60 * minute) for minute in range(1, 7)}
    reader = await a_reader(shared)

    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(story)], strict=True):
        batch = [event(said, item_id, occurred_at=minutes[minute]) for said, item_id, minute in story[start:end]]
        assert (await record(reader, *batch))["n_recorded"] == len(batch)

    found = [await opinion_of(reader, item_id) for item_id in (DUNE, RAN)]
    assert found == [by_the_book(story, item_id) for item_id in (DUNE, RAN)]
