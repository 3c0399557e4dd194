"""Receive and finish: one table of moves, item codes under a lock, papers owed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app import intake, lifecycle
from app.context import Context
from app.domain.errors import Conflict, NotAllowed, NotFound, NotReady
from app.domain.post import item_code
from app.domain.remark import NOTHING
from app.domain.submission import Channel
from app.security.principals import Principal, Role
from app.store import tables
from tests import builders


def waiting(context: Context, desk: Principal, **changes: object) -> str:
    submission = builders.submission(context, channel=Channel.PORTAL, **changes)
    return intake.accept(submission, desk, context, "test").dossier_no


def finished(context: Context, desk: Principal, **changes: object) -> lifecycle.Moved:
    number = waiting(context, desk, **changes)
    lifecycle.make("receive", number, NOTHING, desk, context, "test")
    return lifecycle.make("finish", number, NOTHING, desk, context, "test")


def owed(context: Context, number: str) -> list[str]:
    with context.database.begin() as connection:
        return list(
            connection.execute(
                select(tables.outbox.c.kind)
                .join(tables.dossier, tables.dossier.c.id == tables.outbox.c.dossier_id)
                .where(tables.dossier.c.dossier_no == number)
                .order_by(tables.outbox.c.id)
            ).scalars()
        )


def test_receiving_sets_the_due_time_and_owes_the_receipt(context: Context, desk: Principal) -> None:
    number = waiting(context, desk)
    dossier = lifecycle.make("receive", number, NOTHING, desk, context, "test").dossier
    assert dossier.state == "received"
    assert dossier.due_at is not None and dossier.due_at.isoformat()[:16] == "2021-11-22T08:00"
    assert owed(context, number) == ["slip", "receipt"]


def test_same_move_by_the_same_key_is_a_repeat_by_another_a_conflict(context: Context, desk: Principal) -> None:
    number = waiting(context, desk)
    assert not lifecycle.make("receive", number, NOTHING, desk, context, "test").repeat
    assert lifecycle.make("receive", number, NOTHING, desk, context, "test").repeat
    other = builders.principal(context)
    with pytest.raises(Conflict) as caught:
        lifecycle.make("receive", number, NOTHING, other, context, "test")
    assert caught.value.code == "MOVE_IMPOSSIBLE"
    assert "kết thúc xử lý" in caught.value.message_vi


def test_finishing_what_was_not_received_is_refused_with_what_is_possible(context: Context, desk: Principal) -> None:
    with pytest.raises(Conflict) as caught:
        lifecycle.make("finish", waiting(context, desk), NOTHING, desk, context, "test")
    assert "tiếp nhận" in caught.value.message_vi


def test_return_by_post_gets_an_item_code_and_a_label(context: Context, desk: Principal) -> None:
    moved = finished(context, desk)
    assert moved.dossier.item_code is not None and item_code.is_valid(moved.dossier.item_code)
    assert owed(context, moved.dossier.dossier_no) == ["slip", "receipt", "label"]


@pytest.mark.parametrize("wish", ["no", "unknown"])
def test_without_the_wish_there_is_no_item_code(context: Context, desk: Principal, wish: str) -> None:
    moved = finished(context, desk, return_by_post={"wish": wish})
    assert moved.dossier.item_code is None
    assert "label" not in owed(context, moved.dossier.dossier_no)


def test_twelve_finishing_at_once_take_no_code_twice(context: Context, desk: Principal) -> None:
    numbers = [waiting(context, desk) for _ in range(24)]
    for number in numbers:
        lifecycle.make("receive", number, NOTHING, desk, context, "test")
    with ThreadPoolExecutor(12) as pool:
        codes = list(
            pool.map(lambda n: lifecycle.make("finish", n, NOTHING, desk, context, "test").dossier.item_code, numbers)
        )
    assert len(set(codes)) == 24


def test_two_officers_at_once_one_wins_the_other_is_told(context: Context, desk: Principal) -> None:
    number = waiting(context, desk)
    officers = [desk, builders.principal(context)]

    def receive(officer: Principal) -> str:
        try:
            return str(lifecycle.make("receive", number, NOTHING, officer, context, "test").dossier.state)
        except Conflict as e:
            return e.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(receive, officers)) == ["MOVE_IMPOSSIBLE", "received"]


def test_same_finish_four_times_at_once_tells_everyone_the_item_code(context: Context, desk: Principal) -> None:
    numbers = [waiting(context, desk) for _ in range(6)]
    for number in numbers:
        lifecycle.make("receive", number, NOTHING, desk, context, "test")
        with ThreadPoolExecutor(4) as pool:
            moves = list(pool.map(lambda n: lifecycle.make("finish", n, NOTHING, desk, context, "test"), [number] * 4))
        assert sorted(moved.repeat for moved in moves) == [False, True, True, True]
        assert len({moved.dossier.item_code for moved in moves}) == 1 and moves[0].dossier.item_code


def test_no_codes_left_stops_the_finish_and_changes_nothing(context: Context) -> None:
    desk = builders.principal(context)
    number = waiting(context, desk)
    lifecycle.make("receive", number, NOTHING, desk, context, "test")
    ranges = tables.item_code_range
    with context.database.begin() as connection:
        kept = connection.execute(select(ranges.c.id, ranges.c.next)).all()
        connection.execute(ranges.update().values(next=ranges.c.last + 1))
    try:
        with pytest.raises(NotReady) as caught:
            lifecycle.make("finish", number, NOTHING, desk, context, "test")
        assert caught.value.code == "ITEM_CODES_EXHAUSTED"
    finally:
        with context.database.begin() as connection:
            for row in kept:
                connection.execute(ranges.update().where(ranges.c.id == row.id).values(next=row.next))
    assert lifecycle.make("finish", number, NOTHING, desk, context, "test").dossier.item_code


def test_moves_need_their_role_and_a_dossier_that_is_theirs(context: Context, desk: Principal) -> None:
    number = waiting(context, desk)
    with pytest.raises(NotAllowed):
        lifecycle.make("receive", number, NOTHING, builders.principal(context, roles=[Role.SUBMIT]), context, "test")
    with pytest.raises(NotFound):
        lifecycle.make("receive", "000.00.16.H01-211115-9999", NOTHING, desk, context, "test")
