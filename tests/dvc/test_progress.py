"""What the portal is told of each move: a row for every one of the table, in order, never empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from app.domain.dossier import Dossier
from app.domain.event import Event
from app.domain.life import MOVES, STATES, WAITING, Move, State, destination
from app.store.events import Told
from integrations.dvc import progress

AT = datetime(2021, 11, 15, 1, 0, tzinfo=UTC)
DOSSIER = Dossier(
    dossier_no="000.00.16.H01-211115-0001",
    agency_id="000.00.16.H01",
    office_id=None,
    sender="portal",
    channel="portal",
    procedure_code="1.002809",
    state=State.SUBMITTED,
    record={},
    rules_version="1",
    submitted_at=AT,
    tracking_token="x",
    code="G22.99-211115-0007",
)
# From submitted to each state, by the events on the way.
WAYS: dict[State, tuple[str, ...]] = {
    State.SUBMITTED: (),
    State.NOT_RECEIVED: ("declined",),
    State.RECEIVED: ("received",),
    State.PROCESSING: ("received", "started"),
    State.WAITING_FOR_SUPPLEMENT: ("received", "started", "supplement_asked"),
    State.FEE_DUE: ("received", "fee_asked"),
    State.WITHDRAWN: ("withdrawn",),
    State.REFUSED: ("received", "refused"),
    State.STOPPED: ("received", "stopped"),
    State.FINISHED: ("received", "finished"),
    State.HANDED_TO_POST: ("received", "finished", "handed_over"),
    State.DELIVERED: ("received", "finished", "handed_over", "delivered"),
    State.RETURNED_IN_PERSON: ("received", "finished", "returned"),
}


def history(*kinds: str, officer: str = "") -> list[Told]:
    seqs = count(1)
    return [
        Told(seq, Event(kind, AT + timedelta(minutes=seq), 1, "test"), officer=officer)
        for kind, seq in zip(("submitted", *kinds), seqs, strict=False)
    ]


@pytest.mark.parametrize("move", MOVES.values(), ids=lambda move: move.name)
def test_every_move_from_every_state_has_its_message(move: Move) -> None:
    for start in sorted(move.starts):
        *_, row = progress.rows(DOSSIER, history(*WAYS[start], move.event, officer="Lê Thị Kim Yến"))
        resumes = State.PROCESSING if start is State.WAITING_FOR_SUPPLEMENT else State.RECEIVED
        after = destination(start, move, resumes if start in WAITING else None)
        assert row == {
            "MaHoSo": "G22.99-211115-0007",
            "NguoiXuLy": "Lê Thị Kim Yến",
            "ThoiDiemXuLy": (AT + timedelta(hours=7, minutes=len(WAYS[start]) + 2)).strftime("%Y%m%d%H%M%S"),
            "NoiDungXuLy": move.told_vi,
            "TrangThai": STATES[after].portal_code,
        }
        assert row["NoiDungXuLy"] and row["TrangThai"] in {str(code) for code in range(1, 11)}


@pytest.mark.parametrize("state", State)
def test_the_states_told_on_the_way_are_those_of_the_table(state: State) -> None:
    rows = progress.rows(DOSSIER, history(*WAYS[state]))
    assert len(rows) == len(WAYS[state])
    assert (rows[-1]["TrangThai"] if rows else "1") == STATES[state].portal_code


def test_a_wait_ends_where_it_began() -> None:
    kinds = ("received", "started", "supplement_asked", "supplemented", "fee_asked", "fee_settled", "apologised")
    codes = [row["TrangThai"] for row in progress.rows(DOSSIER, history(*kinds))]
    assert codes == ["2", "4", "5", "4", "6", "4", "4"]


def test_a_supplement_before_reception_waits_for_reception_again() -> None:
    codes = [
        row["TrangThai"] for row in progress.rows(DOSSIER, history("supplement_asked", "supplemented", "received"))
    ]
    assert codes == ["5", "1", "2"]


def test_what_is_no_move_is_not_told() -> None:
    rows = progress.rows(DOSSIER, history("joined", "received", "corrected", "counted", "finished"))
    assert [row["TrangThai"] for row in rows] == ["2", "9"]


def test_names_fit_and_machines_have_one() -> None:
    (row,) = progress.rows(DOSSIER, history("received", officer="Nguyễn " * 20))
    assert len(row["NguoiXuLy"]) <= 50 and row["NguoiXuLy"] == row["NguoiXuLy"].strip()
    (row,) = progress.rows(DOSSIER, history("received"))
    assert row["NguoiXuLy"] == "Bộ phận một cửa"


def test_a_dossier_of_ours_is_told_by_our_number_and_always_alike() -> None:
    ours, events = replace(DOSSIER, code=None), history("received", "finished")
    assert {row["MaHoSo"] for row in progress.rows(ours, events)} == {DOSSIER.dossier_no}
    assert progress.rows(ours, events)[:1] == progress.rows(ours, events[:2])
