"""Refusals of the recording protocol, which a worker tells apart by their codes. Both are conflicts (409)."""

from __future__ import annotations

from nbacademy.protocol.errors import ErrorDetail
from nbacademy_hub.errors import Conflict


class SequenceGap(Conflict):
    """Events are missing; the detail `next_sequence` is the number that is waited for."""

    code = "SEQUENCE_GAP"

    @classmethod
    def expecting(cls, next_sequence: int) -> SequenceGap:
        detail = ErrorDetail(field="next_sequence", message=str(next_sequence))
        return cls(f"Events are missing: the next one must be number {next_sequence}.", details=(detail,))


class StaleEpoch(Conflict):
    """Another worker has taken over: this one must not write any more."""

    code = "STALE_EPOCH"
