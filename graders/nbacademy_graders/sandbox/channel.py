"""Channels to a kernel that may say anything: what is no message of Jupyter's protocol is passed over."""

from __future__ import annotations

import asyncio
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

#: What jupyter_client raises for frames that it cannot read.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class _Channel(AsyncZMQSocketChannel):
    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]  # noqa: ASYNC109  as jupyter_client has it
        """The next message that is one. Raises Empty if none comes within `timeout` seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            await asyncio.sleep(0)  # a flood shall not keep the loop from everybody else's messages
            left = None if end is None else max(0.0, end - time.monotonic())
            try:
                message = await super().get_msg(left)
            except _UNREADABLE:
                message = {}
            if _is_message(message):
                return message
            if end is not None and time.monotonic() >= end:
                raise Empty


def _is_message(message: dict[str, Any]) -> bool:
    """Whether a message has the parts that its readers rely on."""
    if not all(isinstance(message.get(part), dict) for part in ("header", "parent_header", "content")):
        return False
    kind, content = message["msg_type"], message["content"]
    return isinstance(kind, str) and (not kind.endswith("_reply") or isinstance(content.get("status"), str))


class SandboxClient(AsyncKernelClient):
    """A client for a kernel in a stranger's hands.

    `language_info` is what the kernel said of itself when it was ready, before anybody else's code ran in it.
    """

    shell_channel_class = Type(_Channel)
    iopub_channel_class = Type(_Channel)
    stdin_channel_class = Type(_Channel)
    control_channel_class = Type(_Channel)

    def _handle_kernel_info_reply(self, msg: dict[str, Any]) -> None:
        super()._handle_kernel_info_reply(msg)
        self.language_info: dict[str, object] = msg["content"]["language_info"]
