"""Every write that was sent and whether it was acknowledged, to be looked up in the database in the end."""

from collections import Counter

import psycopg


class Ledger:
    """What the database must hold, and what it may hold: a write that was not acknowledged may have happened.

    Writes to one reader's things must be noted in the order in which they were sent.
    """

    def __init__(self) -> None:
        self._stars: dict[tuple[int, int], set[float]] = {}
        self._acknowledged: set[tuple[int, int]] = set()
        self._events: set[str] = set()
        self.n_acknowledged: Counter[str] = Counter()

    def note_rating(self, user_id: int, item_id: int, stars: float, *, is_acknowledged: bool) -> None:
        """A rating that was sent, once its answer is here or known to be lost."""
        place = user_id, item_id
        if is_acknowledged:
            self._stars[place] = {stars}
            self._acknowledged.add(place)
            self.n_acknowledged["ratings"] += 1
        else:
            self._stars.setdefault(place, set()).add(stars)

    def note_events(self, keys: list[str]) -> None:
        """The keys of events that were acknowledged."""
        self._events.update(keys)
        self.n_acknowledged["events"] += len(keys)

    def missing(self, database_url: str) -> list[str]:
        """A sentence for every acknowledged write that the database does not have."""
        with psycopg.connect(database_url) as connection:
            ratings = connection.execute(
                "select user_id, item_id, rating from cinelibre.ratings where source = 'rating'"
            )
            kept = {(user_id, item_id): stars for user_id, item_id, stars in ratings}
            events = connection.execute("select idempotency_key from cinelibre.interactions")
            keys = {row[0] for row in events}
        lost = [
            f"{place} has {kept.get(place)} stars, not {sorted(self._stars[place])}"
            for place in sorted(self._acknowledged)
            if kept.get(place) not in self._stars[place]
        ]
        return lost + [f"the event {key} is not there" for key in sorted(self._events - keys)]
