"""What the sources are asked: everything of their documentation that an answer depends on."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from api.jobs.sync import books, google_books, tmdb
from api.jobs.sync.job import SyncPlan, sync
from api.jobs.sync.tmdb import INDIAN
from tests.jobs.sync.conftest import House, wanted_of

TODAY = datetime.now(UTC).date()


def test_without_being_told_there_are_two_thousand_movies_of_eight_languages_and_five_hundred_books() -> None:
    wanted = SyncPlan()

    assert (wanted.n_movies, wanted.n_books, wanted.kinds) == (2000, 500, ("movies", "books"))
    assert wanted.languages == INDIAN == ("hi", "te", "ta", "kn", "ml", "bn", "mr", "pa")


async def test_movies_of_indian_languages_are_those_made_in_india(house: House) -> None:
    house.sources.world.films["en"] = 20

    await house.sync(languages=["hi", "en"], n_movies=30)

    asked = [question.query for question in house.sources.of("/3/discover/movie")]
    assert {query["with_original_language"]: query.get("with_origin_country") for query in asked} == {
        "hi": "IN",
        "en": None,
    }
    assert {(query["include_adult"], query["include_video"], query["sort_by"]) for query in asked} == {
        ("false", "false", "popularity.desc")
    }


async def test_everything_of_a_movie_comes_in_one_request(house: House) -> None:
    await house.sync(languages=["ml"])

    for question in house.sources.of("/3/movie/"):
        if question.path != "/3/movie/changes":
            assert question.query == {"append_to_response": "credits,keywords,external_ids,release_dates"}
    assert len(house.sources.of("/3/movie/")) == 6


async def test_tmdb_knows_us_by_the_token_else_by_the_key(house: House) -> None:
    by_token = house.settings.model_copy(update={"tmdb_api_key": SecretStr("a-key")})
    by_key = by_token.model_copy(update={"tmdb_token": None})
    wanted = wanted_of(languages=["ml"])

    await sync(by_token, house.db, house.embedder, wanted)
    n_asked = len(house.sources.questions)
    await sync(by_key, house.db, house.embedder, wanted)

    first, second = house.sources.questions[:n_asked], house.sources.questions[n_asked:]
    assert {(one.headers.get("authorization"), one.query.get("api_key")) for one in first} == {
        ("Bearer a-secret-token", None)
    }
    assert {(one.headers.get("authorization"), one.query.get("api_key")) for one in second} == {(None, "a-key")}


async def test_google_is_asked_with_the_key_for_what_is_kept_and_no_more(house: House) -> None:
    await house.sync(kinds=["books"], n_books=30)
    house.rows("update cinelibre.source_checks set checked_at = now() - interval '151 days'")
    await house.sync(kinds=["books"], n_books=30)

    lists, volumes = house.sources.of("/books/v1/volumes")[0], house.sources.of("/books/v1/volumes/")[0]
    assert {question.query["key"] for question in house.sources.questions} == {"a-secret-key"}
    assert lists.query["fields"] == f"totalItems,items({google_books.VOLUME})"
    assert (lists.query["q"], lists.query["maxResults"], lists.query["printType"]) == (
        f'subject:"{books.SUBJECTS[0]}"',
        "40",
        "books",
    )
    assert volumes.query["fields"] == google_books.VOLUME


async def test_changes_are_asked_for_since_the_day_before_the_last_run(house: House) -> None:
    await house.sync(languages=["ml"])
    assert house.sources.of("/3/movie/changes") == []  # of the first run nothing is held that could have changed
    house.rows(
        "update cinelibre.sync_cursors set position = to_jsonb(%s::text) where span = 'changes'",
        (TODAY - timedelta(20)).isoformat(),
    )

    await house.sync(languages=["ml"])

    asked = [question.query for question in house.sources.of("/3/movie/changes")]
    assert [(query["start_date"], query["end_date"]) for query in asked] == [
        ((TODAY - timedelta(21)).isoformat(), (TODAY - timedelta(8)).isoformat()),
        ((TODAY - timedelta(7)).isoformat(), TODAY.isoformat()),
    ]


@pytest.mark.parametrize(
    ("module", "opener", "per_second"), [(tmdb, "open_tmdb", 30), (google_books, "open_google_books", 5)]
)
async def test_the_pace_is_the_sources(
    house: House, monkeypatch: pytest.MonkeyPatch, module: object, opener: str, per_second: int
) -> None:
    monkeypatch.undo()  # in these tests all else is asked at full speed

    source = getattr(module, opener)(house.settings)

    assert source._pace.time_period == pytest.approx(1 / per_second)
    await source.close()
