"""Runs in a sandbox's container: imports once what kernels need, then forks a kernel whenever the worker asks for one.

The worker copies this file into the container; nothing trusted imports it. Both speak in lines of JSON over one socket:
`{"load": [module, …], "code": text}`, `{"start": number, "argv": [argument, …]}`, `{"signal": number, "to": kernel}`;
and back `{"ended": kernel, "code": exit code or minus a signal, "oom": how often the memory limit killed}`. Each kernel
has a socket of its own, too. Who calls says first whose line it is: `{"kernel": number}`, 0 for this program.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any

gc.disable()  # what is imported here stays: looking through it for garbage is a waste, here and in each kernel
sys.path.pop(0)  # this file's folder is no place for modules
# The debugger, which nobody attaches here: a fifth of a kernel's start is its import.
sys.modules["debugpy"] = None  # type: ignore[assignment]

import zmq  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402

#: What a kernel imports only when it starts or runs its first cell.
LATE_MODULES = (
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic"),
    *(
        "IPython.core.logger",
        "ipykernel.debugger",
        "tornado.platform.asyncio",
        "tornado.queues",
        "faulthandler",
        "sqlite3",
        "unicodedata",
    ),
)
MEMORY_EVENTS = ("/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.events")


class KernelApp(IPKernelApp):
    """Keeps what it shows until it is heard; of what comes faster ZeroMQ would drop some, and that a cell is done."""

    def init_iopub(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        """As IPKernelApp."""
        context.setsockopt(zmq.SNDHWM, 0)
        super().init_iopub(context)  # type: ignore[no-untyped-call]


class ForkServer:
    """Starts kernels and tells of their ends, until the worker is gone."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(path)
        self.kernels: dict[int, int] = {}
        # A handler could come between any two lines, its own as well: it does nothing but wake `commands`.
        self.woken, waker = self.ends = socket.socketpair()
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> list[str] | None:
        """Serve. In a kernel's process this returns its arguments; in this one None, when the worker is gone."""
        self.say({"kernel": 0})
        for command in self.commands():
            if "load" in command:
                load(command["load"], command["code"])
            elif "signal" in command:
                self.pass_on(command["signal"], command["to"])
            elif self.start(command["start"]):
                argv: list[str] = command["argv"]
                return argv
        return None

    def say(self, message: dict[str, Any]) -> None:
        """Tell the worker something."""
        self.line.sendall(json.dumps(message).encode() + b"\n")

    def commands(self) -> Iterator[dict[str, Any]]:
        """What the worker asks for; what has ended meanwhile is reaped."""
        lines = b""
        while True:
            ready, _, _ = select.select([self.line, self.woken], [], [])
            if self.woken in ready:
                self.woken.recv(2**12)
                self.reap()
            if self.line in ready:
                data = self.line.recv(2**20)
                if not data:
                    return
                *whole, lines = (lines + data).split(b"\n")
                yield from map(json.loads, whole)

    def start(self, number: int) -> bool:
        """Fork; whether this is the kernel's process."""
        gc.freeze()
        process = os.fork()
        if process:
            self.kernels[process] = number
        else:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.call_again(number)
        return process == 0

    def call_again(self, number: int) -> None:
        """Give a kernel a line of its own, whose file descriptor it finds in its environment."""
        for end in (self.line, *self.ends):
            end.close()
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(self.path)
        self.say({"kernel": number})
        os.environ["NBACADEMY_LINE"] = str(self.line.detach())

    def pass_on(self, signum: int, kernel: int) -> None:
        """Send a signal to a kernel, unless it has ended."""
        for process, number in self.kernels.items():
            if number == kernel:
                os.kill(process, signum)  # until it is reaped there is such a process

    def reap(self) -> None:
        """Tell of the kernels that ended."""
        for process in list(self.kernels):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                self.say({"ended": self.kernels.pop(process), "code": code, "oom": oom_kills()})


def load(modules: list[str], code: str) -> None:
    """Import those modules that there are, then run code; none of their names become visible in kernels."""
    for name in [*LATE_MODULES, *modules]:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    exec(compile(code, "<preloaded>", "exec"), {})  # noqa: S102  the worker's own


def oom_kills() -> int:
    """How often the container's memory limit has killed a process."""
    for path in filter(os.path.exists, MEMORY_EVENTS):
        with open(path) as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("oom_kill "))
    return 0


def run_kernel(argv: list[str]) -> None:
    """Be a kernel, in a session of its own as jupyter_client starts them."""
    os.setsid()
    gc.enable()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # two kernels of a container must not draw the same numbers
    KernelApp.launch_instance(argv=argv)


kernel_argv = ForkServer(sys.argv[1]).run()
if kernel_argv is not None:
    run_kernel(kernel_argv)
