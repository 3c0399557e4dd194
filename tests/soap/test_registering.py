"""What a citizen registers with the post, as counter software of zeep sends it; faults message by message."""

from __future__ import annotations

from typing import Any

import pytest
import zeep
from zeep.wsse.username import UsernameToken

from app import intake
from app.domain.submission import Channel
from tests import builders
from tests.soap.conftest import Counter
from tests.soap.support import SOAP12, dossier

DEPUTY = {"name": "Trần Văn Hòa", "idNumber": "089080001234"}
SAID = "<wish>yes</wish><receiver>Lê Yến</receiver><mayReceive>receiver_only</mayReceive>"


@pytest.fixture(scope="module")
def port(counter: Counter) -> Any:
    return zeep.Client(counter.wsdl, wsse=UsernameToken(counter.username, counter.password)).service


@pytest.fixture
def portals(counter: Counter) -> str:
    """A dossier that came through the portal and is not received yet."""
    sent = builders.submission(counter.context, channel=Channel.PORTAL, fee=None, return_by_post=None)
    return intake.accept(sent, builders.principal(counter.context), counter.context, "test").dossier_no


@pytest.fixture
def number(counter: Counter) -> str:
    address = "<address><text>Số 12, tổ 5, ấp Trung Bình</text></address>"
    reply = counter.call(dossier(builders.unique("reg"), f"<name>Lê Thị Bé</name><phone>0918345601</phone>{address}"))
    return str(reply.value("dossierNo"))


def message(name: str, code: str, rest: str, request_id: str | None = None) -> str:
    request_id = builders.unique("reg") if request_id is None else request_id
    return f"<{name}><requestId>{request_id}</requestId><code>{code}</code>{rest}</{name}>"


def test_a_return_is_registered_and_told_back(port: Any, number: str) -> None:
    asked = {"requestId": builders.unique("reg"), "code": number, "wish": "yes", "receiver": "Lê Yến"}
    asked |= {"phone": "0918 345 777", "mayReceive": "authorised", "deputy": DEPUTY}
    first, again = port.RegisterReturn(**asked), port.RegisterReturn(**asked)
    assert (first.repeat, again.repeat, first.dossierNo) == (False, True, number)
    for told in (first, again):
        assert (told.wish, told.receiver, told.phone) == ("yes", "Lê Yến", "0918345777")
        assert (told.address, told.mayReceive) == ("Số 12, tổ 5, ấp Trung Bình", "authorised")
        assert (told.deputy.name, told.deputy.idNumber) == ("Trần Văn Hòa", "089080001234")
        assert (told.freightPayer, told.codVnd, told.serviceMode) == ("receiver", 0, "both")
        assert (told.serviceModeText, told.mayReceiveText) == (
            "Gửi hồ sơ và nhận kết quả",
            "Phát cho người nhận hoặc người nhận thay",
        )
    gone = port.RegisterReturn(requestId=builders.unique("reg"), code=number, wish="no")
    assert (gone.wish, gone.serviceMode, gone.receiver, gone.codVnd) == ("no", "send", None, None)
    view = port.GetDossier(number)
    assert (view.serviceMode, view.serviceModeText) == ("send", "Gửi hồ sơ")


def test_a_collection_is_registered_for_a_dossier_of_the_portal(port: Any, portals: str) -> None:
    asked = {"requestId": builders.unique("reg"), "code": portals, "wish": "yes", "sender": "Lê Văn Tám"}
    first, again = port.RegisterCollection(**asked), port.RegisterCollection(**asked)
    assert (first.repeat, again.repeat, first.sender, first.phone) == (False, True, "Lê Văn Tám", "0918345601")
    assert (first.freightPayer, first.codVnd, first.serviceMode, first.state) == ("sender", 0, "send", "submitted")
    assert port.GetDossier(portals).serviceMode == "send"
    gone = port.RegisterCollection(requestId=builders.unique("reg"), code=portals, wish="no")
    assert (gone.wish, gone.serviceMode, gone.sender) == ("no", "none", None)


def test_a_counter_that_hands_in_says_who_may_receive(port: Any, counter: Counter) -> None:
    sent = {
        "requestId": builders.unique("reg"),
        "procedure": "1.002809",
        "owner": {"name": "Lê Thị Bé", "address": {"text": "Số 1"}},
        "returnByPost": {"wish": "yes", "mayReceive": "authorised", "deputy": DEPUTY},
    }
    assert port.SubmitDossier(**sent).dossierNo == port.SubmitDossier(**sent).dossierNo
    with pytest.raises(zeep.exceptions.Fault) as caught:
        port.SubmitDossier(**sent | {"requestId": "reg-fetch", "homeCollection": {"wish": "yes"}})
    detail = caught.value.detail
    assert [each.text for each in detail.iterfind(".//{*}fieldError/{*}path")] == ["homeCollection/wish"]
    assert [each.text for each in detail.iterfind(".//{*}fieldError/{*}code")] == ["COLLECTION_NOT_NEEDED"]


def test_both_can_be_corrected_too(counter: Counter, number: str, portals: str) -> None:
    back = "<returnByPost><wish>yes</wish><mayReceive>household</mayReceive></returnByPost>"
    assert counter.call(message("CorrectDossier", number, back), SOAP12).status == 200
    fetch = "<homeCollection><wish>yes</wish></homeCollection>"
    assert counter.call(message("CorrectDossier", portals, fetch)).status == 200
    reply = counter.call(f"<GetDossier><code>{portals}</code></GetDossier>")
    assert reply.value("serviceMode") == "send"
    assert counter.call(message("CorrectDossier", number, fetch)).code == "CORRECTION_TOO_LATE"


@pytest.mark.parametrize(
    ("rest", "fields"),
    [
        ("", {"wish": "REQUIRED"}),
        ("<wish>unknown</wish>", {"wish": "CHOICE_UNKNOWN"}),
        ("<wish>có</wish>", {"wish": "CHOICE_UNKNOWN"}),
        ("<wish>yes</wish><phone>12</phone>", {"phone": "PHONE_INVALID"}),
        ("<wish>yes</wish><mayReceive>dog</mayReceive>", {"mayReceive": "CHOICE_UNKNOWN"}),
        ("<wish>yes</wish><mayReceive>authorised</mayReceive>", {"deputy": "DEPUTY_REQUIRED"}),
        (
            "<wish>yes</wish><mayReceive>authorised</mayReceive><deputy><name>Lê Yến</name></deputy>",
            {"deputy/idNumber": "REQUIRED"},
        ),
    ],
)
def test_wrong_values_are_named_as_in_the_contract(
    counter: Counter, number: str, rest: str, fields: dict[str, str]
) -> None:
    reply = counter.call(message("RegisterReturn", number, rest))
    assert (reply.status, reply.soap_code, reply.fields) == (500, "Client", fields), reply.text


def test_one_id_for_two_operations_is_a_conflict(counter: Counter, number: str) -> None:
    assert counter.call(message("RegisterReturn", number, SAID, "reg-one")).status == 200
    correction = "<returnByPost><wish>yes</wish><receiver>Lê Yến</receiver></returnByPost>"
    for name, rest in (("CorrectDossier", correction), ("RegisterReturn", "<wish>no</wish>")):
        assert counter.call(message(name, number, rest, "reg-one")).code == "CONFLICT"


def test_an_unknown_dossier_and_one_that_was_received(counter: Counter, number: str) -> None:
    assert counter.call(message("RegisterReturn", "000.00.16.H01-211115-9999", SAID)).code == "NOT_FOUND"
    reply = counter.call(message("RegisterCollection", number, "<wish>yes</wish>"))
    assert (reply.code, reply.retryable) == ("CORRECTION_TOO_LATE", "false")
