"""A result for each code that was scanned: read, what it is, why it was refused; one never holds up the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain import dossier_number, scan
from app.domain.errors import InvalidFormat, NotFound, ServiceError
from app.domain.handover.said import Scan
from app.domain.messages import text_vi
from app.domain.scan import Code, CodeKind
from app.handover import parties
from app.security.principals import Principal
from app.store import handovers
from app.store.handovers import Handover, Line

ADDED, ALREADY, REFUSED, TAKEN_OUT = "added", "already", "refused", "taken_out"
FOUND, SURPLUS = "found", "surplus"
OUTCOMES = (ADDED, ALREADY, REFUSED, TAKEN_OUT, FOUND, SURPLUS)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one code. ``code`` and ``text_vi`` say why it was refused, or that it was there already.

    ``shown`` is what was read, else what was sent: a scanner tells its results apart by it.
    """

    outcome: str
    read: Code | None = None
    line: Line | None = None
    code: str = ""
    text_vi: str = ""
    written: str = ""

    @property
    def shown(self) -> str:
        return self.read.text if self.read else self.written


@dataclass(frozen=True, slots=True)
class Scanned:
    """The list afterwards, and a result for each code in the order they were sent."""

    handover: Handover
    results: tuple[Result, ...]


def codes(asked: Scan) -> list[Code | Result]:
    """Each code that was read, or why it is none."""
    return [_read(text) for text in asked.codes]


def told(outcome: str, code: Code, line: Line | None = None, why: str = "") -> Result:
    return Result(outcome, code, line, why, text_vi(why) if why else "")


def refused(error: ServiceError, code: Code) -> Result:
    return Result(REFUSED, code, code=error.code, text_vi=error.message_vi)


def not_listed(code: Code) -> Result:
    return refused(NotFound(code="HANDOVER_NOT_LISTED"), code)


def locked(connection: Connection, list_no: str, principal: Principal) -> Handover:
    """A list of this principal's offices, locked; :class:`NotFound`."""
    return parties.found(handovers.lock(connection, list_no, principal.agency_id, principal.office_id))


def by_code(lines: Sequence[Line]) -> dict[Code, Line]:
    """Each line by its code, and by number and alias of its dossier where no other line is of that dossier."""
    many = Counter(line.dossier_id for line in lines)
    alone = [line for line in lines if many[line.dossier_id] == 1]
    numbers = {Code(CodeKind.DOSSIER, line.item.dossier_no): line for line in alone}
    aliases = {Code(CodeKind.ALIAS, dossier_number.alias(line.dossier_id)): line for line in alone}
    return numbers | aliases | {line.item.code: line for line in lines}


def _read(text: str) -> Code | Result:
    try:
        return scan.read(text)
    except InvalidFormat as e:
        return Result(REFUSED, code=e.code, text_vi=text_vi(e.code), written=text)
