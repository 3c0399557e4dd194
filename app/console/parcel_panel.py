"""What the page of a dossier shows of its parcels: each order, where it stands, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.console import moves
from app.console.moves import ActForm, Field
from app.console.session import person
from app.context import Context
from app.desk.casefile import CaseFile
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import Parcel
from app.domain.post.wanted import is_wanted
from app.post import cancelling, parcels, settling


@dataclass(frozen=True, slots=True)
class Shown:
    """One order; ``cancel`` is the form by which it is taken back, ``again`` whether it may be issued again.

    ``settle`` is the form by which a person says how it ended, where nobody knows.
    """

    parcel: Parcel
    cancel: ActForm | None = None
    again: bool = False
    settle: ActForm | None = None


def of(case: CaseFile, context: Context) -> tuple[list[Shown], list[str]]:
    """The orders of a dossier, oldest first, and what is wanted of the post without anybody being asked."""
    dossier, seen = parcels.of(case.dossier.dossier_no, person(), context)
    newest = {each.parcel.leg: each.parcel for each in seen}
    shown = [_shown(each.parcel, case, context, is_newest=newest[each.parcel.leg] is each.parcel) for each in seen]
    return shown, [parcels.UNASKED_VI[leg] for leg in parcels.unasked(dossier, seen)]


def _shown(parcel: Parcel, case: CaseFile, context: Context, *, is_newest: bool) -> Shown:
    if not is_newest or not case.is_own or cancelling.WORKING[parcel.leg] not in person().roles:
        return Shown(parcel)
    with_post = parcel.leg is Leg.RETURN and case.dossier.state is State.HANDED_TO_POST
    if parcel.ended is not None:
        return Shown(parcel, again=is_wanted(case.dossier, parcel.leg) and not with_post)
    settle = _settling(parcel, case, context)
    if not parcel.is_live or with_post:
        return Shown(parcel, settle=settle)
    title = f"Hủy yêu cầu {parcel.leg.vi}"
    return Shown(parcel, moves.form_of(cancelling.CANCEL[parcel.leg], case, context, title=title), settle=settle)


def _settling(parcel: Parcel, case: CaseFile, context: Context) -> ActForm | None:
    ends = {str(end): end.vi for end in settling.possible(parcel, case.dossier)}
    if not ends:
        return None
    form = moves.form_of(settling.SETTLE[parcel.leg], case, context)
    told = Field("end", "Bưu điện trả lời", "choice", "", required=True, value="", choices=ends)
    return replace(form, fields=(told, *form.fields))
