"""Compares the submissions of a class, each with each: a process of its own, since it takes seconds of processor time.

`python -m nbacademy_hub.similarity.comparison` reads a Task as JSON from its standard input, and writes a Comparison.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections import Counter, defaultdict
from itertools import combinations
from uuid import UUID

from nbacademy.protocol.shape import Shape
from nbacademy.protocol.similarity import CodeRange, SimilarSegment
from nbacademy_hub.files import FileStore

from .code import read
from .fingerprints import Place, Prints, grams, prints

LEAST_OVERLAP = 0.3
LEAST_SHARED = 4
"""Fingerprints that two have in common before they are a pair: fewer are chance."""

COMMON_SHARE = 0.2
COMMON_LEAST = 5
"""What more than this share of a class wrote, and more than so many, is how one writes that, and tells nothing."""

MOST_PAIRS = 1000
MOST_SEGMENTS = 200
LIMIT_SECONDS_EACH = 5
LIMIT_MEMORY_BYTES = 4 * 1024**3


class Task(Shape):
    """Whose code is compared: blobs of a file store, by submission. `templates` have what all students were given."""

    files_url: str
    templates: tuple[str, ...]
    submissions: dict[UUID, str]


class Found(Shape):
    """Two submissions that share code; overlaps are shares from 0 to 1 of each one's telling fingerprints."""

    first_id: UUID
    second_id: UUID
    first_overlap: float
    second_overlap: float
    segments: tuple[SimilarSegment, ...]

    @property
    def overlap(self) -> float:
        """The larger of the two."""
        return max(self.first_overlap, self.second_overlap)


class Comparison(Shape):
    """The pairs that share most, most first; `left_out` counts the submissions that took too long to be read."""

    pairs: tuple[Found, ...]
    left_out: int = 0


def compare(task: Task) -> Comparison:
    """All pairs of a class that share enough code."""
    files = FileStore(task.files_url)
    given = {gram for sha256 in task.templates for gram in grams(read(files, sha256))}
    whole = {key: _in_time(files, sha256) for key, sha256 in task.submissions.items()}
    telling = _telling({key: each for key, each in whole.items() if each is not None}, given)
    pairs = [
        (first, second, shared)
        for (first, second), shared in _shared(telling).items()
        if shared >= LEAST_SHARED and _overlap(telling, first, second, shared) >= LEAST_OVERLAP
    ]
    pairs.sort(key=lambda pair: (-_overlap(telling, *pair), -pair[2], str(pair[0]), str(pair[1])))
    found = tuple(_found(telling, *pair) for pair in pairs[:MOST_PAIRS])
    return Comparison(pairs=found, left_out=sum(each is None for each in whole.values()))


def _in_time(files: FileStore, sha256: str) -> Prints | None:
    """A submission's fingerprints; None for one that was written to keep its reader busy."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_SECONDS_EACH)
    try:
        return prints(read(files, sha256))
    except TimeoutError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError


def _telling(whole: dict[UUID, Prints], given: set[int]) -> dict[UUID, Prints]:
    counts = Counter(gram for each in whole.values() for gram in each)
    most = max(COMMON_LEAST, COMMON_SHARE * len(whole))
    return {
        key: {gram: places for gram, places in each.items() if gram not in given and counts[gram] <= most}
        for key, each in whole.items()
    }


def _shared(telling: dict[UUID, Prints]) -> Counter[tuple[UUID, UUID]]:
    """How many fingerprints each two have in common; those with none are not looked at."""
    holders: dict[int, list[UUID]] = defaultdict(list)
    for key in sorted(telling):
        for gram in telling[key]:
            holders[gram].append(key)
    return Counter(pair for keys in holders.values() for pair in combinations(keys, 2))


def _overlap(telling: dict[UUID, Prints], first: UUID, second: UUID, shared: int) -> float:
    return shared / min(len(telling[first]), len(telling[second]))


def _found(telling: dict[UUID, Prints], first: UUID, second: UUID, shared: int) -> Found:
    return Found(
        first_id=first, second_id=second, first_overlap=shared / len(telling[first]),
        second_overlap=shared / len(telling[second]), segments=_segments(telling[first], telling[second]),
    )  # fmt: skip


def _segments(first: Prints, second: Prints) -> tuple[SimilarSegment, ...]:
    """The stretches that both have: matches that follow upon each other on both sides are one."""
    matches = sorted(
        (here, there)
        for gram in first.keys() & second.keys()
        for here, there in zip(first[gram], second[gram], strict=False)
    )
    merged: list[tuple[Place, Place]] = []
    for here, there in matches:
        if merged and _goes_on(merged[-1][0], here) and _goes_on(merged[-1][1], there):
            merged[-1] = _joined(merged[-1][0], here), _joined(merged[-1][1], there)
        else:
            merged.append((here, there))
    return tuple(
        SimilarSegment(first=CodeRange(**here._asdict()), second=CodeRange(**there._asdict()))
        for here, there in merged[:MOST_SEGMENTS]
    )


def _goes_on(before: Place, after: Place) -> bool:
    same = before[:2] == after[:2]
    return same and before.first_line <= after.first_line <= before.last_line + 1


def _joined(before: Place, after: Place) -> Place:
    return before._replace(last_line=max(before.last_line, after.last_line))


def main() -> None:
    """Answers the task on standard input. Lets everybody else on the machine go first."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_MEMORY_BYTES, LIMIT_MEMORY_BYTES))
    sys.stdout.write(compare(Task.model_validate_json(sys.stdin.read())).model_dump_json())


if __name__ == "__main__":
    main()
