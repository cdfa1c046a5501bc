"""What routes ask for, as annotated aliases."""

from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request

from api.db import Database
from api.embedding import Embedder
from api.settings import Settings

MAX_ID = 2**31 - 1  # ids are PostgreSQL integers


def _database(request: Request) -> Database:
    return cast(Database, request.app.state.db)


def _embedder(request: Request) -> Embedder:
    return cast(Embedder, request.app.state.embedder)


def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


Db = Annotated[Database, Depends(_database)]
Embedding = Annotated[Embedder, Depends(_embedder)]
CurrentSettings = Annotated[Settings, Depends(_settings)]
ItemId = Annotated[int, Path(ge=1, le=MAX_ID, description="The id that lists and searches give", examples=[1])]
Skip = Annotated[int, Query(ge=0, le=MAX_ID, description="How many to leave out at the start")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many to answer at most")]
