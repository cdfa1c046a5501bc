"""GET /admin/doctor, /jobs, /growth, /lists, /models, /items/{item_id}; POST /admin/jobs/{job_name}/runs, /readers."""

from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request

from api.admin import readers, service
from api.admin.item_schemas import ItemNeighbors
from api.admin.reader_schemas import AskedReader, ListWithSources
from api.admin.schemas import ChoreName, Diagnosis, Growth, Jobs, ListCounts, ModelVersions, StartedChore
from api.chores.by_hand import ChoresByHand
from api.http.deps import CurrentSettings, Embedding, ItemId, Me
from api.http.features import feature

router = feature("admin", prefix="/admin")


async def _by_hand(request: Request) -> ChoresByHand:
    return cast(ChoresByHand, request.app.state.chores_by_hand)


ByHand = Annotated[ChoresByHand, Depends(_by_hand)]
EVALUATIONS = 10  # are told, of those that are kept
NeighborLimit = Annotated[int, Query(ge=1, le=30, description="The most of each kind")]


@router.get("/doctor", response_model=Diagnosis)
async def get_diagnosis(me: Me, settings: CurrentSettings, embedder: Embedding) -> Any:
    """What is wrong with this deployment and what to do, as `python -m api.jobs doctor` says it. For admins."""
    from api.admin.diagnosis import diagnose

    return await diagnose(me, settings, embedder)


@router.get("/jobs", response_model=Jobs)
async def get_jobs(me: Me) -> Any:
    """Every job with its newest runs, whether it is stale, and how it is started. For admins."""
    return await service.jobs(me)


@router.post("/jobs/{job_name}/runs", response_model=StartedChore)
async def start_chore(me: Me, job_name: ChoreName, chores: ByHand) -> Any:
    """Start a chore inside the service, one at a time; 409 `job_under_way` if it runs already. For admins."""
    await me.one("start_chore", job_name=job_name)
    await chores.begin(job_name)
    return {"job_name": job_name}


@router.get("/growth", response_model=Growth)
async def get_growth(me: Me, days: Annotated[int, Query(ge=1, le=90)] = 30) -> Any:
    """How many items, accounts and ratings there are, and how many came on each of the last days. For admins."""
    return await me.one("get_growth", days=days)


@router.get("/lists", response_model=ListCounts)
async def get_list_counts(me: Me, days: Annotated[int, Query(ge=1, le=30)] = 14) -> Any:
    """How many lists were made, and by source, day and place what was shown and clicked. For admins."""
    return await me.one("get_list_counts", days=days)


@router.get("/models", response_model=ModelVersions)
async def get_model_versions(me: Me) -> Any:
    """The models that the database keeps, with their metrics and weights, and what `evaluate` measured. For admins."""
    return await me.one("get_model_versions", evaluation_limit=EVALUATIONS)


@router.get("/items/{item_id}", response_model=ItemNeighbors)
async def get_item_neighbors(me: Me, item_id: ItemId, limit: NeighborLimit = 10) -> Any:
    """An item, what lists go by of it, and its neighbors of every kind. For admins."""
    return await me.one("get_item_neighbors", item_id=item_id, neighbor_limit=limit)


@router.post("/readers", response_model=ListWithSources)
async def examine_reader(me: Me, settings: CurrentSettings, asked: AskedReader) -> Any:
    """A reader's list as they get it, with every source's own list beside it. Each look is written down. For admins."""
    return await readers.examine(me, settings, asked)
