"""Fields of what REST is sent, with the error code of whatever is wrong with their type.

They judge types and names only; values are judged in :mod:`app.domain.reading`, the same for every door.
"""

from __future__ import annotations

import copy
from typing import Any

from marshmallow import RAISE, Schema, fields

CODES: dict[str, Any] = {
    "required": "REQUIRED",
    "null": "REQUIRED",
    "invalid": "TYPE_INVALID",
    "type": "TYPE_INVALID",
    "invalid_utf8": "TYPE_INVALID",
    "too_large": "TYPE_INVALID",
    "unknown": "FIELD_UNKNOWN",
}


class Strict(Schema):
    """A shape that names every field it does not know."""

    error_messages = CODES

    class Meta:
        unknown = RAISE


class NothingSchema(Strict):
    """Không có nội dung."""


def text(description: str, *, required: bool = False, **more: Any) -> fields.String:
    """A text; null is as good as none unless it is required."""
    return fields.String(
        required=required, allow_none=not required, error_messages=CODES, metadata={"description": description, **more}
    )


def whole(description: str, *, required: bool = False) -> fields.Integer:
    """A whole number from 0 on; null is as good as none unless it is required."""
    return fields.Integer(
        strict=True,
        required=required,
        allow_none=not required,
        error_messages=CODES,
        metadata={"description": description, "minimum": 0},
    )


def needed(field: fields.Field[Any]) -> fields.Field[Any]:
    """The same field where it must be sent."""
    must = copy.copy(field)
    must.required, must.allow_none = True, False
    return must


def flag(description: str, *, null: bool = False) -> fields.Boolean:
    """``true`` or ``false``: no other spelling."""
    return fields.Boolean(
        truthy={True}, falsy={False}, allow_none=null, error_messages=CODES, metadata={"description": description}
    )


def part(schema: type[Schema], description: str = "", *, required: bool = False, many: bool = False) -> fields.Nested:
    """A part with fields of its own, or ``many`` of them."""
    return fields.Nested(
        schema,
        required=required,
        allow_none=not required,
        many=many,
        error_messages=CODES,
        metadata={"description": description} if description else {},
    )


def several(of: fields.Field[Any], description: str, *, required: bool = False, **more: Any) -> fields.List[Any]:
    """A list of such fields."""
    return fields.List(
        of,
        required=required,
        allow_none=not required,
        error_messages=CODES,
        metadata={"description": description} | more,
    )
