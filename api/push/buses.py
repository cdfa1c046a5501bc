"""Chooses what carries news between processes. What a bus needs is imported only where a setting names it."""

from api.db import Database
from api.push.bus import Bus
from api.settings import Settings


def choose_bus(settings: Settings, db: Database) -> Bus | None:
    """Return the bus that the settings name, or None: then every process compares counters."""
    if settings.redis_url is not None:
        from api.shared.bus import RedisBus

        return RedisBus(settings)
    if settings.database_listen_url is not None:
        from api.push.listening import ListeningBus

        return ListeningBus(settings.database_listen_url.get_secret_value(), db)
    return None
