"""In our own box: makes the environments, seeds them, and sums up the rewards. Of the policy it sees actions alone."""

from __future__ import annotations

import base64
import json
from collections import deque
from typing import Any

import gymnasium
import numpy
from gymnasium.spaces import Box, Discrete, MultiBinary, MultiDiscrete
from gymnasium.wrappers import TimeLimit

from nbacademy_graders.judging.boxes.channel import channel

#: Episodes that are played side by side, each in an environment of its own: the policy is asked once for a step of all.
SIDE_BY_SIDE = 50
#: The longest episode where the environment itself sets no limit: a good policy may well never end.
LIMIT_STEPS = 10_000


class Refused(Exception):
    """The policy, or what is asked of it, cannot be played; the message is a sentence for people."""


class Noise(gymnasium.ObservationWrapper[Any, Any, Any]):
    """Adds normal noise to observations, the same whenever the same seed is played."""

    def __init__(self, environment: Any, deviation: float) -> None:
        super().__init__(environment)
        self.deviation = deviation
        self.random = numpy.random.default_rng()

    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        self.random = numpy.random.default_rng(seed)
        return super().reset(seed=seed, options=options)

    def observation(self, observation: Any) -> Any:
        noise = self.random.normal(0.0, self.deviation, numpy.shape(observation))
        return (observation + noise).astype(observation.dtype)


class Delay(gymnasium.ActionWrapper[Any, Any, Any]):
    """Has actions take effect some steps late; until then the first of them does."""

    def __init__(self, environment: Any, steps: int) -> None:
        super().__init__(environment)
        self.steps = steps
        self.waiting: deque[Any] = deque()

    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        self.waiting.clear()
        return super().reset(seed=seed, options=options)

    def action(self, action: Any) -> Any:
        missing = 1 if self.waiting else self.steps + 1
        self.waiting.extend([action] * missing)
        return self.waiting.popleft()


def make(asked: dict[str, Any]) -> Any:
    """An environment as a condition has it."""
    name = asked["environment"]
    if name not in gymnasium.registry:
        raise Refused(f"There is no environment {name} here.")
    environment = gymnasium.make(name)
    if not environment.spec or environment.spec.max_episode_steps is None:
        environment = TimeLimit(environment, LIMIT_STEPS)
    for attribute, factor in asked["physics"].items():
        _multiply(environment.unwrapped, name, attribute, factor)
    if asked["observation_noise"]:
        if not isinstance(environment.observation_space, Box):
            raise Refused(f"The observations of {name} are no numbers that noise could be added to.")
        environment = Noise(environment, asked["observation_noise"])
    return Delay(environment, asked["action_delay"]) if asked["action_delay"] else environment


def _multiply(environment: Any, name: str, attribute: str, factor: float) -> None:
    value = getattr(environment, attribute, None)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{name} has no number {attribute} that could be changed.")
    setattr(environment, attribute, value * factor)


def fit(space: Any, given: Any) -> Any:
    """An action of the space, from plain data that came from the policy's box. Continuous ones are clipped, as
    stable-baselines3 does."""
    try:
        action = numpy.asarray(given, dtype=numpy.float64)
    except (TypeError, ValueError, OverflowError):
        raise Refused("The policy gave an action that is no number.") from None
    if not numpy.isfinite(action).all():
        raise Refused("The policy gave an action that is not finite.")
    if isinstance(space, Box) and action.shape == space.shape:
        return numpy.clip(action, space.low, space.high).astype(space.dtype)
    if isinstance(space, Discrete | MultiDiscrete | MultiBinary):
        whole = action.astype(space.dtype)
        if (whole == action).all() and space.contains(whole[()] if isinstance(space, Discrete) else whole):
            return int(whole) if isinstance(space, Discrete) else whole
    raise Refused(f"The policy gave an action that is none of {space}: {str(given)[:100]}")


def ask(observations: list[Any]) -> list[Any]:
    """The policy's actions, one for each observation."""
    batch = numpy.stack([numpy.asarray(observation) for observation in observations])
    data = base64.b64encode(batch.tobytes()).decode()
    text = channel().ask(json.dumps({"shape": batch.shape, "dtype": str(batch.dtype), "data": data}))
    try:
        answer = json.loads(text)
        if isinstance(answer, dict) and (said := answer.get("lost") or answer.get("raised")):
            raise Refused(f"The policy gave no actions: {str(said)[:500]}")
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, list) or len(answer) != len(observations):
        raise Refused("The policy did not give one action for each observation.")
    return answer


def play(asked: dict[str, Any], seeds: list[int]) -> tuple[list[float], list[int]]:
    """Returns and lengths of one episode for each seed."""
    environments = [make(asked) for _ in seeds]
    seen = [environment.reset(seed=seed)[0] for environment, seed in zip(environments, seeds, strict=True)]
    returns, lengths = [0.0] * len(seeds), [0] * len(seeds)
    playing = list(range(len(seeds)))
    while playing:
        actions = ask([seen[number] for number in playing])
        on = []
        for number, given in zip(playing, actions, strict=True):
            environment = environments[number]
            seen[number], reward, terminated, truncated, _ = environment.step(fit(environment.action_space, given))
            returns[number] += float(reward)
            lengths[number] += 1
            if not (terminated or truncated):
                on.append(number)
        playing = on
    for environment in environments:
        environment.close()
    return returns, lengths


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """All episodes of a condition."""
    seeds = [(asked["seed"] + number) % 2**32 for number in range(asked["episodes"])]
    returns: list[float] = []
    lengths: list[int] = []
    try:
        for first in range(0, len(seeds), SIDE_BY_SIDE):
            some = play(asked, seeds[first : first + SIDE_BY_SIDE])
            returns += some[0]
            lengths += some[1]
    except Refused as refusal:
        return {"refused": str(refusal)}
    if not numpy.isfinite(returns).all():
        return {"refused": f"{asked['environment']} gave a return that is not finite."}
    return {"returns": returns, "lengths": lengths}


def serve() -> None:
    """Play what the worker asks for, until it is gone."""
    while True:
        try:
            _, text = channel().receive()
            channel().send("done", json.dumps(answer(json.loads(text))))
        except KeyboardInterrupt:
            continue  # what was asked has taken too long, and nobody waits for it any more
        except EOFError:
            return
