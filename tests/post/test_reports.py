"""Reports of any shape: a page is always read, and what is in it is kept as written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.post.tracking import Reason, Status, TrackingEvent
from integrations.post import codes
from integrations.post.orders import ngsp
from integrations.post.orders.port import FIRST_CURSOR, Page

CODES = codes.load("ngsp")
NAMES = ("_id", "OrderNumber", "ItemCode", "StatusCode", "StatusMessage", "EventTime", "POSID", "Notes")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("$oid"), inner, max_size=3),
    max_leaves=8,
)


def page(*reports: Any, size: int = 1000) -> Page:
    return ngsp.page(reports, CODES, "ngsp", FIRST_CURSOR, size)


def one(**changes: Any) -> TrackingEvent:
    report = {"_id": {"$oid": "619b1f0e5f1b2c0001a00001"}, "OrderNumber": "X", **changes}
    (event,) = page(report).events
    return event


@given(st.lists(json_values | st.dictionaries(st.sampled_from(NAMES), json_values), max_size=20), st.integers(1, 20))
def test_no_report_fails_a_page_and_none_is_lost(reports: list[Any], size: int) -> None:
    found = page(*reports, size=size)
    assert found.size == len(reports) and found.next_cursor >= FIRST_CURSOR
    assert found.stuck == (bool(reports) and found.next_cursor == FIRST_CURSOR)


def test_a_status_is_the_same_as_a_text_or_a_number() -> None:
    for code in ("4", 4, 4.0, " 4 ", {"$numberInt": "4"}):
        assert one(StatusCode=code).status is Status.DELIVERED
    assert (one(StatusCode=True).raw_code, one(StatusCode=True).status) == ("true", Status.UNKNOWN)


def test_an_item_code_is_written_as_the_union_writes_it_and_a_strange_one_as_it_came() -> None:
    assert one(ItemCode="el 491 610 889 vn").item_code == "EL491610889VN"
    assert one(ItemCode="EL491610888VN").item_code == "EL491610888VN" and one(ItemCode=" ").item_code is None


def test_a_time_of_mongodb_is_read() -> None:
    for value in ({"$date": 1637547307000}, {"$date": {"$numberLong": "1637547307000"}}, "1637547307000"):
        assert one(EventTime=value).at == datetime(2021, 11, 22, 2, 15, 7, tzinfo=UTC)


def test_a_reason_is_read_where_a_delivery_failed(monkeypatch: Any) -> None:
    monkeypatch.setitem(CODES.statuses, "9", codes.Meaning(Status.ATTEMPTED, None, "Phát không thành công"))
    assert one(StatusCode="9", Notes="Người nhận đi vắng").reason is Reason.RECEIVER_AWAY
    assert one(StatusCode="9", StatusMessage="Từ chối nhận").reason is Reason.REFUSED
    assert one(StatusCode="9", StatusMessage="Phát không thành công").reason is None
    assert one(StatusCode="4", Notes="Người nhận: chính chủ").reason is None
