"""Text from the post as it can be kept: what no database takes is written out, so nothing is lost and nothing fails.

JSON may hold U+0000 and halves of a surrogate pair, which PostgreSQL refuses; one of them in one report would hold up
all that come after it. Every JSON of the post's goes through here at the edge; XML cannot hold them.

>>> storable({"StatusMessage": "có \\x00", "Notes": ["\\ud800", 4]})
{'StatusMessage': 'có \\\\u0000', 'Notes': ['\\\\ud800', 4]}
"""

from __future__ import annotations

import re
from typing import Any

MAX_NAME = 100  # characters of an order number, an item code, an id: what names a thing is looked up by an index
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """The same JSON value, each such sign as its escape."""
    if isinstance(value, str):
        return _UNSTORABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", value)
    if isinstance(value, dict):
        return {storable(name): storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    return value
