"""The case of other editions, over HTTP: somebody rates eight works that the catalogue has in two editions each."""

import re
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from tests.api.library.test_cases import CASES
from tests.api.recommendations.town import BOOKS, Reader, Town, answered, record_of
from tests.support.readers import rows, write

pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"needs the cases in {CASES}")

RATED = {
    "The Shadow of the Wind": "Carlos Ruiz Zafón", "The Amber Spyglass": "Philip Pullman",
    "Mrs Dalloway": "Virginia Woolf", "Skeleton Crew": "Stephen King",
    "Zen and the Art of Motorcycle Maintenance": "Robert M. Pirsig", "Emma": "Jane Austen",
    "Solaris": "Stanislaw Lem", "Beloved": "Toni Morrison",
}  # fmt: skip
UNKNOWN = {"The Alchemist": "Paulo Coelho", "Gilead": "Marilynne Robinson", "Neuromancer": "William Gibson"}
EDITIONS = [(title, author, n) for title, author in (RATED | UNKNOWN).items() for n in range(2)]


@pytest.fixture
async def ids(town: Town) -> AsyncIterator[dict[str, list[int]]]:
    """The ids of the two editions of each work; all are of one genre, and better known than anything else."""
    records = [
        record_of(BOOKS[0] + 8 * place)
        | {"title": title, "google_id": f"{title} {n}", "authors": [author], "text_hash": f"{title} {n}"}
        | {"external_count": 90_000 - place}
        for place, (title, author, n) in enumerate(EDITIONS)
    ]
    await town.db.one("upsert_items", records=records, embedding_model="all-MiniLM-L6-v2-int8", dimension=384)
    found = rows(
        town.url,
        "select title, array_agg(id order by id) from cinelibre.items where id > %s group by title order by title",
        BOOKS[-1],
    )
    yield {str(title): [int(one) for one in edition_ids] for title, edition_ids in found}
    write(town.url, "delete from cinelibre.items where id > %s", BOOKS[-1])


def steps(item_id: int) -> tuple[list[str], int]:
    """The requests that the case sends, below /recommendations, about this item; and how many more books it rates."""
    told = (CASES / "other-edition" / "steps.txt").read_text()
    paths = re.findall(r"^GET /recommendations(.*)$", told, re.MULTILINE)
    return [re.sub("<.*>", str(item_id), path) for path in paths], {"seven": 7}[re.findall(r"and (\w+) more", told)[0]]


async def test_no_edition_of_a_rated_work_is_recommended_and_no_work_twice(
    town: Town, ada: Reader, ids: dict[str, list[int]]
) -> None:
    (personalized, similar), n_more = steps(ids["The Amber Spyglass"][1])
    assert {len(edition_ids) for edition_ids in ids.values()} == {2}
    before = await answered(ada.client, "GET", personalized)
    assert len(RATED) == 1 + n_more
    for title in RATED:
        await ada.rate(ids[title][0], 5)

    mine = await answered(ada.client, "GET", personalized)
    alike = await answered(ada.client, "GET", similar)
    anybodys = await answered(town.nobody, "GET", similar)

    assert set(RATED) & {item["title"] for item in before["items"]}
    for found, known in ((mine, set(RATED)), (alike, set(RATED)), (anybodys, {"The Amber Spyglass"})):
        titles = Counter(item["title"] for item in found["items"])
        assert known.isdisjoint(titles)
        assert set(titles.values()) == {1}  # The Alchemist is there in two editions too, and shown in one
        assert "The Alchemist" in titles
