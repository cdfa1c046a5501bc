"""Everybody's snapshots, page by page, without what is no feature."""

from tests.support.readers import rows, write


def test_snapshots_are_read_page_by_page_in_their_order(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.feature_snapshots (user_id, taken_at, features) values
        (2, '2026-01-01', '{"average": 1, "preferences": [{"kind": "type"}]}'), (1, '2026-01-02', '{"preferences": []}')
        """,
    )
    query = "select public.get_snapshot_page(%s, %s)"
    bobs = {"user_id": 2, "taken_at": "2026-01-01T00:00:00+00:00", "preferences": [{"kind": "type"}]}
    adas = {"user_id": 1, "taken_at": "2026-01-02T00:00:00+00:00", "preferences": []}

    assert rows(database_url, query, 0, 3) == [({"snapshots": [bobs, adas], "next": None},)]
    assert rows(database_url, query, 0, 1) == [({"snapshots": [bobs], "next": 1},)]
    assert rows(database_url, query, 1, 1) == [({"snapshots": [adas], "next": 2},)]
    assert rows(database_url, query, 2, 1) == [({"snapshots": [], "next": None},)]
