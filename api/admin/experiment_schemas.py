"""What an admin asks and is answered of experiments."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.schemas import Answer, Sent, Text

MeasureName = Literal["click_through", "acceptance", "not_for_me", "ratings", "return"]


class StopReason(Sent):
    """Why an experiment is stopped."""

    reason: Annotated[Text, StringConstraints(max_length=500)] | None = None


class RankedVariant(Answer):
    """A variant: the part of the readers that it gets beside the others, and the settings that it changes."""

    name: str
    portion: int
    settings: dict[str, Any]


class Experiment(Answer):
    """An experiment. Its first variant is the control."""

    name: str
    state: Literal["planned", "running", "ended", "stopped"]
    variants: list[RankedVariant]
    share: float = Field(description="The part of all readers that takes part")
    salt: str
    most_worse: float
    starts: datetime
    ends: datetime | None
    stopped_at: datetime | None
    stopped_by: Literal["operator", "guardrail"] | None
    stop_reason: str | None
    measured_at: datetime | None = Field(description="Of when the numbers of its report are")
    n_readers: int = Field(description="Readers who were shown a list of it")


class Experiments(Answer):
    """The newest experiments, newest first."""

    experiments: list[Experiment]


class SplitVariant(Answer):
    """How many readers a variant has."""

    variant: str
    n_readers: int
    n_expected: float


class ReaderSplit(Answer):
    """Whether readers are shared among variants as they should be."""

    variants: list[SplitVariant]
    p_value: float = Field(description="Of chi-square, for one look")
    p_value_at_any_look: float
    is_skewed: bool = Field(description="Whether the second is below 0.001: then believe no difference")


class MeasuredVariant(Answer):
    """A measure of a variant, with its interval of 95 % for one look."""

    variant: str
    n_readers: int
    n_events: float = Field(description="Clicks, stars or returns")
    n_chances: float = Field(description="Items shown, ratings or readers")
    value: float
    low: float
    high: float


class ComparedVariant(Answer):
    """A variant beside control. All but the verdict is null while there is too little."""

    variant: str
    difference: float | None
    low: float | None = Field(description="The interval holds at every look")
    high: float | None
    lift: float | None = Field(description="The difference by the control's value")
    p_value: float | None = Field(description="Valid at every look")
    detectable: float | None = Field(description="The true difference that would be found now with 80 %")
    verdict: Literal["better", "worse", "open", "too_few"]


class MeasureReport(Answer):
    """A measure of all variants."""

    measure: MeasureName
    variants: list[MeasuredVariant]
    against_control: list[ComparedVariant]


class ExperimentReport(Answer):
    """What an experiment found, as of `measured_at`."""

    experiment: Experiment
    split: ReaderSplit
    deciding: MeasureName = Field(description="The measure that decides; the others only inform")
    confidence: float = Field(description="Of the intervals against control: 0.95, shared among the variants")
    measures: list[MeasureReport]
    harm: str | None = Field(description="Why a variant harms; then the experiment is stopped")
