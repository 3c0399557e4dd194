"""``column = ANY (array)``: one parameter, however many values; a list of parameters ends at 65,535, and far sooner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, any_, cast
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values; empty text names nothing."""
    return column == any_(cast([value for value in values if value != ""], ARRAY(column.type)))
