"""What an agent does, to be looked at: one episode as an animated picture. Runs in the process that trains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from stable_baselines3.common.base_class import BaseAlgorithm

from .environments import Factory, Maker
from .model import evaluation_environments

LIMIT_STEPS = 500
EVERY = 2
"""Each so-manieth step is a picture: half of them show as much in half of the bytes."""
LIMIT_PIXELS_WIDE = 320
LONGEST_FRAME_MILLISECONDS = 100


def record(model: BaseAlgorithm, make: Factory, seed: int, path: Path) -> bool:
    """Plays one deterministic episode and keeps it as `path`, a GIF; False if the environment can't be drawn.

    One of Gymnasium's is drawn if it offers `rgb_array`, that of a function if it is made with this `render_mode`.
    """
    environment = make()
    environment.close()
    drawn = _drawn(make, environment)
    if drawn is None:
        return False
    environments = evaluation_environments(model, drawn, seed, 1)
    try:
        first, *others = (_small(picture) for picture in _episode(model, environments))
    finally:
        environments.close()
    milliseconds = EVERY * 1000 // int(environment.metadata.get("render_fps", 30))
    duration = min(milliseconds, LONGEST_FRAME_MILLISECONDS)
    draft = path.with_name(f".{path.name}")
    first.save(draft, save_all=True, append_images=others, duration=duration, loop=0)
    draft.replace(path)
    return True


def _drawn(make: Factory, environment: Any) -> Factory | None:
    """What makes the same environment, drawn; None if there is no way to that. `environment` is one of them."""
    if environment.render_mode == "rgb_array":
        return make
    offers = "rgb_array" in (environment.metadata.get("render_modes") or ())
    return replace(make, render_mode="rgb_array") if offers and isinstance(make, Maker) else None


def _episode(model: BaseAlgorithm, environments: Any) -> Iterator[Any]:
    """Pictures of one episode, the first one too; at most LIMIT_STEPS of it."""
    observations = environments.reset()
    for step in range(LIMIT_STEPS):
        if step % EVERY == 0:
            yield environments.render(mode="rgb_array")
        actions, _ = model.predict(observations, deterministic=True)
        observations, _, dones, _ = environments.step(actions)
        if dones[0]:
            return


def _small(picture: Any) -> Image.Image:
    image = Image.fromarray(picture)
    image.thumbnail((LIMIT_PIXELS_WIDE, LIMIT_PIXELS_WIDE))
    return image.quantize(64)
