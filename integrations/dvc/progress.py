"""Progress as the portal is told it (TienTrinh of CapNhatTienDoHoSoMC): one row for each move of a dossier.

A pure function of the dossier and its history, so the same move is told with the same bytes however often it is sent.
What is no move (papers joined, a correction) changes nothing that the portal shows. Source: public clients of the
national portal; ``NoiDungXuLy`` must never be null, ``NguoiXuLy`` has at most 50 characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.dossier import Dossier
from app.domain.life import MOVES, STATES, WAITING, State, destination
from app.domain.local_time import LOCAL
from app.store.events import Told

SERVICE = "CapNhatTienDoHoSoMC"
HANDLER_VI = "Bộ phận một cửa"  # where a machine did it for the desk
HANDLER_LENGTH = 50
_BY_EVENT = {move.event: move for move in MOVES.values()}

Row = dict[str, str]


def rows(dossier: Dossier, history: Sequence[Told]) -> list[Row]:
    """The rows in the order of the moves; ``history`` is the dossier's own from its first event on."""
    told: list[Row] = []
    state, resumes = State.SUBMITTED, None
    for each in history:
        move = _BY_EVENT.get(each.event.kind)
        if move is None:
            continue
        before, state = state, destination(state, move, resumes)
        resumes = before if state in WAITING and before not in WAITING else resumes
        told.append(
            {
                "MaHoSo": dossier.code or dossier.dossier_no,
                "NguoiXuLy": (each.officer or HANDLER_VI)[:HANDLER_LENGTH].rstrip(),
                "ThoiDiemXuLy": each.event.at.astimezone(LOCAL).strftime("%Y%m%d%H%M%S"),
                "NoiDungXuLy": move.told_vi,
                "TrangThai": STATES[state].portal_code,
            }
        )
    return told
