"""The slip that goes with a dossier through the offices (phiếu kiểm soát): who handed it to whom, as far as is known.

What the service does not know, such as who passed it on within the authority, is written in by hand: empty steps are
printed for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pdf.control_slip
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.life import MOVES
from app.domain.local_time import LOCAL
from app.forms import parts
from app.forms.edition import Edition
from app.store.events import Told
from pdf.control_slip import Step

ROWS = 5  # steps on the slip, with the empty ones
_MOVED = frozenset(move.event for move in MOVES.values()) | {"submitted"}
DESK, AUTHORITY, POST = "desk", "authority", "post"
DESK_VI, POST_VI = "Bộ phận tiếp nhận và trả kết quả", "Bưu điện"


@dataclass(frozen=True, slots=True)
class _HandOver:
    """Who gives and who receives; ``by_giver``: the officer of the move is who gave."""

    giver: str
    receiver: str
    by_giver: bool


_HAND_OVERS = {
    "started": _HandOver(DESK, AUTHORITY, by_giver=False),
    "finished": _HandOver(AUTHORITY, DESK, by_giver=True),
    "handed_over": _HandOver(DESK, POST, by_giver=True),
    "taken_back": _HandOver(POST, DESK, by_giver=False),
}


def edition_of(_dossier: Dossier, history: Sequence[Told]) -> int | None:
    """The slip stands for the newest move of a dossier that was received; before that there is none."""
    if not any(told.event.kind == "received" for told in history):
        return None
    return next(told.seq for told in reversed(history) if told.event.kind in _MOVED)


def slip(edition: Edition, context: Context) -> pdf.control_slip.ControlSlip:
    """Form 05 (06 since Circular 03/2025/TT-VPCP)."""
    steps = tuple(_steps(edition, context))
    return pdf.control_slip.ControlSlip(
        owner_name=edition.dossier.record["owner"]["name"],
        request=parts.request(edition, context),
        received_at=parts.known(edition.received_at),
        due_at=edition.due_at,
        agency_name=parts.agency(edition, context).name_vi,
        steps=steps,
        empty_steps=max(ROWS - len(steps), 1),
        **parts.head(edition, context),
    )


def _steps(edition: Edition, context: Context) -> Iterator[Step]:
    desk = parts.desk(edition, context) if edition.dossier.office_id else DESK_VI
    units = {DESK: desk, AUTHORITY: parts.agency(edition, context).name_vi, POST: POST_VI}
    due_at: datetime | None = None
    for told in edition.history:
        due_at = _due_at(told) or due_at
        if hand_over := _HAND_OVERS.get(told.event.kind):
            giver, receiver = _names(told, hand_over, edition)
            yield Step(
                giver_unit=units[hand_over.giver],
                receiver_unit=units[hand_over.receiver],
                at=told.event.at,
                outcome=_outcome(told.event.at, due_at) if told.event.kind == "finished" else "",
                giver_name=giver,
                receiver_name=receiver,
            )


def _names(told: Told, hand_over: _HandOver, edition: Edition) -> tuple[str, str]:
    """Who gave and who received: by the list that both have signed, else the officer of the move for one side."""
    signed = edition.signed.get(told.event.details.get("list_no", ""))
    return signed or ((told.officer, "") if hand_over.by_giver else ("", told.officer))


def _due_at(told: Told) -> datetime | None:
    promised = told.event.details.get("due_at")
    return datetime.fromisoformat(promised) if promised else None


def _outcome(at: datetime, due_at: datetime | None) -> str:
    """Against the due time that held then."""
    if due_at is None:
        return ""
    if at > due_at:
        return "Quá hạn"
    return "Đúng hạn" if at.astimezone(LOCAL).date() == due_at.astimezone(LOCAL).date() else "Trước hạn"
