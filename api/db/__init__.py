"""The database: one port, three ways to reach it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.db.port import Database
from api.errors import Misconfigured
from api.settings import Settings

__all__ = ["Database", "open_database", "open_served"]


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database that the settings name, Supabase before DATABASE_URL. Only the driver in use is imported."""
    if settings.supabase_url is not None and settings.supabase_key is not None:
        from api.db.supabase import open_supabase

        async with open_supabase(
            settings.supabase_url, settings.supabase_key.get_secret_value(), settings.database_pool_size
        ) as supabase:
            yield supabase
    elif settings.database_url is not None:
        from api.db.postgres import open_postgres

        async with open_postgres(settings.database_url.get_secret_value(), settings.database_pool_size) as postgres:
            yield postgres
    else:
        raise Misconfigured("No database is configured: set SUPABASE_URL and SUPABASE_KEY, or DATABASE_URL.")


@asynccontextmanager
async def open_served(settings: Settings) -> AsyncIterator[Database]:
    """Open the database for requests: a replica at DATABASE_READ_URL answers what only reads. Jobs do without."""
    if settings.database_url is None or settings.database_read_url is None:
        async with open_database(settings) as database:
            yield database
        return
    from api.db.replicated import open_replicated

    async with open_replicated(
        settings.database_url.get_secret_value(),
        settings.database_read_url.get_secret_value(),
        settings.database_pool_size,
        settings.database_read_lag_seconds,
    ) as replicated:
        yield replicated
