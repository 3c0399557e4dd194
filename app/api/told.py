"""Fields of what REST answers, each with what OpenAPI says of it. Those of what it is sent: :mod:`app.api.sent`."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.domain.local_time import LOCAL


class Moment(fields.Field):  # type: ignore[type-arg]
    """An aware time, written in Vietnam's zone."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.astimezone(LOCAL).isoformat(timespec="seconds") if value else None


def moment(description: str, **more: Any) -> Moment:
    """A time, null where there is none unless ``more`` says otherwise."""
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time", **more})


def day(description: str) -> fields.Date:
    """A date."""
    return fields.Date(metadata=_about(description))


def text(description: str = "", **more: Any) -> fields.String:
    """A text that is always there, be it empty."""
    return fields.String(metadata=_about(description, **more))


def maybe(description: str, **more: Any) -> fields.String:
    """A text, null where there is none."""
    return fields.String(allow_none=True, metadata=_about(description, **more))


def whole(description: str = "", *, null: bool = False) -> fields.Integer:
    """A whole number."""
    return fields.Integer(allow_none=null, metadata=_about(description))


def fraction(description: str) -> fields.Float:
    """A number with a fraction."""
    return fields.Float(metadata=_about(description))


def flag(description: str = "") -> fields.Boolean:
    """Yes or no."""
    return fields.Boolean(metadata=_about(description))


def repeat() -> fields.Boolean:
    """Whether nothing was done because it is done already."""
    return flag("yêu cầu này đã được thực hiện trước đó")


def part(schema: type[Schema], description: str = "", *, null: bool = False) -> fields.Nested:
    """A part with fields of its own."""
    return fields.Nested(schema, allow_none=null, metadata=_about(description))


def rows(schema: type[Schema], description: str = "") -> fields.List[Any]:
    """Several such parts."""
    return fields.List(fields.Nested(schema), metadata=_about(description))


def texts(description: str) -> fields.List[Any]:
    """Several texts."""
    return fields.List(fields.String(), metadata=_about(description))


def numbers(description: str) -> fields.Dict:
    """Whole numbers, each under a name."""
    return fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=_about(description))


def _about(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more} if description else more
