"""Down-sampling that keeps peaks: each bucket of steps gives its lowest and its highest point."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbacademy.protocol.training import Series


@dataclass(frozen=True)
class Point:
    order: int
    step: int
    seconds: float
    value: float | None


@dataclass
class Sampler:
    """Takes one metric's points in order, and never holds more than `limit` of them and a few.

    Steps lie between `first_step` and `last_step`. As long as there are no more than `limit` points all are kept.
    """

    name: str
    limit: int
    first_step: int
    last_step: int
    total: int = 0
    _points: list[Point] = field(default_factory=list)
    _buckets: dict[int, tuple[Point, Point]] | None = None

    def add(self, step: int, seconds: float, value: float | None) -> None:
        point = Point(self.total, step, seconds, value)
        self.total += 1
        if self._buckets is not None:
            self._into_bucket(point)
            return
        self._points.append(point)
        if len(self._points) > self.limit:
            self._buckets = {}
            for earlier in self._points:
                self._into_bucket(earlier)
            self._points.clear()

    def series(self) -> Series:
        """What is kept, in order."""
        points = self._points
        if self._buckets is not None:
            kept = {point.order: point for pair in self._buckets.values() for point in pair}
            points = [kept[order] for order in sorted(kept)]
        return Series(
            name=self.name,
            steps=tuple(point.step for point in points),
            seconds=tuple(point.seconds for point in points),
            values=tuple(point.value for point in points),
            total_points=self.total,
        )

    def _into_bucket(self, point: Point) -> None:
        if point.value is None or self._buckets is None:
            return
        width = max(1, self.last_step - self.first_step + 1)
        number = (point.step - self.first_step) * (self.limit // 2) // width
        low, high = self._buckets.get(number, (point, point))
        low = point if low.value is not None and point.value < low.value else low
        high = point if high.value is not None and point.value > high.value else high
        self._buckets[number] = (low, high)
