"""Training runs: what a worker reports, what the service records, what a watcher gets.

A run's record is a list of events with contiguous sequence numbers from 0. The worker sends batches in order; the
service drops what it has, refuses a gap with 409 (`SEQUENCE_GAP`, whose detail `next_sequence` is the number it waits
for), and refuses a batch of an older epoch (`STALE_EPOCH`): a worker that was replaced can't write any more.
"""

from __future__ import annotations

import json
import math
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, StringConstraints, model_validator

from .recording import LIMIT_EVENTS, LIMIT_VALUES, EventKind, EventStatus, RunStatus
from .shape import Line, Moment, Person, Shape

LIMIT_HYPERPARAMETERS_BYTES = 16 * 1024
LIMIT_POINTS = 10_000
"""Points of one series in one answer."""

Where = Literal["notebook", "platform"]
"""Who trains: the student's own notebook server, or the platform's grading workers in the time that they have."""


def _storable(values: dict[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        text = json.dumps(values, allow_nan=False)
    except ValueError as error:
        raise ValueError("must be plain JSON: NaN and infinity are not") from error
    if len(text) > LIMIT_HYPERPARAMETERS_BYTES:
        raise ValueError(f"must take at most {LIMIT_HYPERPARAMETERS_BYTES} bytes as JSON")
    if "\\u0000" in text:
        raise ValueError("must not contain null characters")
    return values


def _finite(value: Any) -> Any:
    """NaN and infinity are not JSON; a loss may well be either, so such a value is recorded as missing."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


Hyperparameters = Annotated[dict[str, JsonValue], AfterValidator(_storable), Field(max_length=64)]
MetricName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _./%-]{0,79}$")]
Value = Annotated[float | None, BeforeValidator(_finite)]
Step = Annotated[int, Field(ge=0, le=10**12)]
Sequence = Annotated[int, Field(ge=0, le=10**9)]
Remark = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]


class RunCreate(Shape):
    """Announces a run. `course_id` is an id or a slug; `hyperparameters` is a JSON object of at most 16 KiB."""

    course_id: Line | None = None
    name: Line | None = None
    algorithm: Line
    environment: Line
    hyperparameters: Hyperparameters = Field(default_factory=dict)
    total_timesteps: int = Field(ge=1, le=10**10)
    seed: int | None = Field(default=None, ge=0, lt=2**32)
    where: Where = "notebook"


class Evaluation(Shape):
    """The trained policy's undiscounted returns over whole episodes on seeds it was not trained on, as reported."""

    mean_reward: float
    std_reward: float
    episodes: int


class Run(Shape):
    """A training run. `step` is the newest step heard of, `updated_at` when anything was heard last.

    `stop_requested` tells that somebody asked it to stop; `reason` says in words why it failed; `evaluation` is the
    newest one reported; `next_sequence` is how many events are recorded.
    """

    id: UUID
    course_slug: str | None
    user: Person
    name: str
    algorithm: str
    environment: str
    hyperparameters: dict[str, JsonValue]
    total_timesteps: int
    seed: int | None
    where: Where
    status: RunStatus
    reason: str | None = None
    stop_requested: bool
    step: int
    next_sequence: int
    epoch: int
    metrics: tuple[str, ...]
    evaluation: Evaluation | None = None
    created_at: Moment
    started_at: Moment | None = None
    updated_at: Moment
    ended_at: Moment | None = None


class RunCreated(Run):
    """A new run with the secret by which its worker reports; the service keeps only the secret's hash."""

    ingest_token: str


class RunUpdate(Shape):
    """Gives a run another name."""

    name: Line


class Event(Shape):
    """One thing that happened in a run, `seconds` after its start, at environment step `step`.

    A `status` event names the new `status`, with its reason in `text`; a `log` event is a line of `text`; an `artifact`
    event has in `text` the name of a file that the run has made.
    NaN and infinite values become null.
    """

    sequence: Sequence
    step: Step
    seconds: float = Field(ge=0, allow_inf_nan=False)
    kind: EventKind
    values: dict[MetricName, Value] = Field(default_factory=dict, max_length=LIMIT_VALUES)
    status: EventStatus | None = None
    text: Remark = ""

    @model_validator(mode="after")
    def _status_is_named(self) -> Event:
        if (self.kind == "status") != (self.status is not None):
            raise ValueError("a status event, and only such, names its status")
        return self


class MetricsBatch(Shape):
    """Events in order without a gap. An empty batch says that the worker lives, and asks for commands."""

    epoch: int = Field(default=0, ge=0, le=10**6)
    events: tuple[Event, ...] = Field(default=(), max_length=LIMIT_EVENTS)

    @model_validator(mode="after")
    def _contiguous(self) -> MetricsBatch:
        for number, event in enumerate(self.events):
            if event.sequence != self.events[0].sequence + number:
                raise ValueError(f"events.{number}.sequence must follow the one before without a gap")
        return self


class MetricsReply(Shape):
    """The number the service waits for next, and what it wants the worker to do."""

    next_sequence: int
    command: Literal["stop"] | None = None


class Series(Shape):
    """One metric over steps. `total_points` is how many were recorded in the range; if more than were asked for, the
    points here are each bucket's lowest and highest, so that no peak is lost."""

    name: str
    steps: tuple[int, ...]
    seconds: tuple[float, ...]
    values: tuple[float | None, ...]
    total_points: int


class RunMetrics(Shape):
    """Series of one run, as of `next_sequence`."""

    run_id: UUID
    next_sequence: int
    series: tuple[Series, ...]


class RunFrame(Shape):
    """Stream: the run as it is now; the first frame, and again whenever its status changes."""

    type: Literal["run"] = "run"
    run: Run


class EventsFrame(Shape):
    """Stream: events in order, the next ones after those sent before."""

    type: Literal["events"] = "events"
    events: tuple[Event, ...]
