"""What happened to a dossier, in words, by whom, and what was said: to those who may see it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from app import intake, lifecycle
from app.context import Context
from app.desk import counting, history, old_licence
from app.domain.errors import NotAllowed, NotFound
from app.domain.life import MOVES
from app.domain.money import fees as money
from app.domain.old_licence import Stage
from app.domain.remark import NOTHING, Remark
from app.domain.submission import Channel, FeeMethod
from app.money import fees
from app.papers import reprinting
from app.security.principals import Principal, Role
from tests import builders
from tests.conftest import PROJECT

ASKED = Remark(reason="Thiếu giấy tờ", demands=("Giấy khám sức khỏe: nộp bản chính.",))


def a_dossier(context: Context, who: Principal, **changes: Any) -> str:
    return intake.accept(builders.submission(context, **changes), who, context, "test").dossier_no


def officer(desk: Principal) -> Principal:
    return replace(desk, key_id=None, account_id=7, name="Lê Thị Hồng Gấm")


def told(number: str, who: Principal, context: Context) -> list[tuple[str, str, str]]:
    return [(line.kind, line.text_vi, line.who_vi) for line in history.of(number, who, context).lines]


def test_every_kind_of_event_has_its_words() -> None:
    kinds = {move.event for move in (*MOVES.values(), money.COLLECT, money.REFUND, reprinting.REPRINT)}
    sources = "".join(path.read_text() for path in (PROJECT / "app").rglob("*.py"))
    kinds |= set(re.findall(r'principal\.event\(\s*"(\w+)"', sources))
    assert kinds <= history.EVENTS_VI.keys() and len(kinds) > 15
    for text_vi in history.EVENTS_VI.values():
        assert text_vi[0].isupper() and text_vi.isprintable() and not text_vi.endswith(".")


def test_a_life_is_told_in_order_with_who_did_what(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk, channel=Channel.PORTAL)
    person = officer(desk)
    lifecycle.make("ask_supplement", number, ASKED, person, context, "console")
    lifecycle.make("supplement", number, NOTHING, desk, context, "portal")
    lifecycle.make("receive", number, NOTHING, person, context, "console")
    papers = [{"position": each.position, "copies": 0} for each in counting.sheet(number, desk, context).papers]
    counting.count(number, {"papers": papers}, person, context, "console")
    counting.close(number, 1, {"resolution": "Đã nộp"}, person, context, "console")
    old_licence.record(number, Stage.GIVEN_UP, NOTHING, person, context, "console")
    system = f"hệ thống {desk.sender}"
    assert told(number, desk, context) == [
        ("submitted", "Nộp hồ sơ", system),
        ("supplement_asked", "Yêu cầu bổ sung, hoàn thiện hồ sơ", person.name),
        ("supplemented", "Đã nhận giấy tờ bổ sung", system),
        ("received", "Đã tiếp nhận hồ sơ", person.name),
        ("counted", "Kiểm đếm giấy tờ", person.name),
        ("discrepancy_closed", "Xử lý xong một sai lệch giấy tờ", person.name),
        ("old_licence_given_up", "Giấy phép lái xe cũ: đã thu", person.name),
    ]
    lines = history.of(number, desk, context).lines
    assert [line.seq for line in lines] == list(range(1, 8))
    assert lines[1].said == ASKED


def test_who_received_a_result_is_not_told(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk, return_by_post={"wish": "no"})
    lifecycle.make("finish", number, Remark(licence_number="890120001234"), desk, context, "test")
    receiver: dict[str, Any] = {
        "receiver": "Trần Văn Đức",
        "receiver_id_number": "089079001234",
        "receiver_phone": "0918345602",
    }
    said = Remark(reason="Người nhà nhận thay", authorisation="Giấy ủy quyền số 12", **receiver)
    lifecycle.make("return_in_person", number, said, desk, context, "test")
    finished, returned = (line.said for line in history.of(number, desk, context).lines[-2:])
    assert finished.licence_number == "890120001234"
    assert returned == Remark(reason="Người nhà nhận thay")


def test_money_is_told_with_its_sum(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk, fee=None)
    fees.collect(number, Remark(amount_vnd=135_000, method=FeeMethod.CASH), desk, context, "test")
    line = history.of(number, desk, context).lines[-1]
    assert (line.text_vi, line.said.amount_vnd) == ("Thu phí, lệ phí", 135_000)


def test_the_names_of_other_agencies_systems_are_not_told(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    stranger = builders.principal(context, agency_id="G01.89.08")
    lifecycle.make("start", number, NOTHING, replace(desk, key_id=stranger.key_id), context, "test")
    lifecycle.make("finish", number, NOTHING, replace(desk, key_id=None), context, "test")
    assert [who for _, _, who in told(number, desk, context)[-2:]] == ["hệ thống khác", "hệ thống"]


def test_a_person_without_a_name_on_papers_is_an_officer(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    lifecycle.make("start", number, NOTHING, replace(officer(desk), name=""), context, "test")
    assert told(number, desk, context)[-1][2] == "cán bộ"


def test_only_who_sees_the_dossier_sees_its_history(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    with pytest.raises(NotFound):
        history.of(number, builders.principal(context, office_id=builders.OTHER_OFFICE), context)
    with pytest.raises(NotAllowed):
        history.of(number, builders.principal(context, roles=[Role.RECEIVE]), context)
