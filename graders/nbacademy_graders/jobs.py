"""Jobs and results: frozen values that can be pickled, stored, and run again.

GenerateJob ── Generated | Refused
TrialJob ───── Trial     | Refused
GradeJob ───── Graded    | Refused
ApplyJob ───── Feedback  | Refused
FeedbackJob ── Feedback  | Refused
ExecuteJob ─── Execution
EvaluateJob ── Evaluated | Refused
TrainJob ───── Trained   | Refused
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from nbacademy.protocol.execution import Execution, Program
from nbacademy.protocol.shape import AssignmentName, Moment
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.late import LatePenalty
from nbacademy_graders.limits import Limits

Judged = Literal["outside", "inside"]
CellKind = Literal["auto", "manual"]
CourseName = Annotated[str, Field(min_length=1, max_length=128)]
StudentName = Annotated[str, Field(min_length=1, max_length=128)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Value):
    """A graded cell of an assignment: `points` at most, given by its tests (`auto`) or by a person (`manual`)."""

    notebook: str
    grade_id: str
    points: float
    kind: CellKind
    has_hidden_tests: bool


class CellScore(_Value):
    """What a submission got for a graded cell; `score` is None until a person has given it, `note` is for the student
    too."""

    notebook: str
    grade_id: str
    score: float | None
    max_score: float
    kind: CellKind
    note: str | None = None


class GenerateJob(_Value):
    """Make the students' version of an assignment from its source; runs none of its cells."""

    course: CourseName
    assignment: AssignmentName
    source: Bundle


class TrialJob(_Value):
    """Find out where each test cell of an assignment is judged: its own solution and the students' version are run."""

    course: CourseName
    assignment: AssignmentName
    source: Bundle
    limits: Limits = Limits()


class TriedCell(_Value):
    """Where a test cell is judged: `outside` the student's kernel, or `inside` it with checks around it.

    `why` and `advice` are sentences for the educator; `advice` says what would move it outside, None where it is.
    `solution_score` and `released_score` are what the source's own solution and the students' version got there;
    `controlled` says whether, inside, the cell must fail when the student's names mean nothing; `trusting`
    whether, outside, it needs objects that the solution hands over, or its changes to the instructor's variables.
    """

    notebook: str
    grade_id: str
    points: float
    judged: Judged
    why: str
    advice: str | None = None
    solution_score: float
    released_score: float
    controlled: bool = True
    trusting: bool = False


class _MarkingJob(_Value):
    """What marks depend on beside the work itself. `gradebook_url` is a SQLAlchemy URL of the course's nbgrader
    gradebook (sqlite or postgresql+psycopg).

    Times are aware; a submission after `due_at` is late, None is never. `student_due_at` is when it is due for this
    student; None leaves the extension that the gradebook may have.
    """

    course: CourseName
    assignment: AssignmentName
    student: StudentName
    student_name: str
    submitted_at: Moment
    due_at: Moment | None = None
    student_due_at: Moment | None = None
    late: LatePenalty = LatePenalty()
    gradebook_url: str


class GradeJob(_MarkingJob):
    """Grade one submission. With `preview` the course's gradebook is read and left as it is.

    `plan` is what a trial of this very source found; if it is None the worker makes the trial, once for a source.
    """

    source: Bundle
    submission: Bundle
    limits: Limits = Limits()
    preview: bool = False
    plan: tuple[TriedCell, ...] | None = None


class ApplyJob(_MarkingJob):
    """Make a preview count: `autograded` and `marks` are what it returned. Runs none of the student's code."""

    autograded: Bundle
    marks: Bundle


class FeedbackJob(_Value):
    """Render feedback again, after marks or comments were given by hand. `autograded` is what grading returned; `late`
    takes off anew what late work costs, by the marks as they are now; None leaves that as it is."""

    course: CourseName
    assignment: AssignmentName
    student: StudentName
    autograded: Bundle
    gradebook_url: str
    late: LatePenalty | None = None


class ExecuteJob(_Value):
    """Run a program in a sandbox of its own."""

    program: Program


class Condition(_Value):
    """An environment as it is, or a little different: `physics` has factors of its numbers, by their names in its code,
    `observation_noise` a standard deviation, `action_delay` steps."""

    physics: dict[str, float] = Field(default_factory=dict)
    observation_noise: float = 0.0
    action_delay: int = 0


class EvaluateJob(_Value):
    """Play episodes with a trained policy, in each of the conditions on the same seeds: `seed` and those after it.

    `algorithm` is stable-baselines3's, for a model that it has saved. In each condition the policy has
    `condition_seconds`; `memory_bytes` is its sandbox's.
    """

    policy: Bundle
    algorithm: str
    environment: str
    conditions: tuple[Condition, ...]
    episodes: Annotated[int, Field(ge=1, le=10_000)]
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    condition_seconds: int = 300
    memory_bytes: int | None = None


class TrainJob(_Value):
    """Train for about so many `seconds`, from `checkpoint` on, or from the beginning where it is None.

    `hyperparameters` are JSON in RL Baselines3 Zoo's words; `memory_bytes` is the sandbox's.
    """

    algorithm: str
    environment: str
    hyperparameters: dict[str, Any]
    total_timesteps: int
    seed: int
    seconds: int
    checkpoint: Bundle | None = None
    memory_bytes: int | None = None


class Generated(_Value):
    """The students' version as a zip, and what it is worth; `notebooks` are names without `.ipynb`."""

    release: bytes
    cells: tuple[Cell, ...]
    max_score: float
    notebooks: tuple[str, ...]


class Trial(_Value):
    """What a trial found: of each test cell, and the points of all of them that the source's own solution gets.

    `log` holds sentences for the educator: cells that the solution fails, or that pass before anything is done.
    """

    cells: tuple[TriedCell, ...]
    solution_score: float
    max_score: float
    log: tuple[str, ...]
    seconds: float


class Graded(_Value):
    """A verdict: `score` with penalty and marks given by hand so far; archives as zip; `seconds` by stage.

    `marks` is the job's own gradebook, compressed, after a preview: what an ApplyJob needs. `image_id` (`sha256:…`) is
    the engine's id of the image that the sandboxes were made of; None from a worker that does not say.
    """

    score: float
    max_score: float
    needs_manual_grade: bool
    cells: tuple[CellScore, ...]
    autograded: bytes
    feedback: bytes
    log: tuple[str, ...]
    seconds: dict[str, float]
    marks: bytes | None = None
    image_id: str | None = None


class Feedback(_Value):
    """Scores as the gradebook has them now, and the pages (a zip of one HTML file for each notebook)."""

    score: float
    max_score: float
    needs_manual_grade: bool
    cells: tuple[CellScore, ...]
    feedback: bytes


class Played(_Value):
    """Undiscounted returns and steps of the episodes of one condition, in the order of their seeds."""

    returns: tuple[float, ...]
    lengths: tuple[int, ...]


class Evaluated(_Value):
    """What a policy did, condition by condition; `image_id` is of the sandboxes' image."""

    played: tuple[Played, ...]
    image_id: str
    seconds: float


class Trained(_Value):
    """What came of training for a while: the events as lines of JSON, which nobody has looked into, the `step` that was
    reached, the policy as it is now, and the `checkpoint` to go on from, None where there is no more to do."""

    events: tuple[str, ...]
    step: int
    policy: bytes
    checkpoint: bytes | None
    seconds: float


class Refused(_Value):
    """The job's input cannot be used; `reason` is a sentence for those who handed it in."""

    reason: str


Job = GenerateJob | TrialJob | GradeJob | ApplyJob | FeedbackJob | ExecuteJob | EvaluateJob | TrainJob
Result = Generated | Trial | Graded | Feedback | Execution | Evaluated | Trained | Refused


def naive_utc(moment: datetime) -> datetime:
    """As nbgrader stores times: UTC without saying so."""
    return moment.replace(tzinfo=None)
