"""Any order of moves by any of two officers, against a model in memory: the store and the table never part.

Each run is a dossier of its own in a real database. After every step the state, the wait, the dates, the chain of
events and what is owed must be what the table says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app import intake, lifecycle
from app.context import Context
from app.domain.errors import Conflict
from app.domain.event import broken_at
from app.domain.life import CLOSED, MOVES, WAITING, State, destination
from app.domain.submission import Channel
from app.security.principals import Principal
from app.store import dossiers, events, outbox
from tests import builders


@dataclass
class Model:
    """What must be true, by the table alone."""

    state: State = State.SUBMITTED
    resumes: State | None = None
    kinds: list[str] = field(default_factory=lambda: ["submitted"])
    apologised: bool = False
    by_post: bool = True
    paid: bool = False

    def allows(self, name: str) -> bool:
        if self.state not in MOVES[name].starts or (name == "apologise" and self.apologised):
            return False
        return (name != "hand_over" or self.by_post) and (name != "ask_fee" or not self.paid)

    def make(self, name: str) -> None:
        before, self.state = self.state, destination(self.state, MOVES[name], self.resumes)
        if self.state in WAITING and before not in WAITING:
            self.resumes = before
        elif self.state is not before and before in WAITING:
            self.resumes = None
        self.apologised |= name == "apologise"
        self.paid |= name == "settle_fee"
        self.kinds.append(MOVES[name].event)


def tried(name: str, number: str, officer: Principal, context: Context) -> str:
    """The state that the move led to, ``"repeat"``, or the code of the conflict."""
    try:
        moved = lifecycle.make(name, number, builders.said(name, context), officer, context, "test")
    except Conflict as e:
        return e.code
    return "repeat" if moved.repeat else moved.dossier.state


def assert_as_told(number: str, model: Model, context: Context) -> None:
    """The store holds what the model says."""
    with context.database.begin() as connection:
        dossier = dossiers.by_code(connection, number, builders.AGENCY, None)
        assert dossier is not None
        told = events.history(connection, [dossier.id])[dossier.id]
        owed = outbox.editions(connection, dossier.id)
    assert (dossier.state, dossier.resumes) == (model.state, model.resumes)
    assert [each.event.kind for each in told] == model.kinds
    assert (dossier.closed_at is not None) == (dossier.state in CLOSED)
    assert (dossier.finished_at is not None) == ("finished" in model.kinds)
    assert (dossier.due_at is not None) == ("received" in model.kinds)
    assert (dossier.item_code is not None) == (model.by_post and "finished" in model.kinds)
    assert len(set(owed)) == len(owed) and owed[0] == ("slip", 1)
    papers = {move.event: move.paper for move in MOVES.values() if move.paper and move.paper != "stop_notice"}
    papers |= {"finished": "label"} if model.by_post else {}
    owing = {(papers[each.event.kind], each.seq) for each in told if each.event.kind in papers}
    assert owing <= set(owed) and all(edition <= len(told) for _, edition in owed)


def machine(context: Context, officers: list[Principal]) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        @initialize(by_post=st.booleans())
        def hand_in(self, by_post: bool) -> None:
            wish = {"wish": "yes" if by_post else "no"}
            submission = builders.submission(context, channel=Channel.PORTAL, return_by_post=wish, fee=None)
            self.number = intake.accept(submission, officers[0], context, "test").dossier_no
            self.model = Model(by_post=by_post)

        @rule(name=st.sampled_from(sorted(MOVES)), officer=st.sampled_from(officers))
        def move(self, name: str, officer: Principal) -> None:
            came_of_it = tried(name, self.number, officer, context)
            if self.model.allows(name):
                self.model.make(name)
                assert came_of_it == self.model.state
            elif came_of_it == "repeat":
                assert MOVES[name].event == self.model.kinds[-1], "only what was done last can be repeated"
            else:
                assert came_of_it in {"MOVE_IMPOSSIBLE", "APOLOGISED_ALREADY", "NOT_BY_POST", "FEE_NOT_DUE"}

        @invariant()
        def the_store_holds_what_the_table_says(self) -> None:
            if not hasattr(self, "model"):
                return
            assert_as_told(self.number, self.model, context)

        def teardown(self) -> None:
            chains = events.chains(context.database, [self.number])
            assert all(broken_at(number, chain) is None for number, chain in chains)

    return Life


@pytest.fixture
def officers(context: Context) -> list[Principal]:
    return [builders.principal(context) for _ in range(2)]


def test_no_order_of_moves_parts_the_store_from_the_table(context: Context, officers: list[Principal]) -> None:
    run_state_machine_as_test(
        machine(context, officers),
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
