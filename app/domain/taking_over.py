"""Taking over (ghi nhận theo kênh nộp sau): what a second door says of wishes and fee where the first said nothing.

The citizen files online and says at the counter that the licence shall come by post: from then on that is known. Where
the two differ the first stands and a person is told: whoever knows the code on a slip redirects nothing. Papers that
lie at a counter or a desk need not be fetched at home any more.

>>> online = {"channel": "portal", "owner": {"name": "Lê Yến"}, "return_by_post": {"wish": "unknown"}}
>>> said(online, {"channel": "post_counter", "owner": {"name": "Lê Yến"}, "return_by_post": {"wish": "no"}})
Said(changes={'return_by_post': {'wish': 'no'}}, differs=False)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.domain import text
from app.domain.correction import Record, changed, merged
from app.domain.post.order import Leg
from app.domain.post.wish import COLLECTION, RETURN, is_wished
from app.domain.submission import FETCHED_FROM, PAID, FeePlace, Wish, sent

FEE = "fee"
OWNERS = {"receiver": "name", "sender": "name", "phone": "phone", "address": "address"}  # where a wish says nothing
_UNKNOWN = (None, Wish.UNKNOWN, FeePlace.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Said:
    """``changes`` of the dossier's record, as a correction has them; ``differs``: something else stands there."""

    changes: Record = field(default_factory=dict)
    differs: bool = False

    def details(self, record: Record) -> dict[str, list[str]]:
        """Of its event: the names of the fields that change, as they are sent."""
        after = merged(record, self.changes)
        place = [f"{FEE}.place"] if record.get(FEE) != after.get(FEE) else []
        return {"fields": [*changed(record, after), *place]} if self.changes else {}


NOTHING = Said()


def said(record: Record, brought: Record, *, fetched: bool = False) -> Said:
    """What a record takes over of another submission. ``fetched``: the papers are here or on their way by the post."""
    wishes = [_wish(RETURN, record, brought), _collection(record, brought, fetched)]
    changes = {part: change for wish in wishes for part, change in wish.changes.items()}
    fee = _fee(merged(record, changes), brought)
    return Said(changes | fee.changes, any(each.differs for each in (*wishes, fee)))


def _wish(part: str, record: Record, brought: Record) -> Said:
    there, given = record.get(part) or {}, brought.get(part) or {}
    if given.get("wish") in _UNKNOWN:
        return NOTHING
    if there.get("wish") in _UNKNOWN:
        return Said({part: _whole(given, record["owner"], brought["owner"])})
    return Said(differs=_differ(there, given, record["owner"]))


def _collection(record: Record, brought: Record, fetched: bool) -> Said:
    if brought.get("papers") and brought["channel"] not in FETCHED_FROM:
        needless = is_wished(record, Leg.COLLECT) and not fetched
        return Said({COLLECTION: {"wish": Wish.NO.value}}) if needless else NOTHING
    found = _wish(COLLECTION, record, brought)
    if found.changes and (fetched or record["channel"] not in FETCHED_FROM):
        return Said(differs=is_wished(brought, Leg.COLLECT))  # it cannot be any more
    return found


def _fee(record: Record, brought: Record) -> Said:
    """Where it is to be paid; what was paid is booked."""
    there, given = record.get(FEE) or {}, brought.get(FEE) or {}
    place = given.get("place")
    if place in _UNKNOWN or place in PAID:
        return NOTHING
    if there.get("place") not in _UNKNOWN:
        return Said(differs=there["place"] != place)
    if place == FeePlace.ON_COLLECTION and not is_wished(record, Leg.COLLECT):
        return Said(differs=True)
    return Said({FEE: given | {name: value for name, value in there.items() if value not in _UNKNOWN}})


def _whole(given: Record, owner: Record, brought_owner: Record) -> Record:
    """With what its own door would take from the owner, where the dossier has another."""
    if given["wish"] != Wish.YES:
        return given
    others = {
        name: brought_owner[name]
        for name in ("phone", "address")
        if brought_owner.get(name) and sent(brought_owner[name]) != sent(owner.get(name))
    }
    return others | given


def _differ(there: Record, given: Record, owner: Record) -> bool:
    """Whether something is said that is not so already; what is not said is the owner's."""
    if there["wish"] != given["wish"] or given["wish"] != Wish.YES:
        return bool(there["wish"] != given["wish"])
    known = {**{name: owner.get(part) for name, part in OWNERS.items()}, **there}
    return any(_key(value) != _key(known.get(name)) for name, value in given.items())


def _key(value: Any) -> Any:
    """What makes it the same, however it is written."""
    if isinstance(value, dict) and "raw" in value:
        value = value["raw"]
    return text.search_key(value) if isinstance(value, str) else sent(value)
