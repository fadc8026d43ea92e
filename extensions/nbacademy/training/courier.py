"""The process that delivers what a kernel trains itself: `python -m nbacademy.training.courier FOLDER KERNEL`.

A thread of the kernel would take turns with training, and end with it. KERNEL is the kernel's process id: one that is
gone has trained to its end, or was killed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .delivery import Delivery
from .folder import Folder
from .recovery import has_ended, record_loss
from .supervisor import deliver_rest, follow

_LOST = "the kernel ended before the run did; it may have run out of memory, or was restarted"


def main(path: str, kernel: int) -> None:
    folder = Folder(Path(path))
    delivery = Delivery(folder, folder.job())
    follow(lambda: os.getppid() == kernel and not has_ended(folder.events), delivery)
    record_loss(folder, _LOST)
    deliver_rest(folder, delivery)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
