"""Correction (đính chính hồ sơ): what of a dossier is put right after it was handed in.

Only what is given is read; blank is not given, so nothing can be taken away by accident. Values are judged as those of
a submission are. An address is replaced whole: the ward of one never stays beside the text of another.

>>> changed({"owner": {"name": "Lê Yến"}}, merged({"owner": {"name": "Lê Yến"}}, {"owner": {"phone": "0918345602"}}))
('owner.phone',)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import text
from app.domain.errors import Conflict, Fault, InvalidDossier
from app.domain.identity import IdDocument
from app.domain.life import OPEN, STATES, State
from app.domain.reading import LIMITS, Catalogue, Reader, wrong_deputy
from app.domain.submission import FETCHED_FROM, MayReceive, Wish, plain, sent
from app.domain.values import Raw

Record = dict[str, Any]
RETURN, COLLECTION = "return_by_post", "home_collection"
GROUPS = ("owner", "submitter", "held_licence", RETURN, COLLECTION)
PARTS = (*GROUPS, "licence_class", "summary")
RETURN_VI = "việc nhận kết quả qua bưu chính"
AT_THE_POST = frozenset({f"{RETURN}.may_receive", f"{RETURN}.deputy", "owner.id_number"})  # what shows who collects it
AT_THE_POST_VI = "người được nhận thay và số giấy tờ tùy thân của chủ hồ sơ"
NOTHING_VI = "không còn mục nào"
BUT_COLLECTION_VI = "các mục khác, trừ việc thu gom hồ sơ tại nhà"
_NAMES = {"id_document": "id_number", "phone_raw": "phone"}  # of the record, as they are sent


@dataclass(frozen=True, slots=True)
class Correction:
    """``changes`` holds what was given, in the shape of :meth:`app.domain.submission.Submission.as_record`."""

    request_id: str
    changes: Record
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction that was made: whose, the ``seq`` of its event, what was given, and the parts as they had been."""

    sender: str
    seq: int
    changes: Record
    before: Record


def read(
    raw: Raw, *, rules: Catalogue, now: datetime, spell: Callable[[str], str] = str, faults: Iterable[Fault] = ()
) -> Record:
    """The changes, clean; :class:`InvalidDossier` with every fault."""
    reader = _Reader(raw, now, spell, list(faults))
    changes = reader.changes(rules)
    if reader.faults:
        raise InvalidDossier(reader.faults)
    return changes


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


def require_possible(state: State, names: Iterable[str]) -> None:
    """:class:`Conflict` that says what may still be corrected; where the result goes, until it is handed over, and
    where the papers are fetched, until the dossier is received. Who may take it from the post, as long as that has it.
    """
    names = frozenset(names)
    parts = {name.partition(".")[0] for name in names}
    if state in OPEN:
        possible = BUT_COLLECTION_VI if COLLECTION in parts and state is not State.SUBMITTED else ""
    elif state is State.FINISHED:
        possible = "" if parts <= {RETURN} else RETURN_VI
    elif state is State.HANDED_TO_POST:
        possible = "" if names <= AT_THE_POST else AT_THE_POST_VI
    else:
        possible = NOTHING_VI
    if possible:
        raise Conflict(code="CORRECTION_TOO_LATE", state=STATES[state].vi, possible=possible)


def require_same_owner(before: Record, after: Record) -> None:
    """:class:`Conflict` where name and number both become another person's: that is another dossier."""
    old, new = before["owner"], after["owner"]
    number = _number(old)
    other_number = number is not None and _number(new) != number
    if other_number and text.search_key(old["name"]) != text.search_key(new["name"]):
        raise Conflict(code="OTHER_OWNER")


def faults(record: Record) -> list[Fault]:
    """What a corrected record lacks as a whole."""
    found = []
    if "submitter" in record and not record["submitter"].get("name"):
        found.append(Fault("submitter.name", "REQUIRED"))
    back = record.get(RETURN, {})
    if back.get("wish") == Wish.YES and not (back.get("address") or record["owner"].get("address")):
        found.append(Fault(f"{RETURN}.address", "RETURN_ADDRESS_REQUIRED"))
    if wrong := wrong_deputy(back.get("may_receive"), has_one="deputy" in back):
        found.append(Fault(*wrong))
    fetched = record.get(COLLECTION, {})
    if fetched.get("wish") == Wish.YES:
        if record.get("channel") not in FETCHED_FROM:
            found.append(Fault(f"{COLLECTION}.wish", "COLLECTION_NOT_NEEDED"))
        if not (fetched.get("address") or record["owner"].get("address")):
            found.append(Fault(f"{COLLECTION}.address", "COLLECTION_ADDRESS_REQUIRED"))
    return found


class _Reader(Reader):
    """Reads a submission's parts where they are given."""

    def __init__(self, raw: Raw, now: datetime, spell: Callable[[str], str], found: list[Fault]) -> None:
        super().__init__(raw, now, spell, found, decode=str.encode)  # no correction brings a file

    def changes(self, rules: Catalogue) -> Record:
        given = {
            **{name: self.person_of(self.part(name), f"{name}.", required=False) for name in ("owner", "submitter")},
            "licence_class": self.licence_class(self.raw, "licence_class", "", rules),
            "held_licence": self.held_licence(rules),
            RETURN: self.returning(self.part(RETURN)),
            COLLECTION: self.collecting(self.part(COLLECTION)),
            "summary": self.text(self.raw, "summary", "", LIMITS["summary"]),
        }
        changes: Record = {name: plain(value) for name, value in given.items()}
        for part in (RETURN, COLLECTION):
            if changes[part]["wish"] == Wish.UNKNOWN:  # a wish that nobody knows is none
                del changes[part]["wish"]
        return {name: value for name, value in changes.items() if value}


def _deputy(changes: Mapping[str, Any]) -> Record:
    """One that was given all the same is kept, to be told of."""
    return {name: part for name, part in changes[RETURN].items() if name == "deputy"}


def _number(owner: Record) -> str | None:
    known = IdDocument(**owner["id_document"]) if owner.get("id_document") else None
    return known.number if known and not known.is_placeholder else None
