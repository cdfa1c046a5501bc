"""When readers are told, by a clock that the test moves."""

import pytest

from api.push.hub import Hub
from api.push.listeners import Listener
from api.push.signals import Strength
from tests.api.push.clock import NEVER, Clock, Counted, a_listener, kinds_of, settle

ADA, BOB, EVE = 1, 2, 3


class Place:
    """A hub, its database and its clock."""

    def __init__(self) -> None:
        self.db, self.clock = Counted(), Clock()
        self.hub = Hub(self.db, 0.5, later=self.clock.later)

    def join(self, reader_id: int, expires_at: int = NEVER) -> Listener:
        """A connection of a reader's, whose first messages were read."""
        listener = a_listener(reader_id, expires_at=expires_at)
        self.hub.join(listener, dict(self.db.of(reader_id)))
        return listener


@pytest.fixture
def place() -> Place:
    """A hub with nobody connected."""
    return Place()


async def test_a_strong_signal_is_told_at_once(place: Place) -> None:
    ada = place.join(ADA)
    await settle()
    place.db.rise(ADA)

    place.hub.note(ADA, "rate_item", {})
    await settle()

    assert (await kinds_of(ada), place.clock.now) == (["list", "rows"], 0)


async def test_weak_signals_wait_two_seconds_and_are_looked_at_once(place: Place) -> None:
    ada = place.join(ADA)
    await settle()
    place.db.rise(ADA)
    looks = place.db.n_asked("get_live_changes")

    for _ in range(4):
        place.hub.note(ADA, "record_interactions", {"events": [{"interaction_type": "view"}]})
        await place.clock.advance(0.49)
    assert await kinds_of(ada) == []
    await place.clock.advance(0.03)
    assert await kinds_of(ada) == []  # 1.99 seconds

    await place.clock.advance(0.02)

    assert await kinds_of(ada) == ["list", "rows"]
    assert place.db.n_asked("get_live_changes") == looks + 1


async def test_a_stream_of_weak_signals_is_told_every_two_seconds(place: Place) -> None:
    ada, heard = place.join(ADA), []
    await settle()

    for _ in range(8):
        place.db.rise(ADA)
        place.hub.changed(ADA, Strength.WEAK)
        await place.clock.advance(0.5)
        heard.append(len(await kinds_of(ada)))

    assert heard == [0, 0, 0, 2, 0, 0, 0, 2]


async def test_a_call_that_changes_nothing_and_somebody_elses_cost_no_look_and_no_message(place: Place) -> None:
    ada = place.join(ADA)
    await settle()
    looks = len(place.db.asked)
    place.hub.note(ADA, "get_recommendations", {})
    await settle()

    assert len(place.db.asked) == looks
    place.db.rise(BOB)
    place.hub.note(BOB, "rate_item", {})
    await settle()
    assert await kinds_of(ada) == []


async def test_who_knows_somebody_hears_what_they_did(place: Place) -> None:
    place.db.friends[ADA] = {BOB}
    ada = place.join(ADA)
    await settle()
    place.db.rise(ADA, "friends")

    place.hub.note(BOB, "rate_item", {})
    await settle()

    assert await kinds_of(ada) == ["friends"]


async def test_what_happens_between_reading_counters_and_joining_is_told(place: Place) -> None:
    counters = dict(place.db.of(ADA))
    place.db.rise(ADA, "matches")
    ada = a_listener(ADA)

    place.hub.join(ada, counters)
    await settle()

    assert await kinds_of(ada) == ["matches"]


async def test_what_nobody_signalled_is_found_every_five_seconds_in_one_call(place: Place) -> None:
    people = [place.join(reader_id) for reader_id in (ADA, BOB, EVE)]
    await settle()
    for reader_id in (ADA, EVE):
        place.db.rise(reader_id)
    looks = place.db.n_asked("get_live_changes")

    await place.clock.advance(4.9)
    before = [await kinds_of(one) for one in people]
    await place.clock.advance(0.2)

    assert before == [[], [], []]
    assert [await kinds_of(one) for one in people] == [["list", "rows"], [], ["list", "rows"]]
    assert place.db.n_asked("get_live_changes") == looks + 1


async def test_while_nobody_is_connected_nothing_waits_and_nothing_is_asked(place: Place) -> None:
    place.hub.note(ADA, "rate_item", {})
    place.hub.note(ADA, "record_interactions", {"events": [{"interaction_type": "view"}]})
    await place.clock.advance(100)
    assert (place.db.asked, place.clock.waiting, place.hub._working) == ([], [], None)

    ada = place.join(ADA)
    await settle()
    assert len(place.clock.waiting) == 2  # one sign of life for all, one look at all counters
    place.hub.leave(ada)
    asked = len(place.db.asked)
    await place.clock.advance(100)

    assert (len(place.db.asked), place.clock.waiting) == (asked, [])


async def test_one_timer_gives_a_sign_of_life_to_all_every_fifteen_seconds(place: Place) -> None:
    people = [place.join(reader_id) for reader_id in (ADA, BOB)]

    await place.clock.advance(14.9)
    assert [await kinds_of(one) for one in people] == [[], []]
    await place.clock.advance(15.2)

    assert [await kinds_of(one) for one in people] == [["alive", "alive"]] * 2


async def test_an_ended_token_ends_its_connection_within_fifteen_seconds(place: Place) -> None:
    ada, bob = place.join(ADA), place.join(BOB)
    place.db.ended = {ADA}

    await place.clock.advance(15)

    assert (await kinds_of(ada), await kinds_of(bob)) == (["alive", "end"], ["alive"])
    assert ADA not in place.hub.readers


async def test_a_logout_here_ends_it_at_once(place: Place) -> None:
    ada = place.join(ADA)
    await settle()
    place.db.ended = {ADA}

    place.hub.note(ADA, "end_tokens", {})
    await settle()

    [last] = await ada.next()
    assert last.told == '{"kind":"end","reason":"token_ended"}'


async def test_an_expired_token_ends_its_connection_without_a_question(place: Place) -> None:
    ada = place.join(ADA, expires_at=1)

    await place.clock.advance(15)

    assert await kinds_of(ada) == ["end"]
    assert place.clock.waiting == []


async def test_a_database_that_was_away_loses_no_change(place: Place) -> None:
    ada = place.join(ADA)
    await settle()
    place.db.rise(ADA)
    place.db.is_away = True
    place.hub.note(ADA, "rate_item", {})
    await place.clock.advance(11)
    assert await kinds_of(ada) == []

    place.db.is_away = False
    await place.clock.advance(5)

    assert sorted(await kinds_of(ada)) == ["alive", "list", "rows"]


async def test_a_stop_ends_every_connection_with_a_reason(place: Place) -> None:
    people = [place.join(reader_id) for reader_id in (ADA, ADA, BOB)]
    await settle()

    await place.hub.close()

    assert [[message.told for message in await one.next()] for one in people] == [
        ['{"kind":"end","reason":"stopping"}']
    ] * 3
    assert place.clock.waiting == []
