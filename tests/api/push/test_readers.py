"""How many connections there may be, and which one goes."""

import logging

import pytest

from api.errors import Overloaded
from api.logs import Seldom
from api.push.listeners import MOST_WAITING, Listener
from api.push.messages import KINDS, SIGN_OF_LIFE, Message, changes, counters_of, end, hello, id_of
from api.push.readers import MOST_LISTENERS, MOST_OF_A_READER, Readers
from api.security.tokens import Claims
from tests.api.push.clock import a_listener, kinds_of

NOTHING = dict.fromkeys(KINDS, 0)


@pytest.fixture
def readers() -> Readers:
    """Nobody yet."""
    return Readers(Seldom(logging.getLogger(__name__), "slow"))


async def test_a_fourth_connection_closes_the_oldest_of_that_reader(readers: Readers) -> None:
    other, *mine = a_listener(2), *(a_listener(1) for _ in range(MOST_OF_A_READER + 1))
    readers.add(other, NOTHING)
    for one in mine[:-1]:
        readers.add(one, NOTHING)
    assert [one.n_waiting for one in (other, *mine)] == [0] * 5

    readers.add(mine[-1], NOTHING)

    assert MOST_OF_A_READER == 3
    assert [await kinds_of(one) for one in (other, *mine)] == [[], ["end"], [], [], []]
    assert (readers.n_listeners, list(readers)) == (4, [other, *mine[1:]])


def test_two_thousand_are_let_in_and_the_next_is_told_to_ask_now_and_then(readers: Readers) -> None:
    for reader_id in range(1, MOST_LISTENERS + 1):
        readers.add(a_listener(reader_id), NOTHING)

    with pytest.raises(Overloaded, match="GET /live/state"):
        readers.add(a_listener(MOST_LISTENERS + 1), NOTHING)

    assert (MOST_LISTENERS, readers.n_listeners) == (2000, 2000)
    [first, *_] = readers
    readers.remove(first)
    readers.add(a_listener(MOST_LISTENERS + 1), NOTHING)


def test_a_reader_who_has_three_can_replace_one_even_if_no_more_are_let_in() -> None:
    readers = Readers(Seldom(logging.getLogger(__name__), "slow"), most=3)
    for _ in range(4):
        readers.add(a_listener(1), NOTHING)

    with pytest.raises(Overloaded):
        readers.add(a_listener(2), NOTHING)
    assert readers.n_listeners == 3


async def test_sixteen_messages_wait_and_a_seventeenth_closes_the_connection_at_once() -> None:
    aborted: list[int] = []
    slow = Listener(1, Claims(1, 1), lambda: aborted.append(1))
    for _ in range(16):
        assert slow.put([SIGN_OF_LIFE])
    assert (MOST_WAITING, aborted) == (16, [])

    assert not slow.put([SIGN_OF_LIFE])

    assert (aborted, await slow.next()) == ([1], [])


def test_who_is_too_slow_is_counted_out_and_the_others_are_told(readers: Readers) -> None:
    slow, quick = a_listener(1), a_listener(1)
    for one in (slow, quick):
        readers.add(one, NOTHING)
    slow.put([SIGN_OF_LIFE] * 15)

    readers.tell(1, {**NOTHING, "list": 1, "rows": 1})

    assert (list(readers), quick.n_waiting) == ([quick], 2)


async def test_what_waits_is_sent_before_the_end_and_nothing_after_it() -> None:
    one = a_listener(1)
    one.put([SIGN_OF_LIFE])
    one.end("stopping")
    one.end("replaced")
    one.put([SIGN_OF_LIFE])

    assert [message.kind for message in await one.next()] == ["alive", "end"]
    assert await one.next() == []


def test_a_message_says_what_changed_on_either_wire() -> None:
    former = {"list": 7, "rows": 7, "matches": 1, "friends": 0}
    present = {**former, "list": 8, "rows": 8}

    told = changes(former, present)

    assert told[0] == Message("list", "8.8.1.0", '{"kind":"list","id":"8.8.1.0","counter":8}')
    assert [message.kind for message in told] == ["list", "rows"]
    assert told[0].event == b'event: list\nid: 8.8.1.0\ndata: {"kind":"list","id":"8.8.1.0","counter":8}\n\n'
    assert SIGN_OF_LIFE.event == b":\n\n"
    assert end("stopping").event == b'event: end\ndata: {"kind":"end","reason":"stopping"}\n\n'
    assert hello(former).told.startswith('{"kind":"hello","id":"7.7.1.0","counters":{"list":7,"rows":7,')


@pytest.mark.parametrize("said", ["", "1.2.3", "1.2.3.4.5", "a.2.3.4", "-1.2.3.4", "1.2.3.٤", "1" * 19 + ".2.3.4"])
def test_an_id_of_no_state_is_none(said: str) -> None:
    assert counters_of(said) is None


def test_an_id_and_its_counters_are_the_same() -> None:
    counters = {"list": 333002, "rows": 333002, "matches": 1, "friends": 2_000_005}

    assert counters_of(id_of(counters)) == counters
