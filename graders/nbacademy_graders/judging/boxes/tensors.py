"""torch's tensors on the wire: raw numbers; what they were computed from stays behind."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from nbacademy_graders.judging.boxes.wire import (
    BY_TYPE,
    FINDERS,
    Kind,
    Malformed,
    Read,
    Unsendable,
    Write,
    add,
    bytes_of,
    text_of,
)

_TYPES = frozenset({"float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool"})


def _torch() -> Any:
    return importlib.import_module("torch")


def _out(value: Any, write: Write) -> list[Any]:
    name = str(value.dtype).rpartition(".")[2]
    if name not in _TYPES or value.layout is not _torch().strided:
        raise Unsendable(f"a tensor of {value.dtype} cannot be passed on")
    data = text_of(value.detach().cpu().contiguous().numpy().tobytes())
    return [name, list(value.shape), data, bool(value.requires_grad)]


def _make(content: Any, read: Read) -> Any:
    name, shape, text, has_gradient = content
    if name not in _TYPES:
        raise Malformed("a tensor of an unknown type")
    torch, sizes = _torch(), [int(size) for size in shape]
    dtype, data = getattr(torch, name), bytearray(bytes_of(text))
    made = torch.frombuffer(data, dtype=dtype).reshape(sizes) if data else torch.empty(0, dtype=dtype).reshape(sizes)
    return made.requires_grad_(has_gradient is True and dtype.is_floating_point)


def _fill(value: Any, content: Any, read: Read) -> None:
    now = _make(content, read)
    if now.shape != value.shape or now.dtype != value.dtype:
        raise Malformed("a tensor of another shape")
    value.data.copy_(now.data)


_added: list[Any] = []


def _find(key: type | str) -> Kind | None:
    """Add the kind when the first tensor is written, or read."""
    is_tensor = key == "tensor" or (isinstance(key, type) and key.__module__.partition(".")[0] == "torch")
    if _added or not is_tensor or (key != "tensor" and "torch" not in sys.modules):
        return None
    torch, kind = _torch(), Kind("tensor", _out, _make, _fill, hollow=False)
    _added.append(torch)
    add(torch.Tensor, kind)
    add(torch.nn.Parameter, kind)
    return kind if key == "tensor" else BY_TYPE.get(key)  # type: ignore[arg-type]


FINDERS.append(_find)
