"""The acts of custody, and who may collect a licence."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.desk.history import EVENTS_VI
from app.domain.custody.act import ACTS, AS_MOVES
from app.domain.custody.collecting import ID_PAPERS_VI, Collector, IdPaper, check, read_digits
from app.domain.custody.step import STEPS
from app.domain.errors import Conflict, InvalidDossier, InvalidFormat
from app.domain.life import MOVES
from app.domain.remark import Remark
from tests.conftest import PROJECT

OWNER = {"name": "Nguyễn Thị Hòa", "id_document": {"kind": "citizen_id", "number": "089187004321"}}
DEPUTY = {"name": "Trần Văn Bảy", "id_document": {"kind": "identity_card", "number": "351234567"}}


def record(owner: dict[str, Any] = OWNER, **wish: Any) -> dict[str, Any]:
    return {"owner": owner, "return_by_post": {"wish": "yes", **wish}}


def test_every_act_is_a_step_with_an_event_that_has_words() -> None:
    assert ACTS.keys() <= STEPS.keys() and AS_MOVES.keys() <= ACTS.keys()
    assert all(act.says <= Remark.__dataclass_fields__.keys() and act.roles for act in ACTS.values())
    assert {act.event for act in ACTS.values()} <= EVENTS_VI.keys()
    assert all(ACTS[name].event == MOVES[move].event for name, move in AS_MOVES.items())


def test_the_table_of_the_document_is_that_of_the_code() -> None:
    text = (PROJECT / "docs/custody.md").read_text()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]
    assert [row[0].strip("`") for row in rows] == list(ACTS)
    for (name, vi, *cells), act in zip(rows, ACTS.values(), strict=True):
        listed = [set(re.findall(r"`(\w+)`", cell)) for cell in cells]
        assert (vi, listed) == (act.vi, [set(act.roles), act.needs, act.may, {act.event}]), name


@pytest.mark.parametrize(
    ("known", "name", "digits", "who"),
    [
        (record(), "Nguyễn Thị Hoà", "4321", Collector.RECEIVER),  # the mark of tone may stand elsewhere
        (record(), "NGUYỄN THỊ HÒA", "089187004321", Collector.RECEIVER),
        (record({"name": "Lê Văn Tám"}), "Lê Văn Tám", "9999", Collector.RECEIVER),  # no number is known
        (record({"name": "Lê Văn Tám", "id_document": {"kind": "identity_card", "number": "000000001"}}),
         "Lê Văn Tám", "9999", Collector.RECEIVER),  # a placeholder of a portal is no number
        (record(receiver="Phạm Văn Sáu"), "Phạm Văn Sáu", "1111", Collector.RECEIVER),
        (record(receiver="Phạm Văn Sáu"), "Nguyễn Thị Hòa", "4321", Collector.RECEIVER),
        (record(may_receive="authorised", deputy=DEPUTY), "Trần Văn Bảy", "4567", Collector.DEPUTY),
    ],
)  # fmt: skip
def test_who_was_named_may_collect(known: dict[str, Any], name: str, digits: str, who: Collector) -> None:
    assert check(known, name, digits, "") is who


@pytest.mark.parametrize(
    ("known", "name", "digits", "code"),
    [
        (record(), "Nguyễn Thị Hòa", "1234", "COLLECTOR_ID_DIFFERS"),
        (record(), "Trần Văn Bảy", "4321", "COLLECTOR_OTHER"),
        (record(may_receive="receiver_only", deputy=DEPUTY), "Trần Văn Bảy", "4567", "COLLECTOR_OTHER"),
        (record(may_receive="authorised", deputy=DEPUTY), "Trần Văn Bảy", "4321", "COLLECTOR_ID_DIFFERS"),
    ],
)
def test_nobody_else_may(known: dict[str, Any], name: str, digits: str, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        check(known, name, digits, "Giấy viết tay")
    assert refused.value.code == code


def test_a_member_of_the_household_brings_what_shows_it() -> None:
    known = record(may_receive="household")
    with pytest.raises(InvalidDossier):
        check(known, "Trần Văn Bảy", "1234", "")
    assert check(known, "Trần Văn Bảy", "1234", "Sổ hộ khẩu") is Collector.HOUSEHOLD


@pytest.mark.parametrize("raw", ["", "123", "12 3", "12345678901234", "abcd!"])
def test_fewer_than_four_digits_are_none(raw: str) -> None:
    with pytest.raises(InvalidFormat):
        read_digits(raw)
    assert read_digits(" 43-21 ") == "4321" and read_digits("c1234567") == "C1234567"


def test_every_identity_paper_has_words() -> None:
    assert ID_PAPERS_VI.keys() == set(IdPaper)
