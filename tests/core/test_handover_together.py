"""A list changes hands all together, and leaves of each dossier exactly what its move by itself would have left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select, update

from app import handover, lifecycle
from app.context import Context
from app.custody import watching
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.handover.item import Direction
from app.domain.handover.said import Scan
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, Finding, OrderState
from app.domain.post.tracking import Status, TrackingEvent
from app.domain.remark import NOTHING, Remark
from app.domain.submission import FeeMethod, FeePlace, Paper
from app.lookup import find
from app.post import cancelling, content
from app.security.principals import Principal
from app.store import dossiers, events, item_codes, payments, postal_items, tables, tracking
from app.updates import Supplement, supplement
from tests import builders
from tests.core.test_handover import REASON, TO_DESK, TO_POST, a_dossier, begin, close, lead, scan, sign

ON_RETURN = {"amount_vnd": 135_000, "place": "on_return"}
WATCHED = (
    tables.dossier, tables.event, tables.remark, tables.outbox, tables.item_code, tables.postal_item,
    tables.custody_watch, tables.licence_serial, tables.payment,
)  # fmt: skip
OWN = {  # what no two dossiers have in common
    "id", "dossier_id", "postal_item_id", "hash", "record", "tracking_token", "owner_id_number", "account_id", "key_id",
    "sender", "collector", "fingerprint",
}  # fmt: skip
MOMENT, LIST = re.compile(r"(\d{4}-\d\d-\d\dT\d\d)[:.\d]+\+07:00"), re.compile(r"(BG|GN)-[\w.]+-\d{6}-\d+")
PLACES = {"post_office": builders.OFFICE, "desk": builders.AGENCY}


@dataclass(frozen=True)
class Town:
    """``context`` has no account at the post, ``asking`` has; a desk, a post office."""

    context: Context
    asking: Context
    desk: Principal
    counter: Principal

    def dossier(self, number: str) -> Dossier:
        return find(number, self.desk, self.context)

    def finished(self, **changes: Any) -> str:
        """It goes by list alone: no order was made."""
        return a_dossier(self.context, self.counter, State.FINISHED, **changes).dossier_no

    def ordered(self, *, state: OrderState = OrderState.ACCEPTED, told: bool = True, **changes: Any) -> str:
        """The post was asked for it; not ``told``: something else than the dossier says by now."""
        number = a_dossier(self.asking, self.counter, State.FINISHED, **changes).dossier_no
        with self.context.database.begin() as connection:
            dossier = self.dossier(number)
            asked = content.of(connection, dossier, Leg.RETURN, self.context.rules).digest()
        self.parcel(number, state=state, content=asked if told else "something else")
        return number

    def parcel(self, number: str, **columns: Any) -> str:
        with self.context.database.begin() as connection:
            item = postal_items.of_dossier(connection, self.dossier(number).id)[-1]
            postal_items.change(connection, item, **columns)
        return number

    def away(self, number: str) -> str:
        """Handed to the post."""
        lead(number, State.HANDED_TO_POST, self.asking)
        return number

    def reported(self, number: str, status: Status) -> str:
        """By the post; not weighed yet."""
        with self.context.database.begin() as connection:
            item = postal_items.of_dossier(connection, self.dossier(number).id)[-1]
            told = TrackingEvent("ngsp", builders.unique("report"), at=self.context.clock.now(), status=status)
            values = {name: getattr(told, name) for name in TrackingEvent.__dataclass_fields__}
            tracking.add(connection, [{**values, "postal_item_id": item.id, "problem": None}])
        return number

    def given_code(self, number: str) -> str:
        """Its code is one that the post has given in its reply."""
        c = tables.item_code.c
        with self.context.database.begin() as connection:
            mine = c.dossier_id == self.dossier(number).id
            connection.execute(update(tables.item_code).where(mine).values(range_id=None))
        return number

    def back(self, number: str) -> str:
        """It came back from the post, which had it."""
        self.reported(number, Status.IN_TRANSIT)
        lifecycle.make("take_back", number, builders.said("take_back", self.asking), self.desk, self.asking, "test")
        return number

    def submitted(self) -> str:
        return a_dossier(self.context, self.counter).dossier_no

    def supplemented(self) -> str:
        """Its first papers are at the desk, more were brought since."""
        number = self.submitted()
        self.signed(TO_DESK, number)
        brought = Supplement(builders.unique("request"), (Paper("Giấy khám sức khỏe", originals=1),))
        supplement(number, brought, self.counter, self.context, "test")
        return number

    def code(self, number: str) -> str:
        dossier = self.dossier(number)
        with_code = dossier.item_code and dossier.state in (State.FINISHED, State.HANDED_TO_POST)
        return str(dossier.item_code) if with_code else number

    def listed(self, direction: Direction, *numbers: str) -> str:
        """A list that was counted, and signed by who gives."""
        giver, taker = self.sides(direction)
        list_no = begin(giver, self.asking, direction)
        assert set(scan(list_no, map(self.code, numbers), giver, self.asking, REASON)) == {"added"}
        close(list_no, taker, self.asking)
        sign(list_no, giver, self.asking)
        return list_no

    def signed(self, direction: Direction, *numbers: str) -> str:
        list_no = self.listed(direction, *numbers)
        sign(list_no, self.sides(direction)[1], self.asking)
        return list_no

    def sides(self, direction: Direction) -> tuple[Principal, Principal]:
        """Who gives, who receives."""
        return (self.desk, self.counter) if direction is TO_POST else (self.counter, self.desk)


@pytest.fixture
def town(context: Context, desk: Principal, counter: Principal) -> Town:
    return Town(context, replace(context, post_agencies=frozenset({builders.AGENCY})), desk, counter)


RESULTS: dict[str, Callable[[Town], str]] = {
    "paid": lambda town: town.finished(),
    "to be paid at the door": lambda town: town.finished(fee=ON_RETURN),
    "order not sent yet": lambda town: town.ordered(state=OrderState.READY, told=False),
    "order accepted": lambda town: town.ordered(fee=ON_RETURN),
    "order says something else": lambda town: town.ordered(told=False),
    "order was changed back": lambda town: town.parcel(town.ordered(), finding=Finding.COD_OTHERWISE),
    "order will not be cancelled": lambda town: town.parcel(town.ordered(), cancel=Cancelling.REFUSED),
    "order refused": lambda town: town.parcel(town.ordered(), state=OrderState.REFUSED, item_code="EL000000005VN"),
    "sent again": lambda town: town.back(town.away(town.ordered())),
}
CAME_BACK: dict[str, Callable[[Town], str]] = {
    "no order": lambda town: town.away(town.finished()),
    "to be paid at the door": lambda town: town.away(town.finished(fee=ON_RETURN)),
    "under way": lambda town: town.reported(town.away(town.ordered()), Status.IN_TRANSIT),
    "not reported": lambda town: town.away(town.ordered()),
    "never sent": lambda town: town.away(town.ordered(state=OrderState.READY)),
    "being cancelled": lambda town: town.parcel(town.away(town.ordered()), cancel=Cancelling.UNKNOWN, again=True),
    "reported back": lambda town: town.reported(town.away(town.ordered()), Status.RETURNED),
    "reported delivered": lambda town: town.reported(town.away(town.ordered()), Status.DELIVERED),
    "the post's own code": lambda town: town.given_code(town.away(town.finished())),
    "a second time": lambda town: town.away(town.back(town.away(town.ordered()))),
}
BROUGHT: dict[str, Callable[[Town], str]] = {
    "papers": lambda town: town.submitted(),
    "more papers": lambda town: town.supplemented(),
}


def test_results_given_together_leave_what_each_leaves_by_itself(town: Town) -> None:
    together, single = ({name: make(town) for name, make in RESULTS.items()} for _ in range(2))
    list_no = town.signed(TO_POST, *together.values())
    for number in single.values():
        moved(town, "hand_over", number, NOTHING, town.counter, {"list_no": list_no, **PLACES})
    assert rows(town, together) == rows(town, single)
    assert {town.dossier(number).state for number in together.values()} == {State.HANDED_TO_POST}
    assert chains_hold(town, together)


def test_what_comes_to_the_desk_together_leaves_what_each_leaves_by_itself(town: Town) -> None:
    ways = CAME_BACK | BROUGHT
    together, single = ({name: make(town) for name, make in ways.items()} for _ in range(2))
    list_no = town.signed(TO_DESK, *together.values())
    for name, number in single.items():
        if name in CAME_BACK:
            moved(town, "take_back", number, Remark(reason=REASON), town.desk, {"list_no": list_no, **PLACES})
        else:
            kind = "dossier" if name == "papers" else "supplement"
            handed(town, number, {"list_no": list_no, "kind": kind, **PLACES})
    assert rows(town, together) == rows(town, single)
    back = [together[name] for name in CAME_BACK]
    assert {town.dossier(number).state for number in back} == {State.FINISHED}
    assert [name for name in CAME_BACK if town.dossier(together[name]).item_code is None] == ["the post's own code"]
    assert chains_hold(town, together)


def test_items_that_may_not_go_any_more_are_all_named_as_each_is_by_itself_and_nothing_is_written(town: Town) -> None:
    fine = {name: make(town) for name, make in RESULTS.items()}
    wrong = {name: town.ordered(fee=ON_RETURN) for name in ("gone", "void", "LABEL_STALE", "POST_CANCEL_OPEN")}
    list_no = town.listed(TO_POST, *fine.values(), *wrong.values())
    codes = {name: town.code(number) for name, number in wrong.items()}
    lead(wrong["gone"], State.RETURNED_IN_PERSON, town.asking)
    town.back(town.away(wrong["void"]))
    paid_at_the_till(town, wrong["LABEL_STALE"])
    cancelling.cancel(wrong["POST_CANCEL_OPEN"], Leg.RETURN, Remark(reason="Khách nhận"), town.desk, town.asking, "t")
    before = rows(town, fine | wrong)
    with pytest.raises(Conflict, match="HANDOVER_REFUSED") as refused:
        sign(list_no, town.counter, town.asking)
    said = refused.value.message_vi
    assert all(code in said for code in codes.values()) and not any(
        town.code(number) in said for number in fine.values()
    )
    for code in ("LABEL_STALE", "POST_CANCEL_OPEN"):
        with pytest.raises(Conflict, match=code) as alone:
            moved(town, "hand_over", wrong[code], NOTHING, town.counter, {})
        assert f"{codes[code]} ({alone.value.message_vi.rstrip('.')})" in said
    assert rows(town, fine | wrong) == before
    for number in wrong.values():
        out = Scan((number,))
        handover.reopen(list_no, town.desk, town.asking)
        handover.take_out(list_no, out, town.desk, town.asking)
        close(list_no, town.counter, town.asking)
    sign(list_no, town.desk, town.asking)
    sign(list_no, town.counter, town.asking)
    assert {town.dossier(number).state for number in fine.values()} == {State.HANDED_TO_POST}


def test_next_codes_are_taken_in_the_order_of_the_dossiers_an_offices_own_first(town: Town) -> None:
    numbers = [town.away(town.finished()) for _ in range(5)]
    with town.context.database.begin() as connection:
        left = item_codes.left(connection, builders.AGENCY)
        item_codes.skip(connection, builders.AGENCY, left - 1)
        item_codes.allocate(connection, builders.AGENCY, "EM", 1, 2, builders.OFFICE)
        item_codes.allocate(connection, builders.AGENCY, "EN", 1, 1)
    town.signed(TO_DESK, *reversed(numbers))
    codes = [town.dossier(number).item_code for number in numbers]
    assert [code and code[:2] for code in codes] == ["EM", "EM", "EL", "EN", None]
    assert [code and code[2:10] for code in codes[:2]] == ["00000001", "00000002"]
    labels = [sum(kind == "label" for kind in owed(town, number)) for number in numbers]
    assert labels == [2, 2, 2, 2, 1], "the last one is back all the same"
    with town.context.database.begin() as connection:
        item_codes.allocate(connection, builders.AGENCY, "EL", 20_000, 29_999)


@pytest.mark.parametrize("asks", [False, True])
def test_the_second_signature_takes_as_many_statements_for_many_as_for_few(town: Town, *, asks: bool) -> None:
    make = town.ordered if asks else town.finished
    taken = []
    for many in (3, 12):
        numbers = [make(fee=ON_RETURN) for _ in range(many)]
        for direction in (TO_POST, TO_DESK):
            list_no = town.listed(direction, *numbers)
            with statements(town.context) as count:
                sign(list_no, town.sides(direction)[1], town.asking)
            taken.append(count[0])
    assert taken[:2] == taken[2:] and max(taken) < 40, taken


# -- what is written -----------------------------------------------------------------------------------------------


def moved(town: Town, move: str, number: str, said: Remark, who: Principal, brought: Mapping[str, Any]) -> None:
    """The move of one dossier by itself."""
    with town.context.database.begin() as connection:
        dossier = dossiers.lock(connection, town.dossier(number).id)
        lifecycle.step(connection, dossier, move, said, who, town.asking, "test", brought)
        watching.refresh(connection, [dossier.id], town.asking)


def handed(town: Town, number: str, details: dict[str, Any]) -> None:
    with town.context.database.begin() as connection:
        dossier = dossiers.lock(connection, town.dossier(number).id)
        told = town.desk.event("papers_handed_over", town.context.clock.now(), "test", details)
        events.append(connection, dossier, told, officer=town.desk.name)
        watching.refresh(connection, [dossier.id], town.asking)


def paid_at_the_till(town: Town, number: str) -> None:
    """After its label was printed, and behind the back of who owes labels."""
    with town.context.database.begin() as connection:
        dossier = dossiers.lock(connection, town.dossier(number).id)
        payments.add(
            connection, dossier, kind="collected", amount_vnd=135_000, place=FeePlace.DESK, method=FeeMethod.CASH,
            voucher=None, at=town.context.clock.now(), seq=1_000, principal_collector="key:0", office_id=None,
        )  # fmt: skip


def rows(town: Town, numbers: Mapping[str, str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """All that is written of each dossier, without what no two have in common; times by the hour."""
    return {name: _of(town, number) for name, number in numbers.items()}


def _of(town: Town, number: str) -> dict[str, list[dict[str, Any]]]:
    dossier_id = town.dossier(number).id
    c, e = tables.item_code.c, tables.tracking_event.c
    with town.context.database.begin() as connection:
        codes = connection.execute(select(c.code).where(c.dossier_id == dossier_id).order_by(c.taken_at, c.code))
        names = {code: f"code {nth}" for nth, code in enumerate(codes.scalars(), 1)} | {number: "no."}
        found = {}
        for table in WATCHED:
            same = table.c.dossier_id if "dossier_id" in table.c else table.c.id
            found[table.name] = connection.execute(select(table).where(same == dossier_id)).mappings().all()
        ids = [row["id"] for row in found["postal_item"]]
        reports = select(tables.tracking_event).where(e.postal_item_id.in_(ids), e.source == "custody")
        found["tracking_event"] = connection.execute(reports).mappings().all()
    return {name: sorted((_plain(row, names) for row in them), key=repr) for name, them in found.items()}


def _plain(row: Mapping[Any, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {str(name): _named(value, names) for name, value in row.items() if name not in OWN}


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return _plain(value, names)
    text = value.astimezone(LOCAL).isoformat() if isinstance(value, datetime) else str(value)
    for own, name in names.items():
        text = text.replace(own, name)
    return LIST.sub("list", MOMENT.sub(r"\1", text))


def owed(town: Town, number: str) -> list[str]:
    o = tables.outbox.c
    with town.context.database.begin() as connection:
        return list(connection.execute(select(o.kind).where(o.dossier_id == town.dossier(number).id)).scalars())


def chains_hold(town: Town, numbers: Mapping[str, str]) -> bool:
    chains = dict(events.chains(town.context.database, list(numbers.values())))
    return {events.first_broken(number, chains[number]) for number in numbers.values()} == {None}


@contextmanager
def statements(context: Context) -> Iterator[list[int]]:
    """How many are sent meanwhile."""
    count = [0]

    def one(*_: Any) -> None:
        count[0] += 1

    hooks.listen(context.database.engine, "before_cursor_execute", one)
    try:
        yield count
    finally:
        hooks.remove(context.database.engine, "before_cursor_execute", one)
