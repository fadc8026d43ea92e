"""The OpenAPI description, made of what the handlers declare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from nbacademy.protocol.errors import ErrorBody
from nbacademy.protocol.shape import Shape

from .declaration import VERBS, Declaration, operation_id, public
from .handler import JSON, ApiHandler

Route = tuple[str, type[ApiHandler]]
REFERENCES = "#/components/schemas/{model}"
GROUP = re.compile(r"\(\[\^/\]\+\)")


def describe(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """The description of all routes, as OpenAPI 3.1."""
    routes = list(routes)
    shapes = {shape for _, handler in routes for item in declarations(handler).values() for shape in _shapes(item)}
    names, schemas = models_json_schema(
        [(shape, "serialization") for shape in sorted(shapes | {ErrorBody}, key=lambda shape: shape.__name__)],
        ref_template=REFERENCES,
    )
    references: dict[type[Shape], Any] = {
        shape: reference for (shape, _), reference in names.items() if issubclass(shape, Shape)
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "nbacademy", "version": version, "description": "The platform API of nbacademy."},
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        },
        "paths": {f"/api/{address(pattern, handler)}": _verbs(handler, references) for pattern, handler in routes},
    }


def declarations(handler: type[ApiHandler]) -> dict[str, Declaration]:
    """What the verbs of a handler declare, by verb."""
    found = {verb: getattr(getattr(handler, verb, None), "__dict__", {}).get("declaration") for verb in VERBS}
    return {verb: declaration for verb, declaration in found.items() if declaration is not None}


def _shapes(item: Declaration) -> set[type[Shape]]:
    return {shape for shape in (item.takes, item.gives, item.query) if isinstance(shape, type)}


def _names(handler: type[ApiHandler]) -> list[str]:
    verb = next(getattr(handler, verb) for verb in declarations(handler))
    code = getattr(verb, "__wrapped__", verb).__code__
    return list(code.co_varnames[1 : code.co_argcount])


def address(pattern: str, handler: type[ApiHandler]) -> str:
    """A route's path below the API's, with the names of what stands in it: `runs/{run_id}`."""
    names = iter(_names(handler))
    return GROUP.sub(lambda _: "{" + next(names) + "}", pattern)


def _verbs(handler: type[ApiHandler], references: dict[type[Shape], Any]) -> dict[str, Any]:
    return {verb: _operation(handler, verb, item, references) for verb, item in declarations(handler).items()}


def _operation(
    handler: type[ApiHandler], verb: str, item: Declaration, references: dict[type[Shape], Any]
) -> dict[str, Any]:
    summary = (getattr(handler, verb).__doc__ or "").strip().splitlines()[0]
    error = {"description": "refused", "content": _content(ErrorBody, references)}
    operation: dict[str, Any] = {
        "operationId": operation_id(handler, verb),
        "summary": summary,
        "x-power": item.power or "public",
        "parameters": [*_path_parameters(handler), *_query_parameters(item.query)],
        "responses": {
            str(item.status): {
                "description": "ok",
                **({"content": _content(item.gives, references)} if item.gives else {}),
            },
            "4XX": error,
            "503": error | {"description": "a part that is needed is down"},
        },
    }
    if item.power is not None:
        operation["security"] = [{"token": []}]
    if item.takes is not None:
        operation["requestBody"] = {"required": True, "content": _content(item.takes, references)}
    return operation


def _content(what: type[Shape] | str, references: dict[type[Shape], Any]) -> dict[str, Any]:
    return {what: {}} if isinstance(what, str) else {"application/json": {"schema": references[what]}}


def _path_parameters(handler: type[ApiHandler]) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in _names(handler)]


def _query_parameters(query: type[Shape] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema()
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": value}
        for name, value in schema.get("properties", {}).items()
    ]


class OpenApiHandler(ApiHandler):
    @public(gives="application/json")
    async def get(self) -> None:
        """This description."""
        self.set_header("Content-Type", JSON)
        self.finish(self.application.settings["openapi"])
