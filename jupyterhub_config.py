"""JupyterHub's configuration for nbacademy: settings come from `NBACADEMY_*` variables (see docs/settings.md)."""

import os

from nbacademy_hub.config import configure
from nbacademy_spawners.host import prepare

c = get_config()  # noqa: F821
configure(c, {**os.environ, **prepare(os.environ)})
