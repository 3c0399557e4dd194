"""Supplement, withdrawal, correction over SOAP: message by message, once each, all faults at once."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app import lifecycle
from app.domain.remark import NOTHING, Remark
from app.store import tables
from tests import builders
from tests.soap.support import PERSON, SOAP11, SOAP12, dossier, envelope, papers
from tests.soap.test_mtom import CONTENT, INCLUDE, related
from tests.soap.test_operations import warnings

PDF = base64.b64encode(b"%PDF-1.7\n").decode()
ADDRESS = "<address><text>Số 12, tổ 5, ấp Trung Bình</text></address>"


@pytest.fixture
def number(counter) -> str:  # type: ignore[no-untyped-def]
    """A dossier that a counter received."""
    reply = counter.call(
        dossier(builders.unique("upd"), f"<name>{PERSON}</name><idNumber>089180000018</idNumber>{ADDRESS}")
    )
    return str(reply.value("dossierNo"))


def message(name: str, code: str, rest: str = "", request_id: str | None = None) -> str:
    request_id = builders.unique("upd") if request_id is None else request_id
    return f"<{name}><requestId>{request_id}</requestId><code>{code}</code>{rest}</{name}>"


def row(counter, number: str):  # type: ignore[no-untyped-def]
    return counter.context.database.one(select(tables.dossier).where(tables.dossier.c.dossier_no == number))


def stored_papers(counter, number: str):  # type: ignore[no-untyped-def]
    p = tables.paper.c
    with counter.context.database.begin() as connection:
        statement = select(tables.paper).where(p.dossier_id == row(counter, number).id).order_by(p.position)
        return list(connection.execute(statement))


def moved(counter, number: str, name: str, said: Remark = NOTHING) -> None:  # type: ignore[no-untyped-def]
    lifecycle.make(name, number, said, builders.principal(counter.context), counter.context, "test")


BODIES = {
    "SupplementDossier": papers(f"<content>{PDF}</content>"),
    "WithdrawDossier": "<reason>Công dân đề nghị rút hồ sơ</reason>",
    "CorrectDossier": "<summary>Đổi giấy phép lái xe hạng B2</summary>",
}


@pytest.mark.parametrize("namespace", [SOAP11, SOAP12])
def test_a_supplement_that_was_asked_for_goes_on(counter, number, namespace) -> None:  # type: ignore[no-untyped-def]
    moved(counter, number, "ask_supplement", Remark(reason="Thiếu giấy khám sức khỏe"))
    reply = counter.call(message("SupplementDossier", number, BODIES["SupplementDossier"]), namespace)
    assert (reply.status, reply.value("state"), reply.value("repeat")) == (200, "received", "false"), reply.text
    assert (reply.value("stateText"), reply.value("paperKind")) == ("Đã tiếp nhận", "receipt")
    assert reply.value("dueAt").startswith("2021-11-22")
    assert warnings(reply) == []
    assert stored_papers(counter, number)[-1].sha256 == hashlib.sha256(base64.b64decode(PDF)).hexdigest()


def test_a_supplement_may_come_beside_the_envelope(counter, number) -> None:  # type: ignore[no-untyped-def]
    body = message("SupplementDossier", number, papers(INCLUDE.format("a")), "upd-mtom")
    reply = counter.post(*related(envelope(body, counter.token), {"a": CONTENT}))
    assert (reply.status, warnings(reply)) == (200, ["NOT_ASKED_FOR"]), reply.text
    assert stored_papers(counter, number)[-1].sha256 == hashlib.sha256(CONTENT).hexdigest()
    inline = f"<content>{base64.b64encode(CONTENT).decode()}</content>"
    assert counter.call(message("SupplementDossier", number, papers(inline), "upd-mtom")).value("repeat") == "true"


@pytest.mark.parametrize("name", BODIES)
def test_each_once_also_when_four_come_at_once(counter, number, name) -> None:  # type: ignore[no-untyped-def]
    body = message(name, number, BODIES[name], builders.unique("once"))
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(counter.call, [body] * 4))
    assert sorted(reply.value("repeat") for reply in replies) == ["false", "true", "true", "true"]
    assert len({reply.value("state") for reply in replies}) == 1
    other = body.replace(f"</{name}>", "<reason>khác</reason>" * ("reason" not in body) + f"</{name}>")
    other = other.replace("đề nghị rút", "xin rút")
    reply = counter.call(other)
    assert (reply.status, reply.soap_code, reply.code) == (500, "Client", "CONFLICT")


def test_one_id_for_two_operations_is_a_conflict(counter, number) -> None:  # type: ignore[no-untyped-def]
    assert counter.call(message("CorrectDossier", number, BODIES["CorrectDossier"], "upd-one")).status == 200
    for name in ("SupplementDossier", "WithdrawDossier"):
        assert counter.call(message(name, number, BODIES[name], "upd-one")).code == "CONFLICT"
    assert counter.call(dossier("upd-one")).code == "CONFLICT"


def test_a_second_withdrawal_finds_it_done(counter, number) -> None:  # type: ignore[no-untyped-def]
    assert counter.call(message("WithdrawDossier", number)).value("state") == "withdrawn"
    again = counter.call(message("WithdrawDossier", number))
    assert (again.status, again.value("state"), warnings(again)) == (200, "withdrawn", ["NOTHING_CHANGED"])


@pytest.mark.parametrize("name", BODIES)
def test_after_the_finish_it_is_refused_in_vietnamese_with_what_is_possible(counter, number, name) -> None:  # type: ignore[no-untyped-def]
    moved(counter, number, "finish")
    reply = counter.call(message(name, number, BODIES[name]))
    assert reply.code == ("CORRECTION_TOO_LATE" if name == "CorrectDossier" else "MOVE_IMPOSSIBLE")
    assert (reply.status, reply.soap_code, reply.retryable) == (500, "Client", "false")
    assert "Đã có kết quả" in reply.text and ("trả kết quả" in reply.text or "bưu chính" in reply.text)


def test_every_part_can_be_corrected(counter, number) -> None:  # type: ignore[no-untyped-def]
    rest = (
        f"<owner><phone>0912 345 679</phone><email/>{ADDRESS}</owner><submitter><name>Trần Văn Hòa</name></submitter>"
        "<licenceClass>b2</licenceClass><heldLicence><serial>AN1</serial></heldLicence>"
        "<returnByPost><wish>yes</wish><receiver>Trần Văn Hòa</receiver></returnByPost>"
        "<summary>Đổi hạng B2</summary><reason>Khai nhầm</reason>"
    )
    reply = counter.call(message("CorrectDossier", number, rest))
    assert (reply.status, warnings(reply)) == (200, []), reply.text
    after = row(counter, number)
    assert (after.owner_phone, after.licence_class, after.return_wish) == ("0912345679", "B2", "yes")
    assert after.record["submitter"]["name"] == "Trần Văn Hòa"
    assert after.record["held_licence"] == {"serial": "AN1"}
    assert after.record["owner"]["name"] == PERSON


FAULTY = {
    "SupplementDossier": {
        "": {"papers": "REQUIRED"},
        "<papers/>": {"papers": "REQUIRED"},
        "<papers><paper><copies>-1</copies></paper></papers>": {
            "papers/paper[1]/name": "REQUIRED",
            "papers/paper[1]/copies": "NUMBER_NEGATIVE",
        },
        papers("<content>@@@</content>"): {"papers/paper[1]/attachment/content": "ATTACHMENT_BROKEN"},
        papers(f"<content>{PDF}</content>") + f"<reason>{'x' * 1001}</reason>": {"reason": "TEXT_TOO_LONG"},
        f"<papers><paper><name>{'W' * 3000}</name></paper></papers>": {"papers/paper[1]/name": "LAYOUT"},
    },
    "WithdrawDossier": {
        "<why>x</why>": {"why": "FIELD_UNKNOWN"},
        "<reason>\ue000</reason>": {"reason": "TEXT_UNREADABLE"},
    },
    "CorrectDossier": {
        "": {".": "REQUIRED"},
        "<owner/><summary> </summary>": {".": "REQUIRED"},
        "<procedure>1.002820</procedure>": {"procedure": "FIELD_UNKNOWN"},
        f"<owner><idNumber>1</idNumber><phone>{PERSON}</phone></owner><returnByPost><wish>x</wish></returnByPost>": {
            "owner/idNumber": "CITIZEN_ID_INVALID",
            "owner/phone": "PHONE_INVALID",
            "returnByPost/wish": "CHOICE_UNKNOWN",
        },
        "<submitter><phone>0912345678</phone></submitter>": {"submitter/name": "REQUIRED"},
        f"<owner><name>{'W' * 200}</name></owner>": {"owner/name": "LAYOUT"},
        "<summary>b</summary><owner><name>a</name></owner>": {"owner": "ORDER_WRONG"},
    },
}


@pytest.mark.parametrize(("name", "rest"), [(name, rest) for name, cases in FAULTY.items() for rest in cases])
def test_every_fault_is_told_at_once_and_leaves_nothing(counter, number, name, rest) -> None:  # type: ignore[no-untyped-def]
    before = row(counter, number)
    reply = counter.call(message(name, number, rest))
    assert reply.fields == FAULTY[name][rest]
    assert (reply.status, reply.soap_code) == (500, "Client")
    assert PERSON not in reply.text
    assert row(counter, number) == before


@pytest.mark.parametrize("name", BODIES)
def test_what_names_no_dossier_or_no_request_is_refused(counter, name) -> None:  # type: ignore[no-untyped-def]
    assert counter.call(message(name, "000.00.16.H01-211115-9999", BODIES[name])).code == "NOT_FOUND"
    reply = counter.call(f"<{name}>{BODIES[name]}</{name}>")
    assert (reply.fields["requestId"], reply.fields["code"]) == ("REQUIRED", "REQUIRED")
    assert counter.call(message(name, "x", BODIES[name], "two words")).fields == {"requestId": "REQUEST_ID_INVALID"}


def test_empty_and_nil_leaves_correct_nothing(counter, number) -> None:  # type: ignore[no-untyped-def]
    nil = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'
    rest = f"<owner><name {nil}/><phone/></owner><submitter {nil}/><licenceClass/><summary>Đổi hạng</summary><reason/>"
    assert counter.call(message("CorrectDossier", number, rest)).status == 200
    assert row(counter, number).owner_name == PERSON
