"""Code tables of the post: read as data, checked at load, never guessed beyond."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import AlreadyExists, OutcomeUnknown
from app.domain.post.tracking import Reason, Status, standing
from app.rules.entries import RulesError
from integrations.post import codes
from integrations.post.codes import End, times
from integrations.post.orders import answers, ngsp
from tests.conftest import PROJECT

RECORDED = PROJECT / "tests/recorded/post"
SYSTEMS = ("ngsp", "myvnpost", "emsevt")


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_table_loads_and_knows_a_delivery(system: str) -> None:
    assert Status.DELIVERED in {meaning.status for meaning in codes.load(system).statuses.values()}


def test_of_ngsp_only_the_public_status_is_known() -> None:
    assert list(codes.load("ngsp").statuses) == ["4"]


def test_every_public_status_of_myvnpost_has_a_meaning() -> None:
    known = codes.load("myvnpost").statuses
    assert set(known) == {"10", "20", "60", "61", "62", "70", "91", "100", "110", "120", "161", "170"}
    assert Status.UNKNOWN not in {meaning.status for meaning in known.values()}


@given(st.text())
def test_a_code_that_is_in_no_table_is_unknown(code: str) -> None:
    for system in SYSTEMS:
        known = codes.load(system)
        if code.strip() not in known.statuses:
            assert known.status(code).status is Status.UNKNOWN


def test_a_reason_is_read_by_its_words_and_otherwise_unknown() -> None:
    known = codes.load("myvnpost")
    assert known.reason("nguoi nhan  di vang") is known.reason(None, "Người nhận đi vắng") is Reason.RECEIVER_AWAY
    assert known.reason("Hẹn phát lại vào thứ Hai") is Reason.UNKNOWN
    assert known.reason(None, "", " ") is None


@pytest.fixture
def wrong(tmp_path: Path) -> Callable[[str, str], str]:
    """What the loader says of NGSP's table after a change."""

    def said(old: str, new: str) -> str:
        for path in codes.HERE.glob("*.toml"):
            shutil.copy(path, tmp_path)
        path = tmp_path / "ngsp.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        with pytest.raises(RulesError) as caught:
            codes.load("ngsp", tmp_path)
        return str(caught.value)

    return said


def test_a_table_that_is_wrong_is_refused_with_its_place(wrong: Callable[[str, str], str]) -> None:
    assert "ngsp.toml:4: [[statuses]]: 'status' has the unknown value 'arrived'" in wrong('"delivered"', '"arrived"')
    assert "unknown name 'state'" in wrong('status = "delivered"', 'status = "delivered"\nstate = "x"')
    assert "'101' stands there twice" in wrong('code = "100"', 'code = "101"')
    assert "'sure' has the unknown value" in wrong('"public source"', '"certain"')
    assert "unknown table 'codes'" in wrong("[[answers]]", "[[codes]]")


def test_a_status_that_the_post_has_told_needs_no_change_of_code(tmp_path: Path) -> None:
    for path in codes.HERE.glob("*.toml"):
        shutil.copy(path, tmp_path)
    with (tmp_path / "ngsp.toml").open("a") as f:
        f.write('\n[[statuses]]\ncode = "77"\nstatus = "held"\nsource = "letter of the post"\nsure = "confirmed"\n')
    (_, held, _) = recorded_page(codes.load("ngsp", tmp_path)).events
    assert (held.status, held.raw_text) == (Status.HELD, "Đang chờ xử lý tại bưu cục")


# -- recorded messages -------------------------------------------------------------------------------------------


def recorded_page(known: codes.Codes) -> ngsp.Page:
    page = json.loads((RECORDED / "ngsp_tracking_page.json").read_text())
    return ngsp.page(page["_embedded"]["rh:doc"], known, "ngsp", "0" * 24, 1000)


def test_the_recorded_page_is_read() -> None:
    page = recorded_page(codes.load("ngsp"))
    first, second, third = page.events
    assert page.bad == () and page.next_cursor == "619b1f0e5f1b2c0001a00003"
    assert (first.at, first.status, first.pos_code) == (
        datetime(2021, 11, 22, 2, 15, 7, 123456, tzinfo=UTC), Status.UNKNOWN, "881115",
    )  # fmt: skip
    assert (second.raw_code, second.status, second.pos_code) == ("77", Status.UNKNOWN, None)
    assert (third.status, third.reason, third.item_code) == (Status.DELIVERED, None, "EL000001235VN")
    assert standing(page.events).at == third.at


def test_the_recorded_answers_to_an_order_have_their_ends() -> None:
    known = codes.load("ngsp")

    def accept(name: str, own: dict[str, End]) -> None:
        answer = json.loads((RECORDED / name).read_text())
        answers.accept(answer["Status"], answer["Message"], known, own)

    accept("ngsp_order_accepted.json", {})
    with pytest.raises(OutcomeUnknown):
        accept("ngsp_order_already_there.json", {})
    with pytest.raises(AlreadyExists):
        accept("ngsp_order_already_there.json", {"101": End.EXISTS})


def test_the_recorded_push_means_an_attempt_that_failed_because_nobody_was_there() -> None:
    data = json.loads(json.loads((RECORDED / "myvnpost_webhook.json").read_text())["Data"])
    known = codes.load("myvnpost")
    assert known.status(str(data["OrderStatusId"])).status is Status.ATTEMPTED
    assert known.reason(data["CauseName"]) is Reason.RECEIVER_AWAY
    assert times.read(data["LastUpdateTime"]) == datetime(2021, 11, 23, 9, 25, 10, tzinfo=UTC)


# -- times -------------------------------------------------------------------------------------------------------


@given(st.one_of(st.text(), st.integers(), st.none(), st.floats(), st.dictionaries(st.just("$date"), st.text())))
def test_no_time_is_an_error(value: object) -> None:
    found = times.read(value)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2021-11-22T09:15:07",
        "2021-11-22 09:15:07.0000000",
        "2021-11-22T02:15:07Z",
        "2021-11-22T09:15:07+07:00",
        "2021-11-22T09:15:07.0+0700",
        "22/11/2021 09:15:07",
        "09:15:07 22/11/2021",
        "20211122091507",
        "/Date(1637547307000)/",
    ],
)
def test_every_way_of_writing_a_time_is_read(text: str) -> None:
    assert times.read(text) == datetime(2021, 11, 22, 2, 15, 7, tzinfo=UTC)
