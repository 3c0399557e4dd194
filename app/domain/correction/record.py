"""A record and its corrections: the one with the other in it, without it, and what differs.

>>> changed({"owner": {"name": "Lê Yến"}}, merged({"owner": {"name": "Lê Yến"}}, {"owner": {"phone": "0918345602"}}))
('owner.phone',)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.post.wish import COLLECTION, RETURN
from app.domain.submission import MayReceive, sent

Record = dict[str, Any]
GROUPS = ("owner", "submitter", "held_licence", RETURN, COLLECTION)
PARTS = (*GROUPS, "licence_class", "summary")
_NAMES = {"id_document": "id_number", "phone_raw": "phone"}  # of the record, as they are sent


@dataclass(frozen=True, slots=True)
class Correction:
    """``changes`` holds what was given, in the shape of :meth:`app.domain.submission.Submission.as_record`;
    ``owner_id_number`` is what a citizen has shown at a counter that knows nothing of the dossier.
    """

    request_id: str
    changes: Record
    reason: str = ""
    owner_id_number: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction that was made: whose, the ``seq`` of its event, what was given, and the parts as they had been."""

    sender: str
    seq: int
    changes: Record
    before: Record


def merged(record: Record, changes: Mapping[str, Any]) -> Record:
    """The record with the changes in it; a deputy goes with the authorisation."""
    groups = {name: {**record.get(name, {}), **changes[name]} for name in GROUPS if name in changes}
    if changes.get(RETURN, {}).get("may_receive", MayReceive.AUTHORISED) != MayReceive.AUTHORISED:
        groups[RETURN] = {name: part for name, part in groups[RETURN].items() if name != "deputy"} | _deputy(changes)
    return {**record, **changes, **groups}


def changed(before: Record, after: Record) -> tuple[str, ...]:
    """The names of the fields that differ, as they are sent (``owner.id_number``)."""
    names = {name for name in PARTS if name not in GROUPS and before.get(name) != after.get(name)}
    for group in GROUPS:
        old, new = before.get(group, {}), after.get(group, {})
        names |= {f"{group}.{_NAMES.get(name, name)}" for name in old | new if old.get(name) != new.get(name)}
    return tuple(sorted(names))


def without(record: Record, corrections: Iterable[Kept]) -> Record:
    """The record as it was before these corrections, which are in the order in which they were made."""
    for kept in reversed([*corrections]):
        record = {name: part for name, part in record.items() if name not in kept.changes} | kept.before
    return record


def news(said: Record, changes: Record) -> Record:
    """Of the changes what was not said before.

    A sender that tells all it knows each time takes nothing back that others have put right in between.
    """
    groups = {
        name: {
            leaf: value for leaf, value in changes[name].items() if sent(said.get(name, {}).get(leaf)) != sent(value)
        }
        for name in GROUPS
        if name in changes
    }
    others = {name: value for name, value in changes.items() if name not in GROUPS and said.get(name) != value}
    return {name: value for name, value in {**groups, **others}.items() if value}


def _deputy(changes: Mapping[str, Any]) -> Record:
    """One that was given all the same is kept, to be told of."""
    return {name: part for name, part in changes[RETURN].items() if name == "deputy"}
