"""Handlers that take an archive: received in pieces, so that too large a one gets a clear 413 and no memory."""

from __future__ import annotations

import hashlib
import tempfile
from typing import IO, Any, cast

from tornado.web import stream_request_body

from nbacademy_hub.errors import Invalid, TooLarge

from .handler import ApiHandler

LIMIT_BYTES = 100 * 1024 * 1024
# What is over the limit is read and forgotten up to here, so that the sender is there to hear the answer.
PATIENCE_BYTES = 2 * 1024 * 1024 * 1024
IN_MEMORY_BYTES = 4 * 1024 * 1024


@stream_request_body
class UploadHandler(ApiHandler):
    """Receives the body as a zip archive; `uploaded()` gives it to the verb."""

    def initialize(self) -> None:
        # Not in `prepare`, which tornado leaves out when it refuses the address: the body comes all the same.
        self._received = 0
        self._hash = hashlib.sha256()
        self._part: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  # closed in on_finish

    def prepare(self) -> None:
        super().prepare()
        cast(Any, self.request.connection).set_max_body_size(PATIENCE_BYTES)

    def data_received(self, chunk: bytes) -> None:
        self._received += len(chunk)
        if self._received <= LIMIT_BYTES and not self._part.closed:
            self._part.write(chunk)
            self._hash.update(chunk)

    def uploaded(self) -> bytes:
        """The archive's bytes. Raises TooLarge or Invalid."""
        if self._received > LIMIT_BYTES:
            raise TooLarge(f"The archive is larger than {LIMIT_BYTES // 1024 // 1024} MiB.")
        if self.request.headers.get("Content-Type", "").split(";")[0].strip() != "application/zip":
            raise Invalid.field("Content-Type", "send a zip archive as application/zip")
        self._part.seek(0)
        return self._part.read()

    def _fingerprint(self) -> str:
        return hashlib.sha256(
            f"{self.request.method} {self.request.uri}\0{self._hash.hexdigest()}".encode()
        ).hexdigest()

    def on_finish(self) -> None:
        self._part.close()
