"""A small town for the tests of groups: four items, Ada and Bob with accounts, and a group of theirs with a guest."""

from tests.support.readers import rows, write

ADA, BOB, CID = 1, 2, 3
DUNE, RAN, EMMA, SOLARIS = 1, 2, 3, 4
FRIDAY = "00000000-0000-4000-8000-00000000000f"
OTHERS = "00000000-0000-4000-8000-00000000000e"
SEAT_ADA, SEAT_BOB, SEAT_GUEST, SEAT_CID = (f"00000000-0000-4000-8000-0000000000a{n}" for n in range(4))


def settle(url: str) -> str:
    """The town: Ada, Bob and the guest Grace are in one group, Cid alone is in another."""
    write(
        url,
        f"""
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma'), (4, 'book', 'Solaris');
        insert into cinelibre.users (id, email, name, token_version) values (1, 'ada@example.org', 'Ada', 1),
        (2, 'bob@example.org', null, 1), (3, 'cid@example.org', 'Cid', 1);
        insert into cinelibre.groups (id, name, code) values
        ('{FRIDAY}', 'Friday', 'FRIDAY00'), ('{OTHERS}', 'Others', 'ALONE000');
        insert into cinelibre.group_members (id, group_id, user_id, guest_name, guest_key_hash, joined_at) values
        ('{SEAT_ADA}', '{FRIDAY}', 1, null, null, '2026-01-01'),
        ('{SEAT_BOB}', '{FRIDAY}', 2, null, null, '2026-01-02'),
        ('{SEAT_GUEST}', '{FRIDAY}', null, 'Grace', 'key of Grace', '2026-01-03'),
        ('{SEAT_CID}', '{OTHERS}', 3, null, null, '2026-01-04');
        """,
    )
    return url


def names(url: str, group_id: str = FRIDAY) -> list[str | None]:
    """The names of a group's members."""
    return [name for (name,) in rows(url, "select name from cinelibre.list_group_members(%s, null)", group_id)]
