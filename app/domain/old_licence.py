"""Old licence (giấy phép lái xe cũ): given up, its corner cut, given back to its holder to keep.

Which procedures take it is dated data (``old_licences`` in ``procedures-practice.toml``): an exchange does, a lost
licence has none to take, and a foreign one stays with its holder uncut. One that was given up for nothing, because the
dossier was refused, withdrawn or stopped, goes back uncut.

>>> following(Handling.CUT_AND_GIVEN_BACK, Stage.GIVEN_UP, State.FINISHED)
<Stage.CUT: 'cut'>
>>> following(Handling.CUT_AND_GIVEN_BACK, Stage.GIVEN_UP, State.REFUSED)
<Stage.GIVEN_BACK: 'given_back'>
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.act import Act
from app.domain.life import State
from app.domain.role import Role


class Handling(StrEnum):
    """What a procedure does with it."""

    CUT_AND_GIVEN_BACK = "cut_and_given_back"  # cắt góc rồi trả lại
    KEPT = "kept"  # người có giấy phép tiếp tục giữ


class Stage(StrEnum):
    """How far that has come; the value stands in the dossier."""

    GIVEN_UP = "given_up"
    CUT = "cut"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, slots=True)
class StageNames:
    """``vi`` is what was done, ``event`` what it is called in the dossier's history."""

    vi: str
    event: str


STAGES = {
    Stage.GIVEN_UP: StageNames("đã thu", "old_licence_given_up"),
    Stage.CUT: StageNames("đã cắt góc", "old_licence_cut"),
    Stage.GIVEN_BACK: StageNames("đã trả lại", "old_licence_given_back"),
}
HANDLINGS_VI = {
    Handling.CUT_AND_GIVEN_BACK: "Thu, cắt góc rồi trả lại",
    Handling.KEPT: "Người có giấy phép tiếp tục giữ, không cắt góc",
}
NOT_YET_VI = "chưa thu"
_IN_VAIN = frozenset({State.NOT_RECEIVED, State.REFUSED, State.WITHDRAWN, State.STOPPED})

RECORD = Act(
    name="old_licence",
    vi="ghi nhận giấy phép lái xe cũ",
    event="old_licence",
    roles=frozenset({Role.RECEIVE, Role.RETURN}),
    may=frozenset({"reason", "licence_number", "licence_serial"}),
)


def following(handling: Handling | None, stage: Stage | None, state: State) -> Stage | None:
    """The one stage that can be recorded next for a dossier in this state; None when there is none."""
    if handling is not Handling.CUT_AND_GIVEN_BACK or stage is Stage.GIVEN_BACK:
        return None
    if state in _IN_VAIN:
        return None if stage is None else Stage.GIVEN_BACK
    return {None: Stage.GIVEN_UP, Stage.GIVEN_UP: Stage.CUT, Stage.CUT: Stage.GIVEN_BACK}[stage]


def stage_vi(stage: Stage | None) -> str:
    """As people read it."""
    return STAGES[stage].vi if stage else NOT_YET_VI
