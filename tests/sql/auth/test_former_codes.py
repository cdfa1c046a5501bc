"""Time zones and languages that were stored before there were rules for them."""

from dataclasses import replace

from api.readers.parsing.answers import language
from api.ship.shipping import ship
from api.ship.sql_tree import SqlTree
from tests.support.readers import rows, write
from tests.support.servers import Server

ZONES = {
    "UTC": "UTC", "Asia/Kolkata": "Asia/Kolkata", "america/new_york": "america/new_york", "US/Eastern": "US/Eastern",
    "IST": "UTC", "EST": "UTC", "Etc/GMT+12": "UTC", "+05:30": "UTC", "posix/Asia/Kolkata": "UTC",
}  # fmt: skip
CODES = ("cn", "iw", "in", "ji", "jw", "mo", "xx", "un", "und", "unk", "mul", "zxx", "mis", "en", "ta", "fil", "he")


def test_zones_and_languages_of_before_the_rules_become_what_the_rules_say(any_server: Server, tree: SqlTree) -> None:
    name = any_server.create_database()
    url = any_server.url_of(name)
    before = [file for file in tree.migrations if file.name < "0055"]
    try:
        ship(url, replace(tree, migrations=before, functions=[]))
        for number, zone in enumerate(ZONES):
            write(url, "insert into cinelibre.users (external_id, timezone) values (%s, %s)", f"{number}", zone)
        for code in CODES:
            write(url, "insert into cinelibre.items (item_type, title, language) values ('movie', %s, %s)", code, code)

        ship(url, tree)

        zones = rows(url, "select timezone from cinelibre.users order by external_id")
        languages = rows(url, "select title, language from cinelibre.items")
    finally:
        any_server.drop_database(name)
    assert [zone for (zone,) in zones] == list(ZONES.values())
    assert dict(languages) == {code: language(code) for code in CODES}
