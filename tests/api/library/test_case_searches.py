"""Searches of real people that were once answered wrongly: the item that its case wants stands first."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.api.library.case_catalogue import CATALOGUE
from tests.api.library.shelves import Place, a_place
from tests.api.library.test_cases import CASES

pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"needs the cases in {CASES}")

FIRST: dict[str, list[str]] = {
    "dotted-and-joined-titles": [
        "L.A. Confidential", "E.T. the Extra-Terrestrial", "S.W.A.T.", "The Man from U.N.C.L.E.", "U.S. Marshals",
        "M*A*S*H", "WALL·E", "U-571", "K-PAX", "Spider-Man", "X-Men", "Kick-Ass", "Dr. Strangelove",
    ],
    "half-and-wide-letters": ["8 1/2", "8 ½ Women", "Dune", "Amélie", "Rocky II"],
    "numerals": [
        "Men in Black III", "The Godfather: Part II", "Mission: Impossible III", "Jurassic Park III", "Toy Story 3",
        "Ocean's Thirteen", "Sixteen Candles", "10 Things I Hate About You", "Rocky IV",
    ],
    "original-title-search": [
        "City of God", "The Umbrellas of Cherbourg", "The Wages of Fear", "Hate", "Sunset Blvd.", "Ocean's Eleven",
        "Spirited Away", "Andhadhun", "Magadheera", "Pariyerum Perumal", "Premam", "RRR",
    ],
    "subtitle": [
        "The Woman in Black: A Ghost Story", "Prozac Nation: Young and Depressed in America",
        "Windblown World: The Journals of Jack Kerouac", "The Grotesque: A Novel", "Blues for Mister Charlie: A Play",
    ],
}  # fmt: skip
SUGGESTED = {
    "ampersand": ["Mr. & Mrs. Smith", "Thelma & Louise", "Turner & Hooch", "Romance and Cigarettes"],
    **{case: FIRST[case] for case in ("dotted-and-joined-titles", "half-and-wide-letters", "numerals")},
}
LEFT_OUT = {"I, Robot", "Cast Away", "Charulata"}


@pytest.fixture(scope="module")
async def place(address: str) -> AsyncIterator[Place]:
    """The file's service on the items that the cases mean."""
    async with a_place(address, CATALOGUE) as opened:
        yield opened


def questions(cases: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """Case, question and wanted title."""
    for case, wanted in cases.items():
        [path] = [path for path in (CASES / case).glob("*.txt") if path.name != "steps.txt"]
        yield from ((case, *pair) for pair in zip(path.read_text().splitlines(), wanted, strict=True))


async def titles(place: Place, path: str, **asked: str) -> list[str]:
    """The titles of an answer, in their order."""
    answer = await place.client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


async def test_the_wanted_item_is_found_first(place: Place) -> None:
    for case, question, wanted in questions(FIRST):
        of_type = {"type": "book"} if case == "subtitle" else {}

        assert (question, (await titles(place, "/search", q=question, **of_type))[:1]) == (question, [wanted])


async def test_the_wanted_item_is_suggested_first(place: Place) -> None:
    for _, question, wanted in questions(SUGGESTED):
        assert (question, (await titles(place, "/search/suggest", q=question))[:1]) == (question, [wanted])


@pytest.mark.parametrize(
    ("typed", "begun", "wanted"),
    [
        ("x things i hate about you", "x things i h", "10 Things I Hate About You"),
        ("OneEyed Jacks", "OneEyed Ja", "One-Eyed Jacks"),
        ("8½, a novel", "8½", "8 1/2"),
        ("Dune: A Novel", "dune", "Dune"),
    ],
)
async def test_a_title_is_found_in_each_way_an_import_finds_it(
    place: Place, typed: str, begun: str, wanted: str
) -> None:
    assert (await titles(place, "/search", q=typed))[:1] == [wanted]
    assert (await titles(place, "/search/suggest", q=begun))[:1] == [wanted]


async def test_what_a_question_leaves_out_is_not_found_by_it(place: Place) -> None:
    asked = (CASES / "negation" / "queries.txt").read_text().splitlines()
    assert len(asked) == 6
    for question in asked:
        assert (question, LEFT_OUT & set((await titles(place, "/search", q=question))[:1])) == (question, set())
    hanks, ray = asked[4:]

    assert "Cast Away" not in await titles(place, "/search", q=hanks)
    assert "Charulata" not in await titles(place, "/search", q=ray)
    assert "Charulata" in await titles(place, "/search", q=ray.partition(" without")[0])
