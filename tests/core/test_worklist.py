"""Lists of what is to be done: what is due first, only their own, at a cost that closed dossiers do not raise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from app import intake, lifecycle
from app.clock import BusinessClock
from app.context import Context
from app.desk import counting, worklist
from app.domain.errors import InvalidDossier, NotAllowed
from app.domain.life import CLOSED, State
from app.domain.remark import NOTHING, Remark
from app.domain.submission import Channel
from app.security.principals import Principal, Role
from app.store import tables
from app.store import worklist as store
from tests import builders
from tests.core.test_fees import UNPAID

AGENCY = builders.AGENCY


@pytest.fixture(autouse=True)
def _nothing_to_do(context: Context) -> None:
    """The dossiers of the tests before are out of the way."""
    with context.database.begin() as connection:
        connection.execute(tables.dossier.update().values(closed_at=datetime(2021, 1, 1, tzinfo=UTC)))


def at(context: Context, moment: str) -> Context:
    """The same house at another time of the business clock, in Vietnam."""
    return replace(context, clock=BusinessClock.parse(f"{moment}+07:00"))


def handed_in(context: Context, who: Principal, moment: str, **changes: Any) -> str:
    there = at(context, moment)
    return intake.accept(builders.submission(there, **changes), who, there, "test").dossier_no


def online(context: Context, who: Principal, moment: str) -> str:
    return handed_in(context, who, moment, channel=Channel.PORTAL)


def moved(context: Context, who: Principal, number: str, *names: str, said: Remark = NOTHING) -> None:
    for name in names:
        lifecycle.make(name, number, said, who, context, "test")


def numbers(page: worklist.Page | worklist.Late) -> list[str]:
    return [dossier.dossier_no for dossier in page.items]


# -- what is listed ------------------------------------------------------------------------------------------------


def test_what_is_due_first_stands_first_and_what_waits_for_an_answer_among_it(
    context: Context, desk: Principal
) -> None:
    late = handed_in(context, desk, "2021-11-10T09:00")  # due on the 17th
    early = handed_in(context, desk, "2021-11-08T08:00")  # due on the 15th at 08:00
    waiting = online(context, desk, "2021-11-12T09:00")  # to be answered by the 15th at 09:00
    assert numbers(worklist.open_dossiers(desk, context)) == [early, waiting, late]


def test_what_has_its_result_or_is_over_is_not_among_it(context: Context, desk: Principal) -> None:
    ways = {
        State.FINISHED: ["finish"],
        State.HANDED_TO_POST: ["finish", "hand_over"],
        State.WITHDRAWN: ["withdraw"],
        State.PROCESSING: ["start"],
        State.RECEIVED: [],
    }
    made = {}
    for state, names in ways.items():
        made[state] = handed_in(context, desk, "2021-11-10T09:00")
        moved(context, desk, made[state], *names)
    refused = handed_in(context, desk, "2021-11-10T09:00")
    moved(context, desk, refused, "refuse", said=Remark(reason="Không đủ điều kiện"))
    assert set(numbers(worklist.open_dossiers(desk, context))) == {
        made[state] for state in (State.WITHDRAWN, State.PROCESSING, State.RECEIVED)
    }
    for state, number in made.items():
        assert numbers(worklist.open_dossiers(desk, context, state)) == [number]
    assert all(not worklist.open_dossiers(desk, context, state).items for state in CLOSED)


@pytest.mark.parametrize("state", [None, State.RECEIVED, State.FINISHED])
def test_pages_hold_every_dossier_once_also_those_of_one_moment(
    context: Context, desk: Principal, state: State | None
) -> None:
    there = at(context, "2021-11-10T09:00")
    made = [intake.accept(builders.submission(there), desk, there, "test").dossier_no for _ in range(7)]
    with context.database.begin() as connection:
        same = tables.dossier.c.dossier_no.in_(made[2:6])
        moment = datetime(2021, 11, 17, 2, tzinfo=UTC)
        connection.execute(tables.dossier.update().where(same).values(due_at=moment))
    if state is State.FINISHED:
        for number in made:
            moved(there, desk, number, "finish")
    seen, after = [], None
    while True:
        page = worklist.open_dossiers(desk, context, state, after=after, limit=3)
        seen += numbers(page)
        if (after := page.next) is None:
            break
    assert sorted(seen) == sorted(made)
    assert seen == numbers(worklist.open_dossiers(desk, context, state, limit=7))
    assert worklist.open_dossiers(desk, context, state, limit=7).next is None


def test_overdue_is_what_the_period_ran_out_for(context: Context, desk: Principal) -> None:
    overdue = handed_in(context, desk, "2021-11-01T09:00")
    fee_due = handed_in(context, desk, "2021-11-01T10:00", fee=UNPAID)
    waiting = handed_in(context, desk, "2021-11-01T11:00")
    finished = handed_in(context, desk, "2021-11-01T12:00")
    handed_in(context, desk, "2021-11-12T09:00")
    there = at(context, "2021-11-03T09:00")
    moved(there, desk, fee_due, "ask_fee", said=Remark(amount_vnd=135_000))
    moved(there, desk, waiting, "ask_supplement", said=Remark(reason="Thiếu bản chính"))
    moved(at(context, "2021-11-12T09:00"), desk, finished, "finish")
    assert numbers(worklist.open_dossiers(desk, context, overdue=True)) == [overdue, fee_due]
    assert numbers(worklist.open_dossiers(desk, context, State.FEE_DUE, overdue=True)) == [fee_due]
    assert not worklist.open_dossiers(desk, context, State.FINISHED, overdue=True).items
    assert worklist.counts(desk, context).overdue == 2
    listed = worklist.open_dossiers(desk, context).items
    assert [each.dossier_no for each in listed if worklist.is_overdue(each, context.clock.now())] == [overdue, fee_due]


def test_papers_that_differ_are_on_a_list_until_a_person_has_closed_them(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, "2021-11-10T09:00")
    handed_in(context, desk, "2021-11-10T09:00")
    sheet = counting.sheet(number, desk, context)
    found = {"papers": [{"position": paper.position, "originals": 0} for paper in sheet.papers]}
    sheet = counting.count(number, found, desk, context, "test")
    assert numbers(worklist.open_dossiers(desk, context, differing=True)) == [number]
    assert worklist.counts(desk, context).differing == 1
    for each in sheet.open:
        counting.close(number, each.id, {"resolution": "Đã nộp đủ"}, desk, context, "test")
    assert not worklist.open_dossiers(desk, context, differing=True).items
    assert worklist.counts(desk, context).differing == 0


# -- unanswered ----------------------------------------------------------------------------------------------------


def test_online_dossiers_are_listed_once_eight_working_hours_are_over(context: Context, desk: Principal) -> None:
    friday = online(context, desk, "2021-11-12T15:00")  # two hours on Friday, six on Monday
    answered = online(context, desk, "2021-11-12T14:00")
    moved(at(context, "2021-11-12T16:00"), desk, answered, "receive")
    older = online(context, desk, "2021-11-12T10:00")
    for moment, listed in (
        ("2021-11-14T23:00", []),  # a weekend is no working time
        ("2021-11-15T14:59", [older]),
        ("2021-11-15T15:01", [older, friday]),
    ):
        found = worklist.unanswered(desk, at(context, moment))
        assert (numbers(found), found.total) == (listed, len(listed)), moment
        assert worklist.counts(desk, at(context, moment)).unanswered == len(listed)


def test_a_request_for_supplement_is_an_answer_and_the_supplement_starts_the_hours_anew(
    context: Context, desk: Principal
) -> None:
    number = online(context, desk, "2021-11-10T09:00")
    said = Remark(reason="Thiếu giấy khám sức khỏe")
    moved(at(context, "2021-11-10T10:00"), desk, number, "ask_supplement", said=said)
    assert worklist.unanswered(desk, context).total == 0
    moved(at(context, "2021-11-15T09:00"), desk, number, "supplement")
    assert worklist.unanswered(desk, at(context, "2021-11-16T08:59")).total == 0
    assert numbers(worklist.unanswered(desk, at(context, "2021-11-16T09:01"))) == [number]


def test_the_list_is_bounded_and_says_how_many_there_are(context: Context, desk: Principal) -> None:
    made = [online(context, desk, f"2021-11-10T09:0{minute}") for minute in range(3)]
    with context.database.begin() as connection:
        found, total = store.unanswered(connection, AGENCY, None, context.clock.now(), limit=2)
    assert ([dossier.dossier_no for dossier in found], total) == (made[:2], 3)


# -- who sees it ---------------------------------------------------------------------------------------------------


def test_an_office_sees_what_it_founded_or_brought_and_an_agency_everything(context: Context, desk: Principal) -> None:
    mine, other = (builders.principal(context, office_id=o) for o in (builders.OFFICE, builders.OTHER_OFFICE))
    code = builders.unique("VNP")
    raw = {"code": code, "code_issuer": "portal", "owner": builders.raw_dossier()["owner"]}
    brought = handed_in(context, desk, "2021-11-09T09:00", channel=Channel.PORTAL, **raw)
    handed_in(context, mine, "2021-11-09T10:00", channel=Channel.PORTAL, **raw)
    own = handed_in(context, mine, "2021-11-09T11:00")
    theirs = handed_in(context, other, "2021-11-09T12:00")
    assert set(numbers(worklist.open_dossiers(mine, context))) == {brought, own}
    assert numbers(worklist.open_dossiers(other, context)) == [theirs]
    assert set(numbers(worklist.open_dossiers(desk, context))) == {brought, own, theirs}
    assert sum(worklist.counts(mine, context).by_state.values()) == 2
    assert (worklist.unanswered(mine, context).total, worklist.unanswered(other, context).total) == (1, 0)
    stranger = replace(desk, agency_id="G01.89.08")
    assert not worklist.open_dossiers(stranger, context).items
    assert set(worklist.counts(stranger, context).by_state.values()) == {0}


def test_lists_need_the_role_to_read(context: Context) -> None:
    blind = builders.principal(context, roles=[Role.SUBMIT, Role.RECEIVE])
    for look in (worklist.open_dossiers, worklist.unanswered, worklist.counts):
        with pytest.raises(NotAllowed):
            look(blind, context)


@pytest.mark.parametrize("after", ["x", "1", "1.", ".1", "1.2.3", "-1.2", "²1.2", "9" * 18 + ".1", "1." + "9" * 19])
def test_a_mark_that_is_none_of_ours_is_a_fault(context: Context, desk: Principal, after: str) -> None:
    with pytest.raises(InvalidDossier) as caught:
        worklist.open_dossiers(desk, context, after=after)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("after", "TYPE_INVALID")]


def test_counts_are_of_what_is_not_closed(context: Context, desk: Principal) -> None:
    for _ in range(2):
        handed_in(context, desk, "2021-11-10T09:00")
    online(context, desk, "2021-11-15T07:30")
    moved(context, desk, handed_in(context, desk, "2021-11-10T09:00"), "finish")
    counts = worklist.counts(desk, context)
    assert {state: count for state, count in counts.by_state.items() if count} == {
        State.SUBMITTED: 1,
        State.RECEIVED: 2,
        State.FINISHED: 1,
    }
    assert list(counts.by_state) == [state for state in State if state not in CLOSED]


# -- what it costs -------------------------------------------------------------------------------------------------

FILL = text("""
    INSERT INTO dossier (dossier_no, agency_id, office_id, sender, channel, procedure_code, state, owner_name,
        owner_search, owner_sort, return_wish, record, rules_version, submitted_at, received_at, due_at, finished_at,
        answer_by, closed_at, tracking_token, also_open)
    SELECT :name || n, :agency, '881600', 'post', 'post_counter', '1.002809', state, '', '', '', 'no', '{}', '', at,
        at, CASE WHEN state <> 'submitted' THEN at + interval '7 days' END,
        CASE WHEN state IN ('finished', 'delivered') THEN at + interval '5 days' END,
        CASE WHEN state = 'submitted' THEN at + interval '1 day' END,
        CASE WHEN state IN ('delivered', 'refused') THEN at + interval '6 days' END, :name || n, false
    FROM (
        SELECT n, (CAST(:states AS text[]))[1 + n % cardinality(CAST(:states AS text[]))] AS state,
            timestamptz '2021-11-14 08:00+07' - n * interval '1 minute' AS at
        FROM generate_series(1, :count) AS n
    ) AS made
""")
TO_DO = ["received", "processing", "waiting_for_supplement", "submitted", "finished"]
NOW = datetime(2021, 11, 15, 1, tzinfo=UTC)
LOOKS: dict[str, Callable[[Connection, str | None], Any]] = {
    "list": lambda c, office: store.unfinished(c, AGENCY, office, worklist.TO_DO, 51),
    "next page": lambda c, office: store.unfinished(c, AGENCY, office, worklist.TO_DO, 51, after=(NOW, 1)),
    "overdue": lambda c, office: store.unfinished(c, AGENCY, office, worklist.RUNNING, 51, due_before=NOW),
    "differing": lambda c, office: store.unfinished(c, AGENCY, office, worklist.TO_DO, 51, differing=True),
    "finished": lambda c, office: store.finished(c, AGENCY, office, [State.FINISHED], 51),
    "unanswered": lambda c, office: store.unanswered(c, AGENCY, office, NOW, 200),
    "counts": lambda c, office: store.counts(c, AGENCY, office, NOW),
}


def filled(context: Context, name: str, states: list[str], count: int) -> None:
    with context.database.begin() as connection:
        connection.execute(FILL, {"name": name, "agency": AGENCY, "states": states, "count": count})
    with context.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE dossier"))


def plans(context: Context, look: Callable[[Connection, str | None], Any], office_id: str | None) -> list[Any]:
    """What PostgreSQL does for each statement of a look, and how many pages it touches."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, values))

    with context.database.begin() as connection:
        event.listen(connection, "before_cursor_execute", note)
        look(connection, office_id)
        event.remove(connection, "before_cursor_execute", note)
        cursor = connection.connection.cursor()
        found = []
        for statement, values in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", values)
            found += [row[0][0]["Plan"] for row in cursor.fetchall()]
        return found


def nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def rows_read(plan: Any) -> int:
    """How many dossiers are looked at, those too that are then left out."""
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return sum(
        (node["Actual Rows"] + sum(node.get(name, 0) for name in removed)) * node["Actual Loops"]
        for node in nodes(plan)
        if node.get("Relation Name") == "dossier"
    )


@pytest.mark.parametrize("office_id", [None, builders.OFFICE])
def test_no_list_looks_at_what_is_closed(context: Context, office_id: str | None) -> None:
    filled(context, f"to do {office_id} ", TO_DO, 2_000)
    filled(context, f"closed {office_id} ", ["delivered", "delivered", "delivered", "refused"], 38_000)
    for name, look in LOOKS.items():
        for plan in plans(context, look, office_id):
            assert rows_read(plan) <= 2_000, name


def test_a_page_is_read_in_the_order_of_its_index_however_much_there_is_to_do(context: Context) -> None:
    filled(context, "much to do ", TO_DO, 20_000)
    for name in ("list", "next page", "overdue", "finished"):
        (plan,) = plans(context, LOOKS[name], None)
        read = [node for node in nodes(plan) if node.get("Index Name") == "dossier_open_idx"]
        assert len(read) == 1 and read[0]["Actual Rows"] < 1_000, f"{name} reads more than its page"
        assert "Sort" not in {node["Node Type"] for node in nodes(plan)}, name


# -- what the citizen was to bring ---------------------------------------------------------------------------------


def test_a_wait_that_ran_out_is_listed_until_the_papers_come(context: Context, desk: Principal) -> None:
    made = [handed_in(context, desk, f"2021-11-0{day}T09:00") for day in (1, 2, 3, 4)]
    until = [datetime(2021, 11, day, 10, tzinfo=UTC) for day in (14, 12, 16)]
    for number, end in zip(made, [*until, None], strict=True):
        moved(context, desk, number, "ask_supplement", said=Remark(reason="Thiếu giấy khám sức khỏe", until=end))
    found = worklist.expired(desk, context)
    assert numbers(found) == [made[1], made[0]] and found.total == worklist.counts(desk, context).expired == 2
    assert [dossier.supplement_by for dossier in found.items] == [until[1], until[0]]
    moved(context, desk, made[0], "supplement")
    moved(context, desk, made[1], "refuse", said=Remark(reason="Quá thời hạn bổ sung"))
    assert numbers(worklist.expired(desk, context)) == []
    assert numbers(worklist.expired(desk, at(context, "2021-11-17T08:00"))) == [made[2]]
    moved(context, desk, made[0], "ask_supplement", said=Remark(reason="Còn thiếu"))
    assert numbers(worklist.expired(desk, at(context, "2021-12-17T08:00"))) == [made[2]], "no time was said anew"


def test_an_office_sees_its_own_waits_only(context: Context, counter: Principal) -> None:
    number = handed_in(context, counter, "2021-11-01T09:00")
    until = datetime(2021, 11, 14, 10, tzinfo=UTC)
    moved(context, builders.principal(context), number, "ask_supplement", said=Remark(reason="Thiếu", until=until))
    other = builders.principal(context, office_id=builders.OTHER_OFFICE)
    assert numbers(worklist.expired(counter, context)) == [number]
    assert worklist.expired(other, context).total == worklist.counts(other, context).expired == 0
