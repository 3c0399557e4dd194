"""Confirming a handover list (xác nhận giao nhận) in one call: count, close and sign for one side, or nothing of it.

For counter software that has scanned the bag by itself. The count that is told is the whole count: what was scanned
before is replaced, and it may be that nothing was found: a bag that was lost. Where the count was closed already, both
must agree, or it is opened again for what is told now, and the other side's signature is gone. The first answer is
kept by its request id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import Conflict, NotReady
from app.domain.handover.count import DIFFERENCES_VI, Difference, Found, differences
from app.domain.handover.item import KINDS_VI
from app.domain.handover.life import STATES_VI, State
from app.domain.handover.said import Confirmation
from app.domain.submission import fingerprint_of
from app.handover import counting, parties, results, signing
from app.security.principals import Principal
from app.store import handover_confirmations, handovers
from app.store.database import Taken
from app.store.handovers import Handover

FOUND, FOUND_VI = "found", "đủ"
MAX_NAMED = 20  # items that a refusal names


@dataclass(frozen=True, slots=True)
class Checked:
    """One item: ``found``, or how it differs as in :class:`app.domain.handover.count.DifferenceKind`."""

    code: str
    outcome: str
    text_vi: str
    dossier_no: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The list after it was confirmed: its items in its order, then what was not on it."""

    list_no: str
    state: State
    signed_at: datetime | None
    items: tuple[Checked, ...]
    repeat: bool = False

    @property
    def state_vi(self) -> str:
        return STATES_VI[self.state]

    def count(self, outcome: str) -> int:
        return sum(each.outcome == outcome for each in self.items)

    def as_record(self) -> dict[str, Any]:
        """What is kept for a repeat; no names of people."""
        at = self.signed_at.isoformat() if self.signed_at else None
        return {"list_no": self.list_no, "state": self.state, "signed_at": at, "items": [asdict(i) for i in self.items]}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Confirmed:
        at = datetime.fromisoformat(record["signed_at"]) if record["signed_at"] else None
        items = tuple(Checked(**each) for each in record["items"])
        return cls(record["list_no"], State(record["state"]), at, items, repeat=True)


def confirm(
    list_no: str, asked: Confirmation, principal: Principal, context: Context, source: str, *, request_id: str
) -> Confirmed:
    """Count, close and sign in one transaction; the same request again gets the first answer.

    Raises what :func:`app.handover.close` and :func:`app.handover.sign` do; :class:`Conflict`:
    ``HANDOVER_COUNT_OTHER`` where the count was closed with another result, ``CONFLICT`` for a request id that was used
    for other content.
    """
    principal.require(*parties.WORKING)
    mine, fingerprint = (principal.sender, request_id), b""
    try:
        with context.database.begin() as connection:
            kept = results.locked(connection, list_no, principal)
            fingerprint = fingerprint_of({"handover": kept.listed.number, "confirmed": asked.as_record()})
            handover_confirmations.claim(connection, *mine, kept.id, fingerprint, context.clock.now())
            answer = _answer(_confirmed(connection, kept, asked, principal, context, source))
            handover_confirmations.settle(connection, *mine, answer.as_record())
            return answer
    except Taken as e:
        with context.database.begin() as connection:
            before = handover_confirmations.answered(connection, *mine, fingerprint)
        if before is None:  # another's half-done transaction stood in the way and is gone
            raise NotReady from e
        return Confirmed.from_record(before)


def _confirmed(
    connection: Connection, kept: Handover, asked: Confirmation, principal: Principal, context: Context, source: str
) -> Handover:
    if asked.reopen and kept.listed.state is State.COUNTED:
        kept = handovers.change(connection, kept, kept.listed.reopen(), counted_at=None)
    listed = kept.listed
    labels = {"bag_no": asked.bag_no or listed.bag_no, "seal_no": asked.seal_no or listed.seal_no}
    if labels != {"bag_no": listed.bag_no, "seal_no": listed.seal_no}:
        kept = handovers.change(connection, kept, listed.pack(**labels))
    found = _found(kept, asked.found)
    if listed.state is State.OPEN:
        handovers.drop_found(connection, kept, {each.code for each in listed.found})
        handovers.add_found(connection, kept, found)
        kept = replace(kept, listed=replace(kept.listed, found=found))
        kept = counting.closed(connection, kept, context, is_lost=asked.found == ())
    elif other := set(differences(listed.items, found)) ^ set(listed.differences):
        raise Conflict(code="HANDOVER_COUNT_OTHER", count=len({each.code for each in other}), items=_named(other))
    return signing.signed(connection, kept, asked.signing, principal, context, source)[0]


def _found(kept: Handover, told: tuple[Found, ...] | None) -> frozenset[Found]:
    """What was told, by the codes of the list; all of it where nothing else was."""
    if told is None:
        return frozenset(Found(line.item.code) for line in kept.lines)
    on_list = results.by_code(kept.lines)
    return frozenset(
        replace(each, code=on_list[each.code].item.code) if each.code in on_list else each for each in told
    )


def _answer(kept: Handover) -> Confirmed:
    differing = {each.code: each for each in kept.listed.differences}
    listed = [line.item for line in kept.lines]
    own = [
        _checked(differing[item.code])
        if item.code in differing
        else Checked(item.code.text, FOUND, FOUND_VI, item.dossier_no, item.kind)
        for item in listed
    ]
    over = [_checked(each) for code, each in differing.items() if code not in {item.code for item in listed}]
    return Confirmed(kept.listed.number, kept.listed.state, kept.signed_at, (*own, *over))


def _checked(each: Difference) -> Checked:
    kinds = ", ".join(KINDS_VI[kind] for kind in each.found)
    text = f"{DIFFERENCES_VI[each.kind]}{f': có {kinds}' if kinds else ''}"
    return Checked(each.code.text, each.kind, text, each.dossier_no or None, each.listed)


def _named(differing: Iterable[Difference]) -> str:
    """Each item that differs, by its code; of very many the first."""
    codes = sorted({each.code.text for each in differing})
    more = len(codes) - MAX_NAMED
    return "; ".join(codes[:MAX_NAMED]) + (f"; và {more} mục khác" if more > 0 else "")
