"""One item code is on one order, and what lies in the envelope is what the post was told of."""

from __future__ import annotations

import pytest

from app import lifecycle
from app.domain.errors import Conflict, Rejected
from app.domain.life import State
from app.domain.post import item_code
from app.domain.post.order import Accepted, Leg, PostalOrder
from app.domain.post.parcel import Cancelling, OrderState
from app.domain.post.tracking import Status
from app.domain.remark import NOTHING, Remark
from app.post import item_codes, parcels, reporting
from app.post.report_answers import Result
from app.post.settling import End
from app.store import postal_items
from integrations.post.lines import Line
from integrations.post.words import WORDS
from tests.post.desk import Desk
from tests.post.test_cancelling import live_code, there
from tests.post.test_parcels import heard, told


@pytest.fixture
def line(desk: Desk) -> Line:
    return desk.line("finds")


def renewed(desk: Desk) -> str:
    """A dossier whose label was renewed before its order has left."""
    number = desk.finished()
    item_codes.void(number, Remark(reason="Nhãn rách"), desk.who, desk.context, "test")
    return number


def refused(line: Line, patch: pytest.MonkeyPatch) -> None:
    """The post refuses whatever it is asked to carry."""

    def create(order: PostalOrder) -> Accepted:
        raise Rejected("post", detail="sai địa chỉ")

    patch.setattr(line.post, "create", create)


def by_code(desk: Desk, item_code: str | None, status: str = "delivered") -> Result:
    """What becomes of a report that names only what was scanned."""
    row = {"item_code": item_code, "status_code": status, "time": "2021-11-15T09:00:00+07:00"}
    return reporting.report([row], desk.who, desk.context, WORDS)[0].result


@pytest.mark.parametrize("kind", ["finds", "repeats", "neither"])
def test_a_code_renewed_before_the_order_left_is_void_with_that_order(desk: Desk, kind: str) -> None:
    line, number = desk.line(kind), renewed(desk)
    desk.ask(line, number)
    first = live_code(desk, number)
    desk.cancel(number)
    desk.ask_all(line)
    assert live_code(desk, number) is None
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert live_code(desk, number) not in (None, first)


def test_a_code_that_a_refused_order_told_is_not_told_again(desk: Desk, line: Line) -> None:
    number = renewed(desk)
    with pytest.MonkeyPatch.context() as patch:
        refused(line, patch)
        desk.ask(line, number)
    first = desk.parcel(number).item_code
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert desk.parcel(number).item_code == live_code(desk, number) != first


def test_a_changed_order_goes_out_under_another_code_than_the_one_before(desk: Desk, line: Line) -> None:
    number = renewed(desk)
    desk.ask(line, number)
    desk.correct(number, return_by_post={"phone": "0918345611"})
    desk.ask_all(line)
    sent = desk.simulator.service.state.orders
    assert there(desk, number) == [f"{number}-2"]
    assert sent[number].fields["ItemCode"] != sent[f"{number}-2"].fields["ItemCode"] == live_code(desk, number)


def test_what_the_post_would_not_know_is_not_handed_over(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.ask(line, number)
    desk.move("hand_over", number)
    for _ in range(2):
        desk.simulator.service.state.advance(number)  # it was carried, and no report came
    desk.move("take_back", number)
    desk.ask_all(line)
    assert desk.parcel(number).cancel is Cancelling.REFUSED
    with pytest.raises(Conflict, match="POST_CANCEL_REFUSED"):
        desk.move("hand_over", number)
    desk.settle(number, End.RETURNED)
    desk.move("hand_over", number)
    desk.ask(line, number)
    assert desk.parcel(number).item_code == live_code(desk, number)
    assert by_code(desk, live_code(desk, number)) is Result.KEPT and desk.state(number) is State.DELIVERED


def test_a_report_by_the_label_finds_the_parcel_whose_order_was_answered_with_another_code(
    desk: Desk, line: Line
) -> None:
    number = desk.finished()
    desk.ask(line, number)
    label = live_code(desk, number)
    with desk.context.database.begin() as connection:
        postal_items.change(connection, desk.parcel(number), item_code=item_code.build("RB", 49_161_088))
    desk.move("hand_over", number)
    assert by_code(desk, label, "in_transit") is Result.KEPT
    heard(desk, told(number, Status.DELIVERED, 1, order_no=None, item_code=label))
    assert desk.state(number) is State.DELIVERED and desk.parcel(number).status is Status.DELIVERED


def test_a_label_names_the_parcel_that_went_under_it_and_none_before_it_was_ordered(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.ask(line, number)
    first = live_code(desk, number)
    desk.move("hand_over", number)
    heard(desk, told(number, Status.RETURNED, 1))
    second = live_code(desk, number)
    assert by_code(desk, second, "in_transit") is Result.NOT_OURS, "nobody was asked to carry it"
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert by_code(desk, first, "attempted") is Result.KEPT
    assert desk.parcel(number).status is Status.UNKNOWN
    assert by_code(desk, second, "in_transit") is Result.KEPT
    assert desk.parcel(number).status is Status.IN_TRANSIT


def test_what_came_back_is_unasked_whatever_was_refused_before(desk: Desk, line: Line) -> None:
    number = desk.finished()
    with pytest.MonkeyPatch.context() as patch:
        refused(line, patch)
        desk.ask(line, number)
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    with desk.context.database.begin() as connection:
        assert (number, Leg.RETURN) not in postal_items.unasked(connection)
    desk.move("hand_over", number)
    heard(desk, told(f"{number}-2", Status.RETURNED, 1))
    with desk.context.database.begin() as connection:
        assert (number, Leg.RETURN) in postal_items.unasked(connection)


def test_an_envelope_whose_order_was_refused_is_handed_over_with_a_warning(desk: Desk, line: Line) -> None:
    number = desk.finished()
    with pytest.MonkeyPatch.context() as patch:
        refused(line, patch)
        desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.REFUSED
    made = lifecycle.make("hand_over", number, NOTHING, desk.who, desk.context, "test")
    assert made.warnings == ("POST_ORDER_REFUSED",)
