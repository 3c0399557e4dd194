"""JSON as our doors read it: one meaning or none.

Duplicate keys, NaN and Infinity, and nesting that no message needs are refused. For a door whose senders write
everything as text, numbers stay the text that was written, so that a telephone or a price is never turned by a float.

>>> loads(b'{"Gia": 135000.00, "isUpdating": true}', numbers_as_text=True)
{'Gia': '135000.00', 'isUpdating': True}
>>> loads(b'{"Gia": "1", "Gia": "2"}')
Traceback (most recent call last):
ValueError: a key is repeated
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

MAX_DEPTH = 16


def loads(body: bytes, *, numbers_as_text: bool = False) -> Any:
    """The value; ``ValueError`` for anything else than one strict JSON text in UTF-8 (a BOM is passed over)."""
    number = str if numbers_as_text else None
    try:
        value = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_int=number,
            parse_float=number,
        )
    except RecursionError as e:
        raise ValueError("nested too deeply") from e
    _measure(value, MAX_DEPTH)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError("not a number")


def _measure(value: Any, depth: int) -> None:
    if not isinstance(value, dict | list):
        return
    if not depth:
        raise ValueError("nested too deeply")
    for each in value.values() if isinstance(value, dict) else value:
        _measure(each, depth - 1)
