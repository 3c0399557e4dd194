"""Documents: the papers of a dossier as every door gives them out: one, several in one file, for a label printer.

Each is printed once, whoever asks first (:mod:`app.printing`). Printing again (in lại) needs a reason, says so on the
paper, and is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pdf.calibration
from app import editions, forms, printing
from app.context import Context
from app.domain import remark
from app.domain.errors import Fault, InvalidDossier, NotFound
from app.domain.life import Move, State
from app.domain.role import Role
from app.editions import Wanted
from app.lookup import find, locked
from app.security.principals import Principal
from app.store import documents, events, outbox
from app.store.documents import Printed

# Read as at a move; the dossier stays where it is.
REPRINT = Move(
    "reprint",
    "in lại",
    starts=frozenset(State),
    to=None,
    event="reprinted",
    roles=frozenset({Role.SUBMIT, Role.RECEIVE, Role.PROCESS, Role.FINISH, Role.RETURN}),
    told_vi="",
    needs=frozenset({"reason"}),
    may=frozenset(),
)


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper as it lies in the store."""

    content: bytes
    media_type: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One edition of a paper; ``first`` None: not printed yet. Reprints in order."""

    kind: str
    edition: int
    first: Printed | None = None
    reprints: tuple[Printed, ...] = ()


def paper(
    code: str,
    kind: str,
    principal: Principal,
    context: Context,
    stock: str | None = None,
    edition: int | None = None,
) -> PrintedPaper:
    """One paper of a dossier by its kind (:data:`app.forms.KINDS`), the newest edition unless one is named.

    ``"receipt"`` is form 01, or the slip before the dossier is received. Printed on the spot if the job has not run
    yet, and always in another format than its own. :class:`NotFound` if there is no such dossier or it has no such
    paper; :class:`LayoutError` names what does not fit.
    """
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        wanted = editions.wanted(connection, dossier, kind, edition)
        if stock is not None and stock != next(iter(forms.KINDS[wanted.kind].stocks)):
            content = forms.render(wanted.kind, editions.records(connection, [wanted], context)[0], stock)
            return _printed(content, f"{dossier.dossier_no}-{wanted.kind}-{stock}.pdf")
        first = documents.first_print(connection, dossier.id, wanted.kind, wanted.edition)
    content = (context.files.get(first.file_key) if first else None) or printing.on_the_spot(wanted, context)
    return _printed(content, f"{dossier.dossier_no}-{wanted.kind}.pdf")


def papers(
    codes: Sequence[str], kind: str, principal: Principal, context: Context, stock: str | None = None, start: int = 1
) -> PrintedPaper:
    """The receipts or labels of several dossiers in one file, in this order.

    :class:`InvalidDossier` names every code without such a paper, and a ``start`` that the sheet does not have.
    """
    found = [_with_paper(code, kind, principal, context) for code in codes]
    faults = [Fault(f"code[{i}]", "PAPER_MISSING") for i, one in enumerate(found) if one is None]
    if not 1 <= start <= forms.places(stock):
        faults.append(Fault("start", "PLACE_MISSING"))
    if faults:
        raise InvalidDossier(faults)
    with context.database.begin() as connection:
        records = editions.records(connection, [one for one in found if one is not None], context)
    return _printed(forms.render_batch(kind, records, stock, start), f"{kind}-{len(codes)}.pdf")


def label_zpl(code: str, principal: Principal, context: Context) -> PrintedPaper:
    """The label for a label printer, in ZPL; :class:`NotFound` before there is one."""
    one = _with_paper(code, "label", principal, context)
    if one is None:
        raise NotFound
    with context.database.begin() as connection:
        (record,) = editions.records(connection, [one], context)
    return _printed(forms.label_zpl(record), f"{one.dossier.dossier_no}-label.zpl", "application/zpl")


def calibration() -> PrintedPaper:
    """The page by which a printer of label sheets is set."""
    return _printed(pdf.calibration.render(), "label-calibration.pdf")


def listed(code: str, principal: Principal, context: Context) -> list[Listed]:
    """Every paper that a dossier has, those too that are printed only when somebody asks for them."""
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        there = outbox.editions(connection, dossier.id)
        there += [one for one in editions.on_demand(connection, dossier) if one not in there]
        prints = documents.prints(connection, dossier.id)
    return [_with_prints(Listed(kind, edition), prints) for kind, edition in there]


def reprint(
    code: str,
    kind: str,
    reason: str,
    principal: Principal,
    context: Context,
    edition: int | None = None,
    source: str = "rest",
) -> PrintedPaper:
    """A paper again, marked with how often it was printed again; the newest edition unless one is named.

    :class:`InvalidDossier` without a reason; :class:`NotAllowed`; :class:`NotFound` for a paper that was never there.
    """
    principal.require(*REPRINT.roles)
    now = context.clock.now()
    said = remark.read({"reason": reason}, REPRINT, now)
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        first = editions.owed(connection, dossier, kind, edition)
        before = documents.prints(connection, dossier.id, first.kind)
        times = 1 + max((each.reprint for each in before if each.edition == first.edition), default=0)
        again = replace(first, reprint=times, reason=said.reason)
        content = forms.render(again.kind, editions.records(connection, [again], context)[0])
        printing.keep(connection, [(again, content)], context)
        details = {"paper": again.kind, "edition": again.edition, "reprint": times, "said": said.digest()}
        events.append(connection, dossier, principal.event(REPRINT.event, now, source, details), said, principal.name)
    return _printed(content, f"{dossier.dossier_no}-{again.kind}-{times}.pdf")


def _with_paper(code: str, kind: str, principal: Principal, context: Context) -> Wanted | None:
    """The newest edition, if the dossier has this very paper."""
    try:
        dossier = find(code, principal, context)
        with context.database.begin() as connection:
            found = editions.owed(connection, dossier, kind)
    except NotFound:
        return None
    return found if found.kind == kind else None


def _with_prints(one: Listed, prints: Sequence[Printed]) -> Listed:
    own = [each for each in prints if (each.kind, each.edition) == (one.kind, one.edition)]
    first = next((each for each in own if each.reprint == 0), None)
    return replace(one, first=first, reprints=tuple(each for each in own if each.reprint))


def _printed(content: bytes, file_name: str, media_type: str = "application/pdf") -> PrintedPaper:
    return PrintedPaper(content, media_type, file_name, hashlib.sha256(content).hexdigest())
