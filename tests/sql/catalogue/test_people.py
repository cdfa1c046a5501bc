"""Names of people: their words, who is named in a cell, and who may be the same person."""

import pytest

from tests.support.readers import rows


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Joanne Rowling", ["joanne", "rowling"]),
        ("Rowling, Joanne", ["joanne", "rowling"]),
        ("Rowling, J.K.", ["j", "k", "rowling"]),
        ("JK Rowling", ["j", "k", "rowling"]),
        ("JRR Tolkien", ["j", "r", "r", "tolkien"]),
        ("JRRX Tolkien", ["jrrx", "tolkien"]),  # four capitals are a name
        ("JO ROWLING", ["jo", "rowling"]),  # everything is in capitals: no initials
        ("Ann LEE", ["ann", "lee"]),  # no initials at the end
        ("Rowling J", ["j", "rowling"]),
        ("A B", ["a", "b"]),
        ("Martin King, Jr.", ["martin", "king"]),
        ("Martin King, Sr", ["martin", "king"]),
        ("Martin King, PhD", ["martin", "king"]),
        ("Martin King, MD", ["martin", "king"]),
        ("Martin King, Esq.", ["martin", "king"]),
        ("Martin King, II", ["martin", "king"]),
        ("Martin King, III", ["martin", "king"]),
        ("Martin King, IV", ["martin", "king"]),
        ("Martin King, Ph.D.", ["martin", "king"]),
        ("Martin King III", ["martin", "king"]),
        ("King, Martin, III", ["martin", "king"]),
        ("King, Martin, Jr., Ph.D. ", ["martin", "king"]),
        ("King Jr., Martin", ["martin", "king"]),
        ("Martin King, V", ["v", "martin", "king"]),
        ("King, Ivan", ["ivan", "king"]),  # begins like a suffix
        ("Sam Smith (editor)", ["sam", "smith"]),
        ('Alfred "Weird Al" Yankovic', ["alfred", "yankovic"]),
        ("Mr Mrs Ms Dr Sir Dame Lord Lady Prof Professor Rev Count Graf Tolstoy", ["tolstoy"]),
        ("Gabriel García Márquez", ["gabriel", "garcia", "marquez"]),
        ("", []),
        (None, None),
    ],
)
def test_a_name_is_read_as_words_with_the_family_name_last(
    database_url: str, name: str | None, words: list[str] | None
) -> None:
    assert rows(database_url, "select cinelibre.parse_name(%s)", name) == [(words,)]


def test_a_cell_may_name_several_people_and_each_is_told_once(database_url: str) -> None:
    cells = ["Neil Gaiman & Terry Pratchett", "A Lee; B Ray/C Dee", "E Fay and G Hay with I Jay", "Gaiman, Neil", ""]

    [(people,)] = rows(database_url, "select cinelibre.parse_people(%s)", cells)

    assert sorted(people) == [
        "a lee", "b ray", "c dee", "e fay", "g hay", "i jay", "neil gaiman", "terry pratchett",
    ]  # fmt: skip
    assert rows(database_url, "select cinelibre.parse_people(%s)", ["Alexander Sandwith"]) == [
        (["alexander sandwith"],)
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("joanne rowling", "joanne rowling", True),
        ("j k rowling", "joanne kathleen rowling", True),
        ("joanne k rowling", "j kathleen rowling", True),  # an initial on either side
        ("joanne rowling", "j k rowling", True),
        ("k rowling", "joanne kathleen rowling", True),
        ("rowling", "joanne rowling", True),
        ("rowling joanne", "joanne rowling", True),  # the same words
        ("rowling joanne", "joanne kathleen rowling", False),
        ("joanne king", "joanne rowling", False),
        ("jane rowling", "joanne rowling", False),
        ("jo rowling", "joanne rowling", False),  # no initial
        ("kathleen j rowling", "joanne kathleen rowling", False),  # in another order
        ("j j rowling", "joanne rowling", True),  # the shorter name's words are all in the longer
        ("", "rowling", False),
        ("", "", False),
    ],
)
def test_names_of_one_person_agree_in_family_name_and_order(
    database_url: str, one: str, other: str, is_same: bool
) -> None:
    query = "select cinelibre.is_same_person(%s, %s), cinelibre.is_same_person(%s, %s)"

    assert rows(database_url, query, one.split(), other.split(), other.split(), one.split()) == [(is_same, is_same)]


@pytest.mark.parametrize(
    ("people", "others", "is_shared"),
    [
        (["ann lee", "neil gaiman"], ["bob ray", "n gaiman"], True),
        (["ann lee"], ["bob ray", "n gaiman"], False),
        (["rowling joanne"], ["joanne rowling"], True),
        (["joanne lee"], ["joanne ray"], False),  # as long as each other
        ([], ["ann lee"], None),
        (["ann lee"], [], None),
        ([], [], None),
    ],
)
def test_lists_share_a_person_if_any_two_may_be_the_same(
    database_url: str, people: list[str], others: list[str], is_shared: bool | None
) -> None:
    assert rows(database_url, "select cinelibre.share_person(%s, %s)", people, others) == [(is_shared,)]
