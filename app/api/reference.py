"""The API's reference at ``/docs``, written from its own OpenAPI document: one page, no scripts, no internet."""

from __future__ import annotations

from typing import Any

import flask_smorest
from flask import Blueprint, render_template

from app.api.answers import ProblemSchema


class Api(flask_smorest.Api):  # type: ignore[misc]
    """The OpenAPI document: errors are ours and listed by each route, and there are no lists in pages."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_pagination_header(self) -> None:
        pass


def blueprint(api: Api) -> Blueprint:
    """The page and its style."""
    routes = Blueprint("reference", __name__, template_folder="templates", static_folder="static", url_prefix="/docs")

    @routes.get("", strict_slashes=False)
    def page() -> str:
        spec = api.spec.to_dict()
        return render_template("reference.html", spec=spec, operations=_operations(spec), name_of=_name_of)

    return routes


def _operations(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "path": path,
            "method": method.upper(),
            **operation,
            "parameters": [
                each for each in (*item.get("parameters", ()), *operation.get("parameters", ())) if "name" in each
            ],
        }
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "delete")
    ]


def _name_of(schema: dict[str, Any]) -> str:
    """A property's type in words; the name of a component where it is one."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    for several in ("allOf", "anyOf", "oneOf"):
        if several in schema:
            return " | ".join(_name_of(each) for each in schema[several] if each.get("type") != "null")
    kind = schema.get("type", "")
    if isinstance(kind, list):
        kind = " | ".join(each for each in kind if each != "null")
    if kind == "array":
        return f"{_name_of(schema['items'])}[]"
    return str(kind)
