"""Taking a dossier in: once, durably, whatever comes twice or at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import func, select, text

from app import intake, joining, lifecycle, lookup
from app.clock import BusinessClock
from app.context import Context
from app.domain.dossier import JOINED, SAME_CITIZEN_OPEN, Answer
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.event import Event, broken_at
from app.domain.remark import NOTHING
from app.domain.submission import Channel, Submission
from app.papers import editions
from app.security.principals import Principal, Role
from app.store import dossiers, tables
from app.store import events as history
from app.store.database import Database
from app.store.numbers import gaps
from tests import builders


def accept(submission: Submission, principal: Principal, context: Context) -> Answer:
    return intake.accept(submission, principal, context, "test")


def count(context: Context, table: str, **where: object) -> int:
    t = tables.metadata.tables[table]
    with context.database.begin() as connection:
        statement = select(func.count()).select_from(t).where(*(t.c[k] == v for k, v in where.items()))
        return int(connection.execute(statement).scalar_one())


def dossier_id(context: Context, answer: Answer) -> int:
    with context.database.begin() as connection:
        return int(
            connection.execute(
                select(tables.dossier.c.id).where(tables.dossier.c.dossier_no == answer.dossier_no)
            ).scalar_one()
        )


def test_counter_receives_on_the_authoritys_behalf_with_a_due_time(context: Context, counter: Principal) -> None:
    answer = accept(builders.submission(context), counter, context)
    assert answer.dossier_no.startswith("000.00.16.H01-211115-")
    assert (answer.state, answer.paper, answer.repeat) == ("received", "receipt", False)
    assert answer.due_at is not None and answer.due_at.isoformat()[:16] == "2021-11-22T08:00"


def test_portals_dossier_waits_with_a_slip_and_no_due_time(context: Context, desk: Principal) -> None:
    answer = accept(builders.submission(context, channel=Channel.PORTAL), desk, context)
    assert (answer.state, answer.paper, answer.received_at, answer.due_at) == ("submitted", "slip", None, None)


def test_everything_of_a_dossier_is_written_at_once(context: Context, counter: Principal) -> None:
    answer = accept(builders.submission(context), counter, context)
    row = dossier_id(context, answer)
    rows = {
        t: count(context, t, dossier_id=row) for t in ("request", "paper", "event", "outbox", "payment", "document")
    }
    assert rows == {"request": 1, "paper": 4, "event": 2, "outbox": 1, "payment": 1, "document": 0}


def test_same_content_again_gets_the_first_answer_marked_as_a_repeat(context: Context, desk: Principal) -> None:
    submission = builders.submission(context)
    first = accept(submission, desk, context)
    assert accept(submission, desk, context) == replace(first, repeat=True)
    assert accept(replace(submission, request_id=submission.request_id), desk, context).repeat


def test_other_content_under_the_same_request_id_is_a_conflict_and_stores_nothing(
    context: Context, desk: Principal
) -> None:
    submission = builders.submission(context)
    accept(submission, desk, context)
    before = count(context, "dossier")
    with pytest.raises(Conflict) as caught:
        accept(replace(submission, summary="khác"), desk, context)
    assert caught.value.code == "CONFLICT"
    assert count(context, "dossier") == before


def test_same_dossier_under_a_new_request_id_joins_and_adds_no_paper(context: Context, counter: Principal) -> None:
    submission = builders.submission(context, code="VNP-881600-0108")
    first = accept(submission, counter, context)
    again = accept(replace(submission, request_id="0108-again"), counter, context)
    assert (again.dossier_no, again.warnings) == (first.dossier_no, (JOINED,))
    assert count(context, "paper", dossier_id=dossier_id(context, first)) == 4


def test_line_that_breaks_after_the_commit_leaves_the_dossier_its_files_and_the_next_one_a_number(
    context: Context, desk: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = {"name": "Đơn", "attachment": {"file_name": "a.pdf", "content": "JVBERi0xLjcK"}}
    submission, run = builders.submission(context, papers=[paper]), Database._run
    broken = []

    def breaks_once(self: Database, statement: str, values: Mapping[str, object]) -> Sequence[tuple[object, ...]]:
        rows = run(self, statement, values)
        if "INTO dossier" in statement and not broken:
            broken.append(statement)
            raise psycopg.OperationalError("the line broke")
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(Database, "_run", breaks_once)
        answer = accept(submission, desk, context)
    assert broken and not answer.repeat
    with context.database.begin() as connection:
        key = connection.execute(
            select(tables.paper.c.file_key).where(tables.paper.c.dossier_id == dossier_id(context, answer))
        ).scalar_one()
    assert context.files.get(key) == b"%PDF-1.7\n"
    assert accept(builders.submission(context), desk, context).dossier_no != answer.dossier_no


def test_request_ids_of_two_senders_do_not_meet(context: Context, desk: Principal) -> None:
    submission = builders.submission(context, request_id="shared-id")
    other = builders.principal(context)
    assert accept(submission, desk, context).dossier_no != accept(submission, other, context).dossier_no


def test_sixteen_at_once_make_one_dossier(context: Context, desk: Principal) -> None:
    submission = builders.submission(context)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: accept(submission, desk, context), range(16)))
    assert len({a.dossier_no for a in answers}) == 1
    assert sum(not a.repeat for a in answers) == 1


def test_code_brought_by_another_door_is_the_same_dossier_and_the_counter_receives_it(
    context: Context, desk: Principal, counter: Principal
) -> None:
    owner = builders.raw_dossier()["owner"]
    code = "G22.99-211115-0107"
    from_portal = accept(builders.submission(context, channel=Channel.PORTAL, code=code, owner=owner), desk, context)
    brought = accept(builders.submission(context, code=code, owner=owner), counter, context)
    assert brought.dossier_no == from_portal.dossier_no
    assert brought.warnings == (JOINED,)
    assert (brought.state, brought.paper) == ("received", "receipt")
    row = dossier_id(context, brought)
    assert count(context, "paper", dossier_id=row) == 8
    assert count(context, "outbox", dossier_id=row, kind="receipt") == 1
    assert lookup.find(code, counter, context).dossier_no == from_portal.dossier_no


def test_cash_of_the_counter_is_booked_beside_what_was_paid_online_and_a_repeated_voucher_once(
    context: Context, desk: Principal, counter: Principal
) -> None:
    owner, code = builders.raw_dossier()["owner"], "G22.99-211115-0111"
    online = {"amount_vnd": 135_000, "place": "online", "voucher": "DVC-1"}
    cash = {"amount_vnd": 135_000, "place": "counter", "method": "cash", "voucher": "BL-1"}
    first = accept(
        builders.submission(context, channel=Channel.PORTAL, code=code, owner=owner, fee=online), desk, context
    )
    for fee in (online, cash, cash | {"amount_vnd": 135_000}):
        accept(
            builders.submission(context, code=code, owner=owner, fee=fee, summary=builders.unique()), counter, context
        )
    assert count(context, "payment", dossier_id=dossier_id(context, first)) == 2


def test_joining_that_is_refused_leaves_no_file(context: Context, desk: Principal, counter: Principal) -> None:
    owner, code = builders.raw_dossier()["owner"], "G22.99-250227-0112"
    day, later = (replace(context, clock=BusinessClock.parse(f"{d}T08:00+07:00")) for d in ("2025-02-27", "2025-03-05"))
    portal = builders.submission(day, channel=Channel.PORTAL, code=code, owner=owner, licence_class="B")
    assert accept(portal, desk, day).state == "submitted"
    paper = {"name": "Đơn", "attachment": {"file_name": "a.pdf", "content": "JVBERi0xLjcK"}}
    brought = builders.submission(day, code=code, code_issuer="G22.99", owner=owner, licence_class="B", papers=[paper])
    before = sorted(context.settings.var.rglob("attachments/**/*"))
    with pytest.raises(NotAllowed):  # the counter would receive it, and another authority decides by now
        joining.join(brought, counter, later, "test")
    assert [each for each in sorted(context.settings.var.rglob("attachments/**/*")) if each.is_file()] == [
        each for each in before if each.is_file()
    ]


def test_joining_twice_is_a_repeat(context: Context, desk: Principal, counter: Principal) -> None:
    owner = builders.raw_dossier()["owner"]
    accept(builders.submission(context, channel=Channel.PORTAL, code="G22.99-211115-0108", owner=owner), desk, context)
    submission = builders.submission(context, code="G22.99-211115-0108", owner=owner)
    first = accept(submission, counter, context)
    assert accept(submission, counter, context) == replace(first, repeat=True)


def test_code_of_another_owner_is_refused(context: Context, desk: Principal) -> None:
    accept(builders.submission(context, code="G22.99-211115-0109"), desk, context)
    with pytest.raises(Conflict) as caught:
        accept(builders.submission(context, code="G22.99-211115-0109"), desk, context)
    assert caught.value.code == "CODE_TAKEN"


PORTALS = {"channel": Channel.PORTAL, "fee": None}  # as the portal founds a dossier whose papers a counter brings


def a_portals(context: Context, desk: Principal, *moves: str, **owner: str) -> tuple[str, dict[str, str], str]:
    """Code, owner and number of a portal's dossier that has made these moves."""
    code, mine = f"G22.99-211115-{builders.unique('7').replace('-', ''):0>6}", builders.raw_dossier()["owner"] | owner
    number = accept(builders.submission(context, code=code, owner=mine, **PORTALS), desk, context).dossier_no
    for move in moves:
        lifecycle.make(move, number, builders.said(move, context), desk, context, "test")
    return code, mine, number


def kinds(context: Context, number: str) -> list[str]:
    d, e = tables.dossier.c, tables.event.c
    statement = select(e.kind).join(tables.dossier, d.id == e.dossier_id).where(d.dossier_no == number)
    with context.database.begin() as connection:
        return list(connection.execute(statement.order_by(e.seq)).scalars())


@pytest.mark.parametrize("number", [None, "089187004329", "000000001"])
def test_code_and_name_without_the_same_number_join_nothing(
    context: Context, desk: Principal, counter: Principal, number: str | None
) -> None:
    code, owner, _ = a_portals(context, desk)
    other = {name: value for name, value in owner.items() if name != "id_number"}
    other |= {"id_number": number} if number else {}
    with pytest.raises(Conflict) as caught:
        accept(builders.submission(context, code=code, owner=other), counter, context)
    assert caught.value.code == "CODE_TAKEN" and "số định danh" in caught.value.message_vi
    with pytest.raises(NotFound):
        lookup.find(code, counter, context)


def test_where_the_dossier_has_no_number_the_name_tells_the_owner(
    context: Context, desk: Principal, counter: Principal
) -> None:
    code, owner, number = a_portals(context, desk, id_number="000000001")
    brought = builders.submission(context, code=code, owner=owner | {"id_number": "089187004330"})
    assert accept(brought, counter, context).dossier_no == number


def test_papers_brought_under_the_code_end_the_wait_for_them(
    context: Context, desk: Principal, counter: Principal
) -> None:
    code, owner, number = a_portals(context, desk, "receive", "ask_supplement")
    before = lookup.find(number, desk, context)
    answer = accept(builders.submission(context, code=code, owner=owner), counter, context)
    after = lookup.find(number, desk, context)
    assert (answer.state, answer.warnings, answer.due_at) == ("received", (JOINED,), after.due_at)
    assert before.due_at and after.due_at and after.due_at > before.due_at
    assert kinds(context, number)[-1] == "supplemented"
    assert count(context, "outbox", dossier_id=after.id, kind="receipt", edition=len(kinds(context, number))) == 1


def test_papers_asked_for_before_it_was_received_let_the_counter_receive_it(
    context: Context, desk: Principal, counter: Principal
) -> None:
    code, owner, number = a_portals(context, desk, "ask_supplement")
    answer = accept(builders.submission(context, code=code, owner=owner), counter, context)
    assert (answer.state, kinds(context, number)[-2:]) == ("received", ["supplemented", "received"])


@pytest.mark.parametrize("moves", [("withdraw",), ("decline",), ("withdraw", "stop"), ("receive", "finish")])
def test_what_is_ended_takes_no_papers_and_no_money(
    context: Context, desk: Principal, counter: Principal, moves: tuple[str, ...]
) -> None:
    code, owner, number = a_portals(context, desk, *moves)
    row, events = lookup.find(number, desk, context).id, kinds(context, number)
    with pytest.raises(Conflict) as caught:
        accept(builders.submission(context, code=code, owner=owner), counter, context)
    assert caught.value.code == "MOVE_IMPOSSIBLE" and "không thể bổ sung giấy tờ" in caught.value.message_vi
    assert (count(context, "paper", dossier_id=row), count(context, "payment", dossier_id=row)) == (4, 0)
    assert kinds(context, number) == events


def test_what_was_brought_before_is_answered_also_when_the_dossier_is_ended(
    context: Context, desk: Principal, counter: Principal
) -> None:
    code, owner, number = a_portals(context, desk)
    submission = builders.submission(context, code=code, owner=owner)
    accept(submission, counter, context)
    lifecycle.make("finish", number, NOTHING, desk, context, "test")
    events = kinds(context, number)
    answer = accept(replace(submission, request_id=builders.unique("again")), counter, context)
    assert (answer.state, answer.warnings, kinds(context, number)) == ("finished", (JOINED,), events)


def test_papers_joined_while_another_door_receives_are_not_on_its_receipt(
    context: Context, desk: Principal, counter: Principal
) -> None:
    code, owner, number = a_portals(context, desk)
    row = lookup.find(number, desk, context).id
    late = builders.submission(context, code=code, owner=owner, papers=[{"name": "Giấy đến sau", "originals": 1}])
    with ThreadPoolExecutor(1) as pool, context.database.begin() as connection:
        dossier = dossiers.lock(connection, row)
        brought = pool.submit(accept, late, counter, context)
        while not _waits_for_a_lock(context):
            assert not brought.done()
        lifecycle.step(connection, dossier, "receive", NOTHING, desk, context, "test")
        connection.commit()
        assert brought.result().warnings == (JOINED,)
    with context.database.begin() as connection:
        told = history.history(connection, [row])[row]
        (receipt,) = editions.editions(connection, [editions.Wanted(dossier, "receipt", 2)])
    assert [each.event.kind for each in told] == ["submitted", "received", "joined"]
    assert [each.event.at for each in told] == sorted(each.event.at for each in told)
    assert "Giấy đến sau" not in [paper.name for paper in receipt.papers] and len(receipt.papers) == 4


def _waits_for_a_lock(context: Context) -> bool:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return bool(context.database.one(waiting)[0])  # type: ignore[index]


def test_same_citizen_and_procedure_under_another_code_is_a_warning_never_a_merge(
    context: Context, desk: Principal
) -> None:
    owner = builders.raw_dossier()["owner"]
    first = accept(builders.submission(context, owner=owner), desk, context)
    second = accept(builders.submission(context, owner=owner), desk, context)
    assert first.dossier_no != second.dossier_no
    assert (first.warnings, second.warnings) == ((), (SAME_CITIZEN_OPEN,))


def test_refused_dossier_leaves_no_file_behind(context: Context, desk: Principal) -> None:
    paper = {"name": "Đơn", "originals": 1, "attachment": {"file_name": "a.pdf", "content": "JVBERi0xLjcK"}}
    submission = builders.submission(context, papers=[paper])
    accept(submission, desk, context)
    folder = context.settings.var / "files" / "attachments"
    before = sorted(folder.rglob("*"))
    accept(submission, desk, context)
    with pytest.raises(Conflict):
        accept(replace(submission, summary="khác"), desk, context)
    assert sorted(folder.rglob("*")) == before


def test_key_without_the_role_may_not_submit(context: Context) -> None:
    reader = builders.principal(context, roles=[Role.READ])
    with pytest.raises(NotAllowed):
        accept(builders.submission(context), reader, context)


def test_office_sees_its_own_dossiers_only(context: Context, counter: Principal, desk: Principal) -> None:
    answer = accept(builders.submission(context), counter, context)
    other = builders.principal(context, office_id=builders.OTHER_OFFICE)
    assert lookup.find(answer.dossier_no, desk, context).dossier_no == answer.dossier_no
    with pytest.raises(NotFound):
        lookup.find(answer.dossier_no, other, context)


def test_events_are_chained_and_a_changed_one_shows(context: Context, counter: Principal) -> None:
    answer = accept(builders.submission(context), counter, context)
    row, e = dossier_id(context, answer), tables.event.c
    with context.database.begin() as connection:
        events = connection.execute(select(tables.event).where(e.dossier_id == row).order_by(e.seq)).all()
    chain = [(r.seq, Event(r.kind, r.at, r.key_id, r.source, r.reason, r.details), r.hash) for r in events]
    assert broken_at(answer.dossier_no, chain) is None
    forged = [(s, replace(ev, reason="khác"), h) if s == 2 else (s, ev, h) for s, ev, h in chain]
    assert broken_at(answer.dossier_no, forged) == 2
    assert broken_at(answer.dossier_no, chain[1:]) == 2


def test_numbers_under_load_are_unique_and_every_gap_is_known(context: Context, desk: Principal) -> None:
    submissions = [builders.submission(context) for _ in range(80)]
    with ThreadPoolExecutor(8) as pool:
        numbers = [a.dossier_no for a in pool.map(lambda s: accept(s, desk, context), submissions)]
    assert len(set(numbers)) == 80
    prefix = "000.00.16.H01-211115-"
    day = context.clock.now().date()
    unused = gaps(context.database, builders.AGENCY, day, prefix)
    with context.database.begin() as connection:
        counter, number = tables.number_counter.c, tables.dossier.c.dossier_no
        last = connection.execute(select(counter.last).where(counter.day == day)).scalar_one()
        used = connection.execute(select(func.count()).where(number.startswith(prefix))).scalar_one()
    assert used + len(unused) == last


def test_repeat_gives_its_number_back(context: Context, desk: Principal) -> None:
    submission = builders.submission(context)
    accept(submission, desk, context)
    for _ in range(5):
        accept(submission, desk, context)
    first, second = (int(accept(builders.submission(context), desk, context).dossier_no[-4:]) for _ in range(2))
    assert second == first + 1


def test_our_own_number_as_the_code_is_that_dossier(context: Context, counter: Principal) -> None:
    portal = builders.principal(context, channels=(Channel.PORTAL,))
    message = builders.raw_dossier()
    online = accept(builders.submission(context, channel=Channel.PORTAL, owner=message["owner"]), portal, context)
    brought = builders.submission(context, code=online.dossier_no.lower(), owner=message["owner"])
    before = count(context, "dossier")
    joined = accept(brought, counter, context)
    assert (joined.dossier_no, joined.warnings) == (online.dossier_no, (JOINED,))
    assert accept(brought, counter, context) == replace(joined, repeat=True)
    again = accept(builders.submission(context, code=online.dossier_no, owner=message["owner"]), portal, context)
    assert (again.dossier_no, count(context, "dossier")) == (online.dossier_no, before)
    assert lookup.find(online.dossier_no, counter, context).dossier_no == online.dossier_no


def test_our_own_number_with_another_owner_is_refused(context: Context, counter: Principal, desk: Principal) -> None:
    first = accept(builders.submission(context), desk, context)
    other = {**builders.raw_dossier()["owner"], "id_number": "089187009999"}
    before = count(context, "dossier")
    with pytest.raises(Conflict) as caught:
        accept(builders.submission(context, code=first.dossier_no, owner=other), counter, context)
    assert (caught.value.code, count(context, "dossier")) == ("CODE_TAKEN", before)


def test_a_portal_that_numbers_as_we_do_brings_a_dossier_of_its_own(context: Context, desk: Principal) -> None:
    first = accept(builders.submission(context), desk, context)
    portal = builders.principal(context, channels=(Channel.PORTAL,))
    other = {**builders.raw_dossier()["owner"], "id_number": "089187009999"}
    filed = builders.submission(context, channel=Channel.PORTAL, code=first.dossier_no, owner=other)
    online = accept(filed, portal, context)
    assert online.dossier_no != first.dossier_no and accept(filed, portal, context) == replace(online, repeat=True)
    assert lookup.find(first.dossier_no, desk, context).dossier_no == first.dossier_no


def test_a_number_never_means_a_dossier_that_only_carries_it_as_its_code(
    context: Context, counter: Principal, desk: Principal
) -> None:
    first = accept(builders.submission(context), desk, context)
    second = accept(builders.submission(context), counter, context)
    with context.database.begin() as connection:
        values = {"code": first.dossier_no, "code_issuer": first.dossier_no[:13]}
        number = tables.dossier.c.dossier_no
        connection.execute(tables.dossier.update().where(number == second.dossier_no).values(**values))
    with pytest.raises(Conflict) as caught:
        lookup.find(first.dossier_no, counter, context)
    assert caught.value.code == "CODE_AMBIGUOUS"
    assert lookup.find(first.dossier_no, desk, context).dossier_no == first.dossier_no
    with pytest.raises(Conflict) as refused:
        accept(builders.submission(context, code=first.dossier_no), counter, context)
    assert refused.value.code == "CODE_AMBIGUOUS"
