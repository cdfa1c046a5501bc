"""What a reader takes away from what was understood does not count, and the rest does."""

import httpx
import pytest

from api.search.ignoring import MOST, leave_out
from api.search.readings import read_question

TODAY = 2026
QUESTION = "tamil thriller after 2015 without robots"


def demands_of(text: str, ignored: list[str]) -> dict[str, object]:
    """What the last reading of a question demands without the constraints of `ignored`."""
    return leave_out(read_question(text, TODAY), ignored, text)[-1].constraints.demands()


ALL = {"genres": ["Thriller"], "languages": ["ta"], "year_from": 2016, "exclude_words": ["robots"]}


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ([], {"genres", "languages", "year_from", "exclude_words"}),
        (["genres"], {"languages", "year_from", "exclude_words"}),
        (["genres:Thriller"], {"languages", "year_from", "exclude_words"}),
        (["genres:Horror"], {"genres", "languages", "year_from", "exclude_words"}),
        (["year_from:2016"], {"genres", "languages", "exclude_words"}),
        (["year_from:2015"], {"genres", "languages", "year_from", "exclude_words"}),
        (["exclude_words:robots", "languages"], {"genres", "year_from"}),
    ],
)
def test_only_what_was_taken_away_is_gone(ignored: list[str], left: set[str]) -> None:
    assert demands_of(QUESTION, ignored) == {name: value for name, value in ALL.items() if name in left}


def test_one_of_two_values_is_gone() -> None:
    text = "funny romantic movie about college"

    assert demands_of(text, [])["genres"] == ["Comedy", "Romance"]
    assert demands_of(text, ["genres:Comedy"])["genres"] == ["Romance"]


def test_without_anything_left_the_whole_question_is_searched_for() -> None:
    reading = leave_out(read_question("tamil thriller", TODAY), ["genres", "languages"], "tamil thriller")[-1]

    assert reading.words == "tamil thriller"
    assert reading.is_embedded


def test_a_question_of_constraints_alone_stays_one_while_any_is_left() -> None:
    reading = leave_out(read_question("tamil thriller", TODAY), ["genres"], "tamil thriller")[-1]

    assert not reading.is_embedded


def test_the_item_to_start_from_can_be_taken_away() -> None:
    text = "movies like interstellar but in hindi"
    readings = leave_out(read_question(text, TODAY), ["like"], text)

    assert not any("like" in reading.asks for reading in readings)
    assert readings[-1].constraints.not_understood == []


def test_a_name_that_was_excluded_is_taken_away_as_a_name_too() -> None:
    text = "comedy not starring Tom Hanks"
    last = leave_out(read_question(text, TODAY), ["exclude_words:Tom Hanks"], text)[-1]

    assert read_question(text, TODAY)[-1].constraints.exclude_people == ["Tom Hanks"]
    assert (last.constraints.exclude_words, last.constraints.exclude_people) == ([], [])


@pytest.mark.anyio
async def test_a_search_answers_without_what_was_taken_away(client: httpx.AsyncClient) -> None:
    asked = {"q": "tamil thriller after 2015", "limit": "40"}
    whole = (await client.get("/search", params=asked)).json()
    wider = (await client.get("/search", params=asked | {"ignore": "languages:ta"})).json()

    assert {item["language"] for item in whole["items"]} == {"ta"}
    assert len({item["language"] for item in wider["items"]}) > 1
    assert wider["parsed"]["languages"] == []
    assert wider["parsed"]["year_from"] == 2016
    assert all(item["year"] >= 2016 for item in wider["items"])


@pytest.mark.anyio
@pytest.mark.parametrize("ignore", [["colour"], ["colour:red"], ["genres"] * (MOST + 1)])
async def test_what_is_no_constraint_is_refused(client: httpx.AsyncClient, ignore: list[str]) -> None:
    answer = await client.get("/search", params={"q": "tamil thriller", "ignore": ignore})
    most = await client.get("/search", params={"q": "tamil thriller", "ignore": ["genres"] * MOST})

    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "ignore")
    assert most.status_code == 200
