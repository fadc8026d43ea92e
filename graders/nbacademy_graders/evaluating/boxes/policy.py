"""In the policy's box: loads it, which may run anything, and answers observations with its actions.

Nothing here is relied on. Whatever the policy does to it changes only the actions that arrive at the environments.
"""

from __future__ import annotations

import base64
import importlib
import json
import pickle
import sys
import zipfile
from collections.abc import Callable
from typing import Any

import numpy

from nbacademy_graders.judging.boxes.channel import channel

Predict = Callable[[Any], Any]
NORMALIZER = "vecnormalize.pkl"


def load(path: str, algorithm: str) -> Predict:
    """The function of a policy that gives actions for observations; of code, or of a model of stable-baselines3's."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "policy.py" in names:
            archive.extractall("policy")
    if "policy.py" in names:
        sys.path.insert(0, "policy")
        predict: Predict = importlib.import_module("policy").predict
        return predict
    return model(path, algorithm, NORMALIZER if NORMALIZER in names else None)


def model(path: str, algorithm: str, normalizer: str | None) -> Predict:
    """A model's, with observations as it saw them in training."""
    import stable_baselines3  # noqa: PLC0415  takes seconds, and is not needed by code of one's own
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    trained = getattr(stable_baselines3, algorithm).load(path, device="cpu")
    normalize: Predict = lambda observations: observations  # noqa: E731
    if normalizer is not None:
        with zipfile.ZipFile(path) as archive:
            normalize = pickle.loads(archive.read(normalizer)).normalize_obs  # noqa: S301  this is the policy's box
    return lambda observations: trained.predict(normalize(observations), deterministic=True)[0]


def serve(predict: Predict) -> None:
    """Answer until there are no more observations."""
    text = channel().say("{}")
    while text:
        text = channel().say(answer(predict, json.loads(text)))


def answer(predict: Predict, asked: dict[str, Any]) -> str:
    """The actions for a batch of observations, or what kept the policy from giving them."""
    try:
        data = numpy.frombuffer(base64.b64decode(asked["data"]), asked["dtype"])
        return json.dumps(numpy.asarray(predict(data.reshape(asked["shape"]))).tolist())
    except KeyboardInterrupt:
        return json.dumps({"raised": "it had used up its time"})
    except Exception as error:
        return json.dumps({"raised": f"{type(error).__name__}: {error}"})
