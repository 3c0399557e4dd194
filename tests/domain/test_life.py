"""The table of moves: every state against every move, and what a refusal tells."""

from __future__ import annotations

import pytest

from app.domain.errors import Conflict
from app.domain.life import CLOSED, MOVES, OPEN, STATES, WAITING, State, destination, moved, possible

PAIRS = [(state, name) for state in State for name in MOVES]


@pytest.mark.parametrize(("state", "name"), PAIRS)
def test_a_move_is_made_from_its_states_and_refused_from_all_others_with_the_possible_ones_named(
    state: State, name: str
) -> None:
    if state in MOVES[name].starts:
        assert moved(state, name) is MOVES[name]
        return
    with pytest.raises(Conflict) as caught:
        moved(state, name)
    assert caught.value.code == "MOVE_IMPOSSIBLE"
    text = caught.value.message_vi
    assert STATES[state].vi in text and MOVES[name].vi in text
    assert all(move.vi in text for move in possible(state))
    assert text.endswith("Hồ sơ đã kết thúc, không còn bước nào.") == (state in CLOSED)


@pytest.mark.parametrize("resumes", [State.SUBMITTED, State.RECEIVED, State.PROCESSING])
def test_a_wait_ends_where_it_was_begun(resumes: State) -> None:
    assert destination(State.WAITING_FOR_SUPPLEMENT, MOVES["supplement"], resumes) is resumes
    assert destination(State.FEE_DUE, MOVES["settle_fee"], resumes) is resumes


def test_papers_that_come_while_a_fee_is_waited_for_end_no_wait() -> None:
    assert destination(State.FEE_DUE, MOVES["supplement"], State.PROCESSING) is State.FEE_DUE


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_citizen_may_bring_more_or_withdraw_until_it_is_finished(state: State) -> None:
    assert {"supplement", "withdraw"} <= {move.name for move in possible(state)}


@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_behind_the_end_of_processing_neither_is_possible(state: State) -> None:
    assert not {"supplement", "withdraw"} & {move.name for move in possible(state)}


def test_a_withdrawal_is_seven_until_an_officer_has_closed_it_with_eight() -> None:
    assert STATES[State.WITHDRAWN].portal_code == "7"
    assert [move.to for move in possible(State.WITHDRAWN)] == [State.STOPPED]
    assert STATES[State.STOPPED].portal_code == "8"


def test_terminal_codes_of_the_portal_are_three_eight_and_ten() -> None:
    assert {STATES[state].portal_code for state in CLOSED} == {"3", "8", "10"}
    assert not WAITING & CLOSED
