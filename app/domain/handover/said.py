"""What is said about a handover list, clean: at its opening, when it is packed, when codes are scanned, at a signature,
and all of it at once by a side that confirms the list.

>>> from datetime import UTC
>>> now = datetime(2021, 11, 22, tzinfo=UTC)
>>> read_opening({"direction": "to_post", "other_side": "881600", "seal_no": " NP 0045121 "}, now).seal_no
'NP 0045121'
>>> read_codes({"codes": []}, now)
Traceback (most recent call last):
app.domain.errors.InvalidDossier: INVALID_DOSSIER
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.domain import scan
from app.domain.errors import Fault, InvalidFormat
from app.domain.handover.count import Found
from app.domain.handover.item import Direction, ItemKind
from app.domain.handover.lists import Side
from app.domain.values import Raw, Values

MAX_CODES = 500  # in one message: a full bag
MAX_FOUND = 1500  # in one confirmation: a full list, and what was not on it
_YES = (True, "true", "1")
MAX_LABEL, MAX_NAME, MAX_REASON, MAX_CODE = 40, 60, 200, 200


@dataclass(frozen=True, slots=True)
class Opening:
    """Which way, to or from whom: an office's id, empty for the authority's own desk."""

    direction: Direction
    other_side: str = ""
    bag_no: str = ""
    seal_no: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """Codes as the scanner wrote them; ``kind`` is what a count found them to be, ``reason`` why results come back."""

    codes: tuple[str, ...]
    kind: ItemKind | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """``side`` None: that of who signs."""

    name: str = ""
    role: str = ""
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One side's count and signature. ``found`` None: all as listed, empty: nothing; ``reopen``: a count that was
    closed is open again. Numbers of bag and seal empty: as they stand.
    """

    signing: Signing
    found: tuple[Found, ...] | None = None
    bag_no: str = ""
    seal_no: str = ""
    reopen: bool = False

    def as_record(self) -> dict[str, Any]:
        """All that makes it the same when it comes again; neither order nor a second scan does."""
        found = None if self.found is None else sorted({(each.code.text, str(each.kind)) for each in self.found})
        reopened = {"reopen": True} if self.reopen else {}
        return {"signing": asdict(self.signing), "found": found, "labels": [self.bag_no, self.seal_no], **reopened}


def read_opening(raw: Raw, now: datetime, faults: Iterable[Fault] = ()) -> Opening:
    """:class:`InvalidDossier` with every fault."""
    values = Values(raw, now, str, list(faults))
    if raw.get("direction") in (None, "") and not values.is_known("direction"):
        values.fault("direction", "REQUIRED")
    direction = values.choice(raw, "direction", "", Direction, Direction.TO_POST)
    texts = [values.text(raw, name, "", MAX_LABEL) or "" for name in ("other_side", "bag_no", "seal_no")]
    values.end()
    return Opening(direction, *texts)


def read_labels(raw: Raw, now: datetime, faults: Iterable[Fault] = ()) -> tuple[str, str]:
    """Number of the bag and of its seal; :class:`InvalidDossier`."""
    values = Values(raw, now, str, list(faults))
    bag_no, seal_no = (values.text(raw, name, "", MAX_LABEL) or "" for name in ("bag_no", "seal_no"))
    values.end()
    return bag_no, seal_no


def read_codes(raw: Raw, now: datetime, faults: Iterable[Fault] = ()) -> Scan:
    """What a code means is judged one by one; here only that there are some and not too many."""
    values = Values(raw, now, str, list(faults))
    codes: Sequence[object] = raw.get("codes") or ()
    if not codes and not any(path.startswith("codes") for path in values.known):
        values.fault("codes", "REQUIRED")
    if len(codes) > MAX_CODES:
        values.fault("codes", "TOO_MANY", limit=MAX_CODES)
    given = raw.get("kind") not in (None, "")
    kind = values.choice(raw, "kind", "", ItemKind, ItemKind.DOSSIER) if given else None
    reason = values.text(raw, "reason", "", MAX_REASON) or ""
    values.end()
    return Scan(tuple(str(code)[:MAX_CODE] for code in codes), kind, reason)


def read_signing(raw: Raw, now: datetime, faults: Iterable[Fault] = ()) -> Signing:
    """The name may be left out where a person is logged in."""
    values = Values(raw, now, str, list(faults))
    given = raw.get("side") not in (None, "")
    side = values.choice(raw, "side", "", Side, Side.GIVER) if given else None
    name, role = (values.text(raw, key, "", MAX_NAME) or "" for key in ("name", "role"))
    values.end()
    return Signing(name, role, side)


def read_confirmation(
    raw: Raw, now: datetime, faults: Iterable[Fault] = (), spell: Callable[[str], str] = str
) -> Confirmation:
    """Either ``all_as_listed`` or what was found, which may be nothing (``[]``, or ``none_found``).

    A code that cannot be read is a fault here: nothing is signed half. :class:`InvalidDossier` with every fault, in the
    sender's words.
    """
    values = Values(raw, now, spell, list(faults))
    is_all, is_none, reopen = (raw.get(name) in _YES for name in ("all_as_listed", "none_found", "reopen"))
    found = _found(values)
    if is_all and (found or is_none):
        values.fault("found", "FOUND_AND_ALL")
    elif is_none and found:
        values.fault("found", "FOUND_AND_NONE")
    if not is_all and not is_none and raw.get("found") is None and not values.is_known("found"):
        values.fault("found", "REQUIRED")
    bag_no, seal_no = (values.text(raw, name, "", MAX_LABEL) or "" for name in ("bag_no", "seal_no"))
    name, role = (values.text(raw, key, "", MAX_NAME) or "" for key in ("name", "role"))
    given = raw.get("side") not in (None, "")
    side = values.choice(raw, "side", "", Side, Side.GIVER) if given else None
    values.end()
    return Confirmation(Signing(name, role, side), None if is_all else tuple(found), bag_no, seal_no, reopen)


def _found(values: Values) -> list[Found]:
    rows: Sequence[Any] = values.raw.get("found") or ()
    if len(rows) > MAX_FOUND:
        values.fault("found", "TOO_MANY", limit=MAX_FOUND)
        return []
    found = []
    for nth, row in enumerate(rows):
        at = f"found[{nth}]."
        given = isinstance(row, Mapping)
        code = values.text(row, "code", at, MAX_CODE, required=True) if given else None
        kind = values.choice(row, "kind", at, ItemKind, ItemKind.DOSSIER) if given and row.get("kind") else ""
        try:
            found += [Found(scan.read(code), kind)] if code else []
        except InvalidFormat as e:
            values.fault(f"{at}code", e.code)
    return found
