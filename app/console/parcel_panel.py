"""What the page of a dossier shows of its parcels: each order, where it stands, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from app.console import moves
from app.console.moves import ActForm
from app.console.session import person
from app.context import Context
from app.desk.casefile import CaseFile
from app.domain.life import State
from app.domain.parcel import Parcel
from app.domain.postal_order import Leg
from app.domain.wanted import is_wanted
from app.post import cancelling, parcels


@dataclass(frozen=True, slots=True)
class Shown:
    """One order; ``cancel`` is the form by which it is taken back, ``again`` whether it may be issued again."""

    parcel: Parcel
    cancel: ActForm | None = None
    again: bool = False


def of(case: CaseFile, context: Context) -> tuple[list[Shown], list[str]]:
    """The orders of a dossier, oldest first, and what is wanted of the post without anybody being asked."""
    dossier, seen = parcels.of(case.dossier.dossier_no, person(), context)
    newest = {each.parcel.leg: each.parcel for each in seen}
    shown = [_shown(each.parcel, case, context, is_newest=newest[each.parcel.leg] is each.parcel) for each in seen]
    return shown, [parcels.UNASKED_VI[leg] for leg in parcels.unasked(dossier, seen)]


def _shown(parcel: Parcel, case: CaseFile, context: Context, *, is_newest: bool) -> Shown:
    if not is_newest or cancelling.WORKING[parcel.leg] not in person().roles:
        return Shown(parcel)
    with_post = parcel.leg is Leg.RETURN and case.dossier.state is State.HANDED_TO_POST
    if parcel.ended is not None:
        return Shown(parcel, again=is_wanted(case.dossier, parcel.leg) and not with_post)
    if not parcel.is_live or with_post:
        return Shown(parcel)
    title = f"Hủy yêu cầu {parcel.leg.vi}"
    return Shown(parcel, moves.form_of(cancelling.CANCEL[parcel.leg], case, context, title=title))
