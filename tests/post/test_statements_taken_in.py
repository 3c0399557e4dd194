"""The post's statement taken in: who may send one, what its lines come to, and when its day is reconciled again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app import reconciliation
from app.domain.errors import NotAllowed
from app.domain.post.statement import Statement
from app.domain.post.tracking import Status
from app.domain.reconciliation.kinds import Kind
from app.security.principals import Role
from app.store import tables
from app.store.reconciliations import Kept
from app.sweep import sweep
from integrations.post import statements as outside
from tests import builders
from tests.post import test_reconciliation
from tests.post.desk import Desk
from tests.post.test_reconciliation import DAY, HEAD, later, open_kinds, ordered, run, stated

desk = test_reconciliation.desk


def grown(content: bytes) -> Statement:
    """How a statement is read once the table knows its codes."""
    return Statement([replace(line, status=Status.DELIVERED) for line in outside.read(content).lines])


def found(desk: Desk, kind: Kind) -> list[Kept]:
    return [each for each in reconciliation.findings(desk.who, desk.context) if each.finding.kind is kind]


def test_a_statement_that_is_understood_at_last_makes_its_day_due(desk: Desk) -> None:
    content = f"{HEAD}\n{ordered(desk)};;77;;0;;;".encode()
    a, b = later(desk, 1), later(desk, 2)
    reconciliation.take_in(DAY, content, a.who, outside.read, a.context)
    reconciliation.run_due(a.context)
    assert Kind.LINE_CODE_UNKNOWN in open_kinds(a)
    reconciliation.run_due(b.context)
    assert reconciliation.take_in(DAY, content, b.who, outside.read, b.context).repeat
    assert DAY not in reconciliation.due_days(builders.AGENCY, b.context), "it says the same as before"
    assert reconciliation.take_in(DAY, content, b.who, grown, b.context).repeat
    assert DAY in reconciliation.due_days(builders.AGENCY, b.context)
    reconciliation.run_due(b.context)
    assert Kind.LINE_CODE_UNKNOWN not in open_kinds(b) and Kind.STATUS_DIFFERS in open_kinds(b)


def test_a_line_of_no_use_says_why_and_shows_nobodys_name(desk: Desk) -> None:
    stated(
        desk,
        "Nguyễn Văn An, 0918345601;;4;;0;;;",
        "A-1;;4;;trăm;;;",
        "A-2;;Bà Lan nhận thay 089190002211;;0;;;",
        "A-3;;77;;0;;;",
        "A-4;;0918345601;;0;;;",
    )
    run(desk)
    assert [each.finding.theirs for each in found(desk, Kind.LINE_UNREADABLE)] == [
        "số yêu cầu không đúng dạng: dòng 2 của bảng kê ngày 15/11/2021",
        "tiền thu hộ không phải số tiền đồng: dòng 3 của bảng kê ngày 15/11/2021",
    ]
    unknown = found(desk, Kind.LINE_CODE_UNKNOWN)
    assert [each.finding.theirs for each in unknown] == [
        "trạng thái bằng chữ: dòng 4 của bảng kê ngày 15/11/2021",
        "mã “77”",
        "trạng thái bằng chữ: dòng 6 của bảng kê ngày 15/11/2021",
    ]
    shown = repr(reconciliation.findings(desk.who, desk.context))
    with desk.context.database.begin() as connection:
        shown += repr(connection.execute(select(tables.post_statement_line)).all())
    assert not [each for each in ("Nguyễn", "Lan", "0918345601", "089190002211") if each in shown]


def test_a_key_that_only_hands_in_sends_no_statement(desk: Desk) -> None:
    portal = builders.principal(desk.context, roles=[Role.SUBMIT])
    with pytest.raises(NotAllowed):
        reconciliation.take_in(DAY, f"{HEAD}\nX-1;;4;;1;;;".encode(), portal, outside.read, desk.context)


def test_an_old_file_is_forgotten_and_what_was_read_of_it_stays(desk: Desk) -> None:
    taken = stated(desk, "X-1;;4;;1;;;ông Nguyễn Văn A")
    content = select(tables.post_statement.c.content).where(tables.post_statement.c.id == taken.kept.id)
    sweep(later(desk, desk.context.settings.shift_file_days - 1).context)
    with desk.context.database.begin() as connection:
        assert connection.execute(content).scalar_one() is not None
    assert sweep(later(desk, desk.context.settings.shift_file_days + 1).context).statements == 1
    with desk.context.database.begin() as connection:
        assert connection.execute(content).scalar_one() is None
    assert stated(desk, "X-1;;4;;1;;;ông Nguyễn Văn A").repeat
    with desk.context.database.begin() as connection:
        assert connection.execute(content).scalar_one() is not None, "sent again, kept again"
    assert run(desk)[Kind.ONLY_POSTS] == ["X-1"]


def test_a_late_repeat_undoes_nothing_and_the_post_may_go_back_by_saying_so(desk: Desk) -> None:
    number = ordered(desk)
    first, second = (f"{HEAD}\n{each};;;;0;;;".encode() for each in (number, "WRONG-1"))

    def send(content: bytes, *, again: bool = False) -> tuple[int, bool, bool]:
        taken = reconciliation.take_in(DAY, content, desk.who, outside.read, desk.context, again=again)
        return taken.kept.edition, taken.kept.superseded, taken.repeat

    assert [send(first), send(second), send(first)] == [(1, False, False), (2, False, False), (1, True, True)]
    assert set(run(desk)) == {Kind.ONLY_OURS, Kind.ONLY_POSTS}
    assert [send(first, again=True), send(first, again=True)] == [(1, False, False), (1, False, True)]
    assert not run(desk) and send(second) == (2, True, True)
