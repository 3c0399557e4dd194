"""Printing again (in lại): it needs a reason, says so on the paper, and is counted.

The paper is laid out before anything is locked; under the lock of its dossier stands whether it still is the next one.
If another was quicker, it is laid out anew with the next number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app import forms
from app.context import Context
from app.domain import remark
from app.domain.act import Act
from app.domain.dossier import Answer
from app.domain.errors import NotFound
from app.domain.remark import Remark
from app.domain.role import Role
from app.domain.submission import fingerprint_of
from app.lookup import locked, seen
from app.papers import editions, printing
from app.papers.documents import PrintedPaper, printed
from app.papers.editions import Wanted
from app.security.principals import Principal
from app.store import documents, events, requests
from app.store.database import Taken

REPRINT = Act(
    name="reprint",
    vi="in lại",
    event="reprinted",
    roles=frozenset({Role.SUBMIT, Role.RECEIVE, Role.PROCESS, Role.FINISH, Role.RETURN}),
    needs=frozenset({"reason"}),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be printed again, and for whom.

    ``expected`` is how often it was by what the one who asks has seen, ``request_id`` the name of the request.
    """

    code: str
    kind: str
    edition: int | None
    said: Remark
    principal: Principal
    source: str
    expected: int | None = None
    request_id: str | None = None

    @property
    def fingerprint(self) -> bytes:
        """Equal for the same request sent again."""
        what = {"code": self.code, "kind": self.kind, "edition": self.edition, "said": self.said.as_record()}
        return fingerprint_of({"reprint": what})


def reprint(
    code: str,
    kind: str,
    reason: str,
    principal: Principal,
    context: Context,
    edition: int | None = None,
    source: str = "rest",
    *,
    expected: int | None = None,
    request_id: str | None = None,
) -> PrintedPaper:
    """A paper again, marked with how often it was printed again; the newest edition unless one is named.

    The same ``request_id`` again gets the same paper, and so does a second click: it has ``expected`` one print less
    than there are by now. :class:`InvalidDossier` without a reason; :class:`NotAllowed`; :class:`NotFound` for a paper
    that was never there; :class:`Conflict` where the request id was used for other content.
    """
    principal.require(*REPRINT.roles)
    said = remark.read({"reason": reason}, REPRINT, context.clock.now())
    asked = Asked(code, kind, edition, said, principal, source, expected, request_id)
    while True:
        if earlier := _answered(asked, context):
            return _kept(earlier, context)
        with context.database.snapshot() as connection:
            again = _next(connection, asked)
            (record,) = editions.records(connection, [again], context)
        if expected not in (None, again.reprint - 1):
            return _kept(replace(again, reprint=(expected or 0) + 1), context)
        content = forms.render(again.kind, record)
        if _count(asked, again, content, context):
            return printed(content, _name(again))


def _next(connection: Connection, asked: Asked) -> Wanted:
    """Which print it would be."""
    dossier = seen(connection, asked.code, asked.principal)
    first = editions.owed(connection, dossier, asked.kind, asked.edition)
    before = documents.prints(connection, dossier.id, first.kind)
    times = max((each.reprint for each in before if each.edition == first.edition), default=0)
    return replace(first, reprint=times + 1, reason=asked.said.reason)


def _count(asked: Asked, again: Wanted, content: bytes, context: Context) -> bool:
    """Keep it and tell it in the chain; False where another was quicker, and nothing was written."""
    who = asked.principal
    details = {"paper": again.kind, "edition": again.edition, "reprint": again.reprint, "said": asked.said.digest()}
    try:
        with context.database.begin() as connection:
            dossier = locked(connection, asked.code, who)
            current = _next(connection, asked)
            if (current.edition, current.reprint) != (again.edition, again.reprint):
                return False
            now = context.clock.now()
            _claim(connection, asked, again, now)
            printing.keep(connection, [(again, content)], context)
            event = who.event(REPRINT.event, now, asked.source, details)
            events.append(connection, dossier, event, asked.said, who.name)
            return True
    except Taken:  # the same request was quicker
        return False


def _claim(connection: Connection, asked: Asked, again: Wanted, now: datetime) -> None:
    """Keep the answer by the name of the request, before anything is written under it."""
    if asked.request_id is None:
        return
    who, answer = asked.principal, Answer.about(again.dossier)
    record = {"reprint": {"kind": again.kind, "edition": again.edition, "times": again.reprint}}
    whose = (who.sender, asked.request_id, who.office_id)
    requests.keep(connection, again.dossier.id, *whose, asked.fingerprint, answer, record, now)


def _answered(asked: Asked, context: Context) -> Wanted | None:
    """What this request was answered with before."""
    if asked.request_id is None:
        return None
    whose = (asked.principal.sender, asked.request_id)
    if requests.answered(context.database, *whose, asked.fingerprint) is None:
        return None
    with context.database.snapshot() as connection:
        dossier, told = seen(connection, asked.code, asked.principal), requests.record_of(connection, *whose)
    return Wanted(dossier, told["reprint"]["kind"], told["reprint"]["edition"], told["reprint"]["times"])


def _kept(again: Wanted, context: Context) -> PrintedPaper:
    """A reprint as it lies in the store; :class:`NotFound` where there is none."""
    with context.database.begin() as connection:
        prints = documents.prints(connection, again.dossier.id, again.kind)
    same = (again.edition, again.reprint)
    found = next((each for each in prints if (each.edition, each.reprint) == same), None)
    content = context.files.get(found.file_key) if found else None
    if content is None:
        raise NotFound
    return printed(content, _name(again))


def _name(again: Wanted) -> str:
    return f"{again.dossier.dossier_no}-{again.kind}-{again.reprint}.pdf"
