"""GET and POST /admin/experiments, GET /admin/experiments/{experiment_name}, POST …/stop."""

from typing import Annotated, Any

from fastapi import Path, Query

from api.admin.experiment_schemas import Experiment, ExperimentReport, Experiments, StopReason
from api.experiments.definitions import WantedExperiment, definition_of
from api.experiments.report import report_of
from api.http.deps import CurrentSettings, Me
from api.http.features import feature

router = feature("admin", prefix="/admin/experiments")

ExperimentName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$", examples=["bolder"])]
ExperimentLimit = Annotated[int, Query(ge=1, le=1000, description="The most experiments")]


@router.get("", response_model=Experiments)
async def get_experiments(me: Me, limit: ExperimentLimit = 50) -> Any:
    """The newest experiments. For admins."""
    return {"experiments": await me.one("get_experiments", experiment_limit=limit)}


@router.post("", response_model=Experiment)
async def create_experiment(me: Me, settings: CurrentSettings, wanted: WantedExperiment) -> Any:
    """Begin an experiment now or later; 409 if its name is taken or another changes the same settings. For admins."""
    return await me.one("create_experiment", definition=definition_of(wanted, settings))


@router.get("/{experiment_name}", response_model=ExperimentReport)
async def get_experiment_report(me: Me, experiment_name: ExperimentName) -> Any:
    """What an experiment found until it was last counted, which the scheduler does every hour. For admins."""
    return report_of(await me.one("get_experiment_report", experiment_name=experiment_name))


@router.post("/{experiment_name}/stop", response_model=Experiment)
async def stop_experiment(me: Me, experiment_name: ExperimentName, why: StopReason) -> Any:
    """End an experiment at once: its readers get lists of their own again. For admins."""
    return await me.one("stop_experiment", experiment_name=experiment_name, reason=why.reason)
