"""The fields of both contracts, by their paths in one spelling: what SOAP's XSD and REST's OpenAPI are sent and answer.

A path has our names (``owner.id_number``), ``[]`` behind what is repeated. A field that must be there, where
the part that holds it is, is told with True.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from integrations.post.soap.shapes import Node

Fields = dict[str, bool]


def of_soap(message: Node) -> Fields:
    """Of one message; a part that only holds repeated ones is not told twice."""
    return dict(_of_nodes(message, ""))


def _of_nodes(node: Node, at: str) -> Iterator[tuple[str, bool]]:
    for child in node.children.values():
        path = f"{at}{child.key}{'[]' if child.rows or child.repeated else ''}"
        yield path, child.required
        yield from _of_nodes(child.rows or child, f"{path}.")


def sent_by_rest(operation: dict[str, Any], document: dict[str, Any]) -> Fields:
    """Parameters and body of one operation."""
    named = {each["name"].lower().replace("-", "_"): bool(each.get("required")) for each in operation["parameters"]}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return named | dict(_of_schema(body, "", document))


def told_by_rest(operation: dict[str, Any], document: dict[str, Any]) -> Fields:
    """What it answers where all went well."""
    fields: Fields = {}
    for status, response in operation["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if status.startswith("2"):
            fields |= dict(_of_schema(schema, "", document))
    return fields


def _of_schema(schema: Any, at: str, document: Any) -> Iterator[tuple[str, bool]]:
    schema = _resolved(schema, document)
    if "items" in schema:
        yield f"{at}[]", True
        yield from _of_schema(schema["items"], f"{at}[].", document)
    for name, each in schema.get("properties", {}).items():
        inner, path = _resolved(each, document), f"{at}{name}"
        if "items" in inner:
            path, inner = f"{path}[]", inner["items"]
        yield path, name in schema.get("required", ())
        yield from _of_schema(inner, f"{path}.", document)


def _resolved(schema: Any, document: Any) -> Any:
    """What a reference names; of ``anyOf`` and ``allOf`` what is not null."""
    if "$ref" in schema:
        return _resolved(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    for of in ("anyOf", "allOf", "oneOf"):
        for each in schema.get(of, ()):
            if each.get("type") != "null":
                return _resolved(each, document)
    return schema
