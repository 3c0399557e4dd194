"""An agency without ranges of item codes has the post give them: the label waits for the answer, and is seen to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import select, update

from app.domain.errors import Conflict, NotReady
from app.domain.post import item_code
from app.domain.post.order import Accepted, Leg
from app.domain.post.parcel import Finding, OrderState
from app.domain.post.tracking import Status
from app.domain.remark import Remark
from app.papers import documents
from app.post import item_codes, parcels
from app.store import tables
from integrations.post.lines import Line
from tests import builders
from tests.post.desk import Desk
from tests.post.test_cancelling import live_code, waiting
from tests.post.test_custody import say
from tests.post.test_parcels import heard, told

_r = tables.item_code_range
OTHERS = "X"
_serials = count(49_161_000)


def another() -> str:
    """A code of the post's own that nobody has."""
    return item_code.build("EL", next(_serials))


@pytest.fixture
def _no_ranges(desk: Desk) -> Iterator[None]:
    with desk.context.database.begin() as connection:
        ids = connection.execute(select(_r.c.id).where(_r.c.agency_id == builders.AGENCY)).scalars().all()
        connection.execute(update(_r).where(_r.c.id.in_(ids)).values(agency_id=OTHERS))
    yield
    with desk.context.database.begin() as connection:
        connection.execute(update(_r).where(_r.c.id.in_(ids)).values(agency_id=builders.AGENCY))


def answering(line: Line, monkeypatch: pytest.MonkeyPatch, item_code: str | None) -> None:
    """The post's answers have this code, whatever else they say."""
    ask = line.post.create

    def create(order: object) -> Accepted:
        done = ask(order)  # type: ignore[arg-type]
        return Accepted(done.order_no, item_code, done.code, done.text)

    monkeypatch.setattr(line.post, "create", create)


@pytest.mark.usefixtures("_no_ranges")
def test_it_is_finished_without_a_code_and_its_label_comes_with_the_posts_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, number = desk.line("finds"), desk.finished()
    assert live_code(desk, number) is None and desk.work(number, "label") is None
    with pytest.raises(Conflict, match="ITEM_CODE_MISSING"):
        desk.move("hand_over", number)
    with pytest.raises(Conflict, match="ITEM_CODE_MISSING"):
        say(desk, number, "enveloped", item_code=another(), post_office="")
    first, second = another(), another()
    answering(line, monkeypatch, first)
    desk.ask(line, number)
    assert live_code(desk, number) == desk.parcel(number).item_code == first
    assert documents.paper(number, "label", desk.who, desk.context).content.startswith(b"%PDF-")
    desk.move("hand_over", number)
    heard(desk, told(number, Status.RETURNED))
    assert live_code(desk, number) is None, "the post gives another one"
    answering(line, monkeypatch, second)
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert live_code(desk, number) == second


@pytest.mark.usefixtures("_no_ranges")
@pytest.mark.parametrize("given", [None, "EL491610888VN", "RR123456785CN"])
def test_a_code_that_cannot_be_used_is_for_a_person_who_orders_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    line, number = desk.line("finds"), desk.finished()
    answering(line, monkeypatch, given)
    desk.ask(line, number)
    parcel = desk.parcel(number)
    assert (parcel.state, parcel.finding) == (OrderState.ACCEPTED, Finding.CODE_UNUSABLE) and number in waiting(desk)
    assert live_code(desk, number) is None
    desk.cancel(number)
    desk.ask_cancelled(line, number)
    assert desk.parcel(number).finding is None and number not in waiting(desk)
    answering(line, monkeypatch, another())
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert desk.parcel(number).finding is None


def test_a_code_of_another_parcel_is_not_taken_and_a_person_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, first, second = desk.line("finds"), desk.collecting(), desk.collecting()
    theirs, waiting_in_a_range = live_code(desk, desk.finished()), item_code.build("EL", 9_999)
    answering(line, monkeypatch, another())
    desk.ask(line, first)
    taken = desk.parcel(first).item_code
    assert taken and desk.parcel(first).finding is None
    for given in (theirs, waiting_in_a_range, taken, taken.lower()):
        number = desk.collecting()
        answering(line, monkeypatch, given)
        desk.ask(line, number)
        parcel = desk.parcel(number)
        assert (parcel.state, parcel.item_code) == (OrderState.ACCEPTED, None), given
        assert parcel.finding is Finding.CODE_OF_ANOTHER and parcel.order_no in waiting(desk)
    answering(line, monkeypatch, another())
    desk.ask(line, second)
    assert desk.parcel(second).finding is None


@pytest.mark.usefixtures("_no_ranges")
def test_a_code_of_another_parcel_stands_on_no_label(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    line, first, second = desk.line("finds"), desk.finished(), desk.finished()
    answering(line, monkeypatch, another())
    desk.ask(line, first)
    answering(line, monkeypatch, live_code(desk, first))
    desk.ask(line, second)
    assert live_code(desk, second) is None and desk.parcel(second).item_code is None
    assert desk.parcel(second).finding is Finding.CODE_OF_ANOTHER and desk.work(second, "label") is None


@pytest.mark.usefixtures("_no_ranges")
def test_who_wants_it_by_post_only_afterwards_gets_a_code_from_the_post_too(desk: Desk) -> None:
    number = desk.finished(return_by_post={"wish": "no"})
    desk.correct(number, return_by_post={"wish": "yes"})
    assert desk.parcel(number).state is OrderState.READY and live_code(desk, number) is None


def test_a_range_that_is_used_up_stops_the_finish_also_where_the_post_is_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.item_codes._open_range", lambda *_: None)
    with pytest.raises(NotReady, match="ITEM_CODES_EXHAUSTED"):
        desk.finished()


def test_a_void_code_of_ours_is_still_replaced_by_one_of_ours(desk: Desk) -> None:
    number = desk.finished()
    before = live_code(desk, number)
    item_codes.void(number, Remark(reason="Nhãn rách"), desk.who, desk.context, "test")
    assert live_code(desk, number) not in (None, before)
