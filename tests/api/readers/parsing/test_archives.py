"""What is taken out of a zip, and which zips are not touched."""

import io
import struct
import zipfile
from collections.abc import Iterable

import pytest

from api.errors import InvalidInput
from api.readers.parsing.archives import MOST_ENTRIES, unpack
from tests.api.readers.library.exports import zip_of

WANTED = {"ratings.csv", "likes/films.csv"}


def wanted(paths: Iterable[str]) -> list[str]:
    """Of the files of a zip those that are read."""
    return [path for path in paths if path in WANTED]


def refusal_of(content: bytes) -> str:
    """What is said of a zip that is refused."""
    with pytest.raises(InvalidInput) as refusal:
        unpack("my.zip", content, wanted)
    assert refusal.value.slug == "zip_refused"
    assert refusal.value.detail.isprintable()
    return refusal.value.detail


def two_of(path: str) -> bytes:
    """A zip that names one file twice."""
    other = f"{path[:-1]}_"
    return zip_of({path: "a", other: "b"}).replace(other.encode(), path.encode())


def encrypted(content: bytes) -> bytes:
    """The zip with the mark of encryption on every entry."""
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        parts = content.split(mark)
        content = mark.join([parts[0], *(part[: offset - 4] + b"\x01" + part[offset - 3 :] for part in parts[1:])])
    return content


def test_only_what_is_wanted_is_taken() -> None:
    content = zip_of(
        {"profile.csv": "x", "ratings.csv": "a", "likes/films.csv": "b", "likes/": "", "lists/ratings.csv": "x"}
    )

    assert unpack("my.zip", content, wanted) == {"ratings.csv": b"a", "likes/films.csv": b"b"}


def test_a_folder_around_everything_is_looked_through() -> None:
    content = zip_of({"mine/ratings.csv": "a", "mine/likes/films.csv": "b", "__MACOSX/mine/._ratings.csv": "x"})

    assert unpack("my.zip", content, wanted) == {"ratings.csv": b"a", "likes/films.csv": b"b"}


def test_a_folder_that_is_wanted_is_not_looked_through() -> None:
    assert unpack("my.zip", zip_of({"likes/films.csv": "b"}), wanted) == {"likes/films.csv": b"b"}


def test_a_zip_in_a_zip_is_no_file_that_is_wanted() -> None:
    content = zip_of({"more.zip": zip_of({"ratings.csv": "x"}), "ratings.csv": "a"})

    assert unpack("my.zip", content, wanted) == {"ratings.csv": b"a"}


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "lists/../../ratings.csv",
        "/etc/passwd",
        "C:/ratings.csv",
        "c:ratings.csv",
        "..\\ratings.csv",
        "lists\\..\\ratings.csv",
        "\\ratings.csv",
        "C:\\ratings.csv",
        "lists/..",
        "./ratings.csv",
        "ratings.csv\n",
        "rat\x1b[2Jings.csv",
    ],
)
def test_a_path_that_leads_out_of_the_zip_is_refused(path: str) -> None:
    sentence = refusal_of(zip_of({"ratings.csv": "a", path: "x"}))

    assert sentence.startswith("my.zip has a file in it whose name could lead out of it: ")


def test_a_name_with_a_nul_in_it_is_refused() -> None:
    content = zip_of({"ratings.csvX": "a"}).replace(b"csvX", b"csv\0")

    assert "could lead out of it" in refusal_of(content)


def test_a_zip_of_windows_has_folders_too() -> None:
    content = zip_of({"ratings.csv": "a", "likes\\films.csv": "b", "lists\\war.csv": "x"})

    assert unpack("my.zip", content, wanted) == {"ratings.csv": b"a", "likes/films.csv": b"b"}


def test_a_file_that_is_there_twice_is_refused() -> None:
    assert refusal_of(zip_of({"likes/films.csv": "a", "likes\\films.csv": "b"})) == (
        "my.zip has the file 'likes/films.csv' twice."
    )
    assert refusal_of(two_of("ratings.csv")) == "my.zip has the file 'ratings.csv' twice."


def test_an_encrypted_zip_is_refused() -> None:
    assert "is encrypted: unpack it" in refusal_of(encrypted(zip_of({"ratings.csv": "a"})))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_packed_in_other_ways_is_refused(compression: int) -> None:
    assert "packed in a way" in refusal_of(zip_of({"ratings.csv": "a"}, compression))


@pytest.mark.parametrize("left", [5, 40, 70, -1, -30])
def test_a_zip_cut_short_is_refused(left: int) -> None:
    assert "is damaged" in refusal_of(zip_of({"ratings.csv": "a" * 100, "likes/films.csv": "b"})[:left])


def test_a_file_whose_bytes_were_changed_is_refused() -> None:
    content = zip_of({"ratings.csv": "Name of a film"}, zipfile.ZIP_STORED).replace(b"film", b"bomb", 1)

    assert "is damaged" in refusal_of(content)


def test_as_many_files_as_the_limit_are_looked_at() -> None:
    lists = {f"lists/{n}.csv": "x" for n in range(MOST_ENTRIES - 1)}

    assert unpack("my.zip", zip_of({**lists, "ratings.csv": "a"}), wanted) == {"ratings.csv": b"a"}
    assert "has more than 2,000 files in it: unpack it" in refusal_of(
        zip_of({**lists, "ratings.csv": "a", "likes/films.csv": "b"})
    )


def test_more_files_than_the_end_of_the_zip_admits_are_refused() -> None:
    content = bytearray(zip_of({f"{n}": "" for n in range(MOST_ENTRIES + 1)}))
    struct.pack_into("<HH", content, len(content) - 14, 1, 1)

    assert "has more than 2,000 files" in refusal_of(bytes(content))


@pytest.mark.parametrize(
    ("files", "n_bytes"),
    [
        ({"ratings.csv": b"0" * 30_000_000}, 65_536 * 100),
        ({"ratings.csv": b"0" * 9_000_000, "likes/films.csv": b"0" * 9_000_000}, 65_536 * 100),
    ],
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    files: dict[str, bytes], n_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    original = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        chunk = original(self, n)
        read.append(len(chunk))
        return chunk

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)

    assert "unpacks to far more than a library has" in refusal_of(zip_of(files))
    assert sum(read) <= n_bytes


def test_twenty_megabytes_are_refused_however_badly_they_are_packed() -> None:
    content = zip_of({"ratings.csv": b"0" * 15_000_000, "likes/films.csv": b"0" * 6_000_000}, zipfile.ZIP_STORED)

    assert "20 MB in all" in refusal_of(content)


def test_what_the_zip_says_of_its_sizes_is_not_believed() -> None:
    content = bytearray(zip_of({"ratings.csv": b"0" * 3_000_000}))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<L", content, directory + 24, 10)

    assert "is damaged" in refusal_of(bytes(content))


def test_dates_before_zips_existed_do_no_harm() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("ratings.csv", (1980, 0, 0, 0, 0, 0)), "a")

    assert unpack("my.zip", stream.getvalue(), wanted) == {"ratings.csv": b"a"}
