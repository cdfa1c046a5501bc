"""What an operator says of a new experiment, and what is stored of it."""

import json
import secrets
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError, model_validator

from api.errors import InvalidInput
from api.experiments.varied import OFF
from api.ranking.blend import PRESETS
from api.ranking.candidates import SOURCES
from api.ranking.ranked import TRAINED
from api.schemas import NotAFlag, Sent
from api.sentences import Fault, tell
from api.settings import Settings

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
WeighedSource = Literal["neighbors", "ease", "cosine", "content", "popular", "factors", "taste", "type"]
Weight = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False), NotAFlag]
SHIPPED = {source for weights in PRESETS["tuned"].values() for source in weights}
REMEDY = "It leaves out every source: keep one, such as popular."
OF_WEIGHTS = frozenset({"blend", "weights", "times", "without"})  # settings that all change the weights


class VariantSettings(Sent):
    """What a variant ranks otherwise. What is left out stays as the service has it."""

    blend: Literal["trained", "tuned", "classic"] | None = Field(
        None, description="Like BLEND; `tuned` and `classic` mean their weights of the day when the experiment is made"
    )
    weights: dict[WeighedSource, Weight] | None = Field(None, description="Weights that replace the blend's")
    times: dict[WeighedSource, Weight] | None = Field(None, description="What the blend's weights are multiplied by")
    without: list[WeighedSource] | None = Field(None, max_length=8, description="Sources that are left out")
    diversity: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), NotAFlag] | None = Field(
        None, description="Like DIVERSITY"
    )
    recommender: Name | None = Field(None, description="`off`, or a name of EXPERIMENT_RECOMMENDERS")

    def stored(self) -> dict[str, Any]:
        """Return what is stored, with the weights that a blend stands for: they stay until the experiment ends."""
        given = self.model_dump(exclude_none=True)
        if self.blend is None:
            return given
        bands = {str(start): weights for start, weights in PRESETS[self.blend].items()}
        return given | {"bands": bands, "uses_trained": self.blend == TRAINED}


class Variant(Sent):
    """A variant: its name, how many readers it gets beside the others, and what it changes."""

    name: Name = Field(examples=["varied"])
    portion: Annotated[int, Field(ge=1, le=1000), NotAFlag] = Field(1, description="Readers, relative to the others")
    settings: VariantSettings = Field(default_factory=lambda: VariantSettings.model_validate({}))


class WantedExperiment(Sent):
    """A new experiment. The first variant is the control, which the others are compared with."""

    name: Name = Field(examples=["bolder"])
    variants: list[Variant] = Field(min_length=2, max_length=5)
    share: Annotated[float, Field(ge=0.001, le=1, allow_inf_nan=False), NotAFlag] = Field(
        1.0, description="The part of all readers that takes part"
    )
    salt: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] | None = Field(
        None, description="What the hash is salted with; random by default. The same salt draws the same readers"
    )
    most_worse: Annotated[float, Field(ge=0.001, le=0.99, allow_inf_nan=False), NotAFlag] = Field(
        0.05, description="Stop the experiment once a variant is surely worse than control by more than this part"
    )
    starts: AwareDatetime | None = Field(None, description="By default now")
    ends: AwareDatetime | None = Field(None, description="By default when somebody stops it")

    @model_validator(mode="after")
    def _name_each_once(self) -> "WantedExperiment":
        names = [variant.name for variant in self.variants]
        if len(set(names)) < len(names):
            raise ValueError("Two variants have the same name: give each its own.")
        return self


def definition_of(wanted: WantedExperiment, settings: Settings) -> dict[str, Any]:
    """Return what is stored of an experiment. Raises `InvalidInput` for what this process cannot rank by."""
    if faults := _faults_of(wanted, settings):
        raise InvalidInput.of(faults)
    changed = {name for variant in wanted.variants for name in variant.settings.model_dump(exclude_none=True)}
    return {
        "name": wanted.name,
        "variants": [
            {"name": one.name, "portion": one.portion, "settings": one.settings.stored()} for one in wanted.variants
        ],
        "changes": sorted({"weights" if name in OF_WEIGHTS else name for name in changed}),
        "share": wanted.share,
        "salt": wanted.salt or secrets.token_hex(8),
        "most_worse": wanted.most_worse,
        "starts": wanted.starts and wanted.starts.isoformat(),
        "ends": wanted.ends and wanted.ends.isoformat(),
    }


def read_variant(text: str) -> dict[str, Any]:
    """Read `NAME`, or `NAME={"diversity": 0.3}` with the variant's settings as JSON. Raises `InvalidInput`."""
    name, sign, settings = text.partition("=")
    if not sign:
        return {"name": name}
    try:
        return {"name": name, "settings": json.loads(settings)}
    except (ValueError, RecursionError):
        raise InvalidInput(
            f'--variant {name}: After = stands a JSON object of settings, such as {name}={{"diversity": 0.3}}.'
        ) from None


def read_wanted(given: dict[str, Any]) -> WantedExperiment:
    """Read a new experiment. Raises `InvalidInput`, which names each wrong field."""
    try:
        return WantedExperiment.model_validate(given)
    except ValidationError as error:
        raise InvalidInput.of(tell(error.errors(), from_body=True)) from None


def _faults_of(wanted: WantedExperiment, settings: Settings) -> list[Fault]:
    known = sorted(settings.named_recommenders)
    faults: list[Fault] = []
    for place, one in enumerate(wanted.variants):
        field, named = f"variants.{place}.settings", one.settings.recommender
        if named not in (None, OFF, *known):
            listed = f"lists {', '.join(known)}: name one of these" if known else "lists nothing: add it there"
            remedy = f"EXPERIMENT_RECOMMENDERS {listed}, or say off."
            faults.append(Fault(f"{field}.recommender", remedy))
        if not _sources_of(one.settings):
            faults.append(Fault(_what_silences(field, one.settings), REMEDY))
    return faults


def _sources_of(settings: VariantSettings) -> set[str]:
    """Return the sources that can say something in a variant, as vary_weights computes their weights."""
    weights: Mapping[Any, float] = settings.weights or {}
    times: Mapping[Any, float] = settings.times or {}
    asked = {source for source in SOURCES if source in SHIPPED or source in weights}
    silent = {source for source in asked if weights.get(source, times.get(source, 1)) == 0}
    return asked - silent - set(settings.without or ())


def _what_silences(field: str, settings: VariantSettings) -> str:
    name = "without" if settings.without else "weights" if settings.weights else "times"
    return f"{field}.{name}"
