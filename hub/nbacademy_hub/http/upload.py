"""Handlers that take an archive or another file: from whom it may come is asked before anything of it is kept, and it
is received in pieces, so that too large a one gets a clear 413 and no memory."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from typing import IO, Any, cast
from uuid import UUID

from tornado.web import stream_request_body

from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import AcademyError, Invalid, TooLarge, TooMany

from .handler import ApiHandler

LIMIT_BYTES = 100 * 1024 * 1024
LIMIT_CALLER_BYTES = 3 * LIMIT_BYTES
"""How much may be on its way from one caller at a time, in all uploads together."""
# What is not wanted is read and forgotten up to here, so that the sender is there to hear the answer.
PATIENCE_BYTES = 2 * 1024 * 1024 * 1024
IN_MEMORY_BYTES = 4 * 1024 * 1024

_ON_THE_WAY: Counter[UUID] = Counter()


@stream_request_body
class UploadHandler(ApiHandler):
    """Receives the body onto the disk; `received()` gives it to the verb as a file, `uploaded()` as a zip archive."""

    def initialize(self) -> None:
        # Not in `prepare`, which tornado leaves out when it refuses the address: the body comes all the same.
        self._received = self._counted = 0
        self._hash = hashlib.sha256()
        self._part: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  # closed in on_finish
        self._refusal: AcademyError | None = None

    async def prepare(self) -> None:
        super().prepare()
        cast(Any, self.request.connection).set_max_body_size(PATIENCE_BYTES)
        try:
            self.caller = await super().identify()
            await self.admit(*self.path_args)
        except AcademyError as error:
            # Said by the verb: who is still sending would not hear it now.
            self._refusal = error

    async def admit(self, *names: str) -> None:
        """Asked with the path's names before the body is received: raises for whoever need not send it."""

    async def identify(self) -> Caller:
        if self._refusal is not None:
            raise self._refusal
        return self.caller

    def data_received(self, chunk: bytes) -> None:
        self._received += len(chunk)
        if self._refusal is not None or self._received > LIMIT_BYTES or self._part.closed:
            return
        if _ON_THE_WAY[self.caller.account_id] + len(chunk) > LIMIT_CALLER_BYTES:
            self._refusal = TooMany("You are sending too much at once: let the other uploads end first.")
            self._forget()  # or those that would fit were refused for its sake
            return
        _ON_THE_WAY[self.caller.account_id] += len(chunk)
        self._counted += len(chunk)
        self._part.write(chunk)
        self._hash.update(chunk)

    def received(self) -> IO[bytes]:
        """What was sent, at its beginning. Raises TooLarge."""
        if self._received > LIMIT_BYTES:
            raise TooLarge(f"What was sent is larger than {LIMIT_BYTES // 1024 // 1024} MiB.")
        self._part.seek(0)
        return self._part

    def uploaded(self) -> bytes:
        """The archive's bytes. Raises TooLarge or Invalid."""
        file = self.received()
        if self.request.headers.get("Content-Type", "").split(";")[0].strip() != "application/zip":
            raise Invalid.field("Content-Type", "send a zip archive as application/zip")
        return file.read()

    def _fingerprint(self) -> str:
        return hashlib.sha256(
            f"{self.request.method} {self.request.uri}\0{self._hash.hexdigest()}".encode()
        ).hexdigest()

    def on_finish(self) -> None:
        super().on_finish()
        self._forget()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._forget()

    def _forget(self) -> None:
        self._part.close()
        if self._counted:
            _ON_THE_WAY[self.caller.account_id] -= self._counted
            self._counted = 0
