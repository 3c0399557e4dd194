"""What a counter does beside handing in: papers, searching, handover lists, reports of parcels, its own report."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import zeep
from lxml import etree
from zeep.wsse.username import UsernameToken

from app import handover, intake, lifecycle, lookup
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.handover.item import Direction
from app.domain.handover.said import Confirmation, Opening, Scan, Signing, read_confirmation
from app.domain.life import State
from app.domain.post.order import Leg
from app.security.principals import Principal, Role
from app.store import events, item_codes, postal_items
from tests import builders
from tests.soap.support import NS, Said, envelope, said, token

OFFICE = "881900"
HOME = {"address": {"text": "ấp Long Hòa"}}


@dataclass(frozen=True)
class Post:
    """A post office's account at the door, and the desk of the authority behind it."""

    url: str
    username: str
    password: str
    who: Principal
    desk: Principal
    context: Context

    def call(self, body: str) -> Said:
        data = envelope(body, token(self.username, self.password)).encode()
        return said(requests.post(self.url, data=data, headers={"Content-Type": "text/xml"}, timeout=60))

    def zeep(self) -> Any:
        return zeep.Client(f"{self.url}?wsdl", wsse=UsernameToken(self.username, self.password)).service

    def finished(self, **changes: Any) -> Dossier:
        """A dossier of this office with its result there, to go home by post."""
        sent = builders.submission(self.context, **changes)
        number = intake.accept(sent, self.who, self.context, "test").dossier_no
        lifecycle.make("finish", number, builders.said("finish", self.context), self.desk, self.context, "test")
        return lookup.find(number, self.who, self.context)

    def ordered(self) -> Dossier:
        """The same, and the post was asked to carry it."""
        dossier = self.finished()
        with self.context.database.begin() as connection:
            edition = events.history(connection, [dossier.id])[dossier.id][-1].seq
            now = self.context.clock.now()
            order = {"order_no": dossier.dossier_no, "issue": 1, "edition": edition, "made_at": now}
            postal_items.add(connection, dossier.id, Leg.RETURN, item_code=dossier.item_code, **order)
        return dossier

    def state(self, dossier: Dossier) -> State:
        return lookup.find(dossier.dossier_no, self.desk, self.context).state


@pytest.fixture(scope="module")
def post(counter) -> Post:  # type: ignore[no-untyped-def]
    context, name = counter.context, builders.unique("post-office")
    with context.database.begin() as connection:
        item_codes.allocate(connection, builders.AGENCY, "EM", 100, 9_999)
    new = {"office_id": OFFICE, "sender": name, "roles": [Role.SUBMIT, Role.READ]}
    secret = builders.new_key(context, username=name, **new)
    return Post(counter.url, name, secret, builders.principal(context, **new), builders.principal(context), context)


def texts(reply: Said, name: str) -> list[str]:
    return [each.text or "" for each in reply.root.iter(f"{{{NS}}}{name}")]


# -- papers, searching -----------------------------------------------------------------------------------------------


def test_every_paper_that_a_dossier_has_comes_by_its_kind(post: Post) -> None:
    number = post.finished().dossier_no
    for kind in ("receipt", "posted_slip", "label", "control_slip"):
        reply = post.call(f"<GetPaper><code>{number}</code><kind>{kind}</kind></GetPaper>")
        content = base64.b64decode(reply.value("content") or "")
        assert content.startswith(b"%PDF-") and reply.value("sha256") == hashlib.sha256(content).hexdigest()
        assert reply.value("fileName") == f"{number}-{kind}.pdf"
    sized = post.call(f"<GetPaper><code>{number}</code><kind>label</kind><format>a6</format></GetPaper>")
    assert sized.value("fileName") == f"{number}-label-a6.pdf"
    missing = post.call(f"<GetPaper><code>{number}</code><kind>apology</kind></GetPaper>")
    assert missing.code == "NOT_FOUND"


def test_a_receipt_of_before_is_had_by_its_edition(post: Post) -> None:
    number = post.finished().dossier_no
    first = post.call(f"<GetPaper><code>{number}</code><kind>receipt</kind><edition>2</edition></GetPaper>")
    none = post.call(f"<GetPaper><code>{number}</code><kind>receipt</kind><edition>99</edition></GetPaper>")
    assert first.value("content") and none.code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("body", "code", "fields"),
    [
        ("<kind>letter</kind>", "VALIDATION", {"kind": "CHOICE_UNKNOWN"}),
        ("<kind>label</kind><edition>0</edition>", "VALIDATION", {"edition": "TYPE_INVALID"}),
        ("<kind>label</kind><format>a4</format>", "INVALID_DOSSIER", {"format": "CHOICE_UNKNOWN"}),
    ],
)
def test_a_paper_that_is_none_is_told_by_its_field(post: Post, body: str, code: str, fields: dict[str, str]) -> None:
    reply = post.call(f"<GetPaper><code>x</code>{body}</GetPaper>")
    assert (reply.code, reply.fields) == (code, fields)


def test_a_citizens_dossiers_are_found_by_number_and_telephone(post: Post) -> None:
    person = {
        "name": "Lê Văn Tám",
        "id_number": "089180000777",
        "phone": "0918777888",
        "address": {"text": "ấp Long Hòa"},
    }
    one, two = (post.finished(owner=person).dossier_no for _ in range(2))
    for asked in ("<idNumber>089180000777</idNumber>", "<phone>0918 777 888</phone>"):
        reply = post.call(f"<SearchDossiers>{asked}</SearchDossiers>")
        assert texts(reply, "dossierNo") == [two, one] and "Lê Văn Tám" not in reply.text
    nobody = post.call("<SearchDossiers><phone>0918777000</phone></SearchDossiers>")
    assert nobody.status == 200 and not texts(nobody, "dossierNo")
    assert post.call("<SearchDossiers/>").fields == {"idNumber": "REQUIRED"}
    wrong = post.call("<SearchDossiers><idNumber>1</idNumber><phone>1</phone></SearchDossiers>")
    assert wrong.fields == {"idNumber": "CITIZEN_ID_INVALID", "phone": "PHONE_INVALID"}


# -- parcels and what is reported of them ------------------------------------------------------------------------------


def test_reports_by_zeep_move_the_parcel_and_are_seen(post: Post) -> None:
    dossier, service = post.ordered(), post.zeep()
    number = dossier.dossier_no
    assert post.call(f"<GetParcels><code>{post.finished().dossier_no}</code></GetParcels>").value("orderNo") is None
    away = {"eventId": builders.unique("e"), "orderNo": number, "statusCode": "attempted", "reason": "receiver_away"}
    there = {"itemCode": dossier.item_code, "codeTable": "ngsp", "statusCode": "4", "time": "15/11/2021 16:20:00"}
    batch = [
        away | {"time": "2021-11-15T09:15:07+07:00", "postOffice": OFFICE},
        there,
        away,
        {"statusCode": "held"},
        {},
    ]
    answer = service.ReportEvents(events={"event": batch})
    assert [each.result for each in answer.results.result] == ["kept", "kept", "conflict", "unreadable", "unreadable"]
    assert (answer.kept, answer.repeats, answer.refused) == (2, 0, 3)
    faults = answer.results.result[3].fieldError
    assert [(each.path, each.code) for each in faults] == [("orderNo", "REQUIRED")]
    assert post.state(dossier) is State.DELIVERED
    (parcel,) = service.GetParcels(code=number).parcels.parcel
    assert (parcel.orderNo, parcel.status, parcel.statusText) == (number, "delivered", "phát thành công")
    assert [(each.rawCode, each.postOffice) for each in parcel.events.event] == [
        ("attempted", OFFICE),
        ("ngsp:4", None),
    ]
    assert parcel.events.event[0].reasonText == "người nhận đi vắng"
    again = service.ReportEvents(events={"event": batch[:2]})
    assert (again.kept, again.repeats, again.refused) == (0, 2, 0)


def test_a_batch_over_the_limit_is_refused_as_a_whole(post: Post) -> None:
    event = "<event><orderNo>x</orderNo><statusCode>held</statusCode></event>"
    for events_, fault in ((event * 1001, "TOO_MANY"), ("", "REQUIRED")):
        assert post.call(f"<ReportEvents><events>{events_}</events></ReportEvents>").fields == {"events": fault}
    whole = post.call(f"<ReportEvents><events>{event * 1000}</events></ReportEvents>")
    assert (whole.value("refused"), whole.value("kept")) == ("1000", "0")


# -- handover lists ----------------------------------------------------------------------------------------------------


def test_papers_go_to_the_desk_from_the_opening_to_the_confirmation(post: Post) -> None:
    service, request_id = post.zeep(), builders.unique("list")
    number = intake.accept(builders.submission(post.context), post.who, post.context, "test").dossier_no
    opened, again = (service.OpenHandover(requestId=request_id, direction="to_desk", bagNo="T-1") for _ in range(2))
    assert (opened.repeat, again.repeat) == (False, True)
    list_no = opened.handover.listNo
    assert list_no == again.handover.listNo and opened.handover.stateText == "đang lập"
    codes = {"scan": [{"code": code} for code in (number, number, "EM491610888VN", "?")]}
    results = service.ScanHandover(listNo=list_no, codes=codes).results.result
    assert [(each.outcome, each.why) for each in results] == [
        ("added", None), ("already", "LISTED_ALREADY"), ("refused", "ITEM_CODE_INVALID"), ("refused", "SCAN_UNKNOWN"),
    ]  # fmt: skip
    one = {"scan": [{"code": number}]}
    assert service.ScanHandover(listNo=list_no, codes=one, takeOut=True).handover.count == 0
    service.ScanHandover(listNo=list_no, codes=one)
    told = service.ConfirmHandover(
        requestId=builders.unique("confirm"), listNo=list_no, name="Phạm Thị Thu Thủy", allAsListed=True, sealNo="NP 1"
    )
    assert (told.state, told.found, told.missing, told.signedAt) == ("counted", 1, 0, None)
    seen = service.GetHandover(listNo=list_no, withPaper=True)
    assert (seen.handover.giver.name, seen.handover.sealNo) == ("Phạm Thị Thu Thủy", "NP 1")
    assert (seen.listed.items, seen.received.items, seen.items.item[0].dossierNo) == (1, 1, number)
    assert seen.content.startswith(b"%PDF-") and seen.mediaType == "application/pdf"
    assert service.GetHandover(listNo=list_no).content is None
    signed = handover.sign(list_no, Signing("Trần Văn Bảo"), post.desk, post.context, "test")[0]
    assert signed.signed_at is not None


def results_to_post(post: Post, *dossiers: Dossier) -> str:
    """A list of the authority's desk with these results; its number."""
    opening = Opening(Direction.TO_POST, OFFICE)
    list_no = handover.begin(opening, post.desk, post.context, request_id=builders.unique("list"))[0].listed.number
    handover.scan_in(list_no, Scan(tuple(str(each.item_code) for each in dossiers)), post.desk, post.context)
    return list_no


def confirmation(list_no: str, request_id: str, rest: str) -> str:
    ids = f"<requestId>{request_id}</requestId><listNo>{list_no}</listNo><name>Lê Thị Hồng</name>"
    return f"<ConfirmHandover>{ids}{rest}</ConfirmHandover>"


def test_a_bag_is_confirmed_item_by_item_once(post: Post) -> None:
    there, missing, surplus = (post.finished() for _ in range(3))
    list_no, request_id = results_to_post(post, there, missing), builders.unique("confirm")
    found = "".join(f"<scan><code>{each.item_code}</code></scan>" for each in (there, surplus))
    body = confirmation(list_no, request_id, f"<found>{found}</found><role>Giao dịch viên</role>")
    first, again = post.call(body), post.call(body)
    assert texts(first, "outcome") == ["found", "missing", "surplus"]
    counts = ("found", "missing", "wrongKind", "surplus", "repeat")
    assert [first.value(name) for name in counts] == ["1", "1", "0", "1", "false"]
    assert again.text.replace("<repeat>true", "<repeat>false") == first.text
    assert post.call(confirmation(list_no, request_id, "<allAsListed>true</allAsListed>")).code == "CONFLICT"


def test_a_bag_that_cannot_change_hands_is_refused_with_the_items_named(post: Post) -> None:
    gone, stays = post.finished(), post.finished()
    list_no = results_to_post(post, gone, stays)
    codes = Scan(tuple(str(each.item_code) for each in (gone, stays)))
    handover.count(list_no, codes, post.desk, post.context)
    handover.close(list_no, post.desk, post.context)
    handover.sign(list_no, Signing("Trần Văn Bảo"), post.desk, post.context, "test")
    said_at = builders.said("return_in_person", post.context)
    lifecycle.make("return_in_person", gone.dossier_no, said_at, post.desk, post.context, "test")
    refused = post.call(confirmation(list_no, builders.unique("confirm"), "<allAsListed>true</allAsListed>"))
    assert (refused.status, refused.code) == (500, "HANDOVER_REFUSED") and str(gone.item_code) in refused.text
    assert post.state(stays) is State.FINISHED
    other = post.call(
        confirmation(list_no, builders.unique("confirm"), f"<found><scan><code>{stays.item_code}</code></scan></found>")
    )
    assert other.code == "HANDOVER_COUNT_OTHER"


def test_an_item_that_went_on_is_taken_out_of_a_counted_list_which_is_signed_then(post: Post) -> None:
    stays, gone = post.finished(), post.finished()
    list_no = results_to_post(post, stays, gone)
    handover.confirm(
        list_no, Confirmation(Signing("Trần Văn Bảo")), post.desk, post.context, "test",
        request_id=builders.unique("confirm"),
    )  # fmt: skip
    said_at = builders.said("return_in_person", post.context)
    lifecycle.make("return_in_person", gone.dossier_no, said_at, post.desk, post.context, "test")
    refused = post.call(confirmation(list_no, builders.unique("confirm"), "<allAsListed>true</allAsListed>"))
    assert refused.code == "HANDOVER_REFUSED"
    out = f"<codes><scan><code>{gone.item_code}</code></scan></codes><takeOut>true</takeOut><reopen>true</reopen>"
    opened = post.call(f"<ScanHandover><listNo>{list_no}</listNo>{out}</ScanHandover>")
    assert (opened.value("state"), opened.value("outcome")) == ("open", "taken_out")
    mine = post.call(confirmation(list_no, builders.unique("confirm"), "<allAsListed>true</allAsListed>"))
    assert mine.value("state") == "counted"
    theirs = read_confirmation({"name": "Trần Văn Bảo", "all_as_listed": True}, post.context.clock.now())
    done = handover.confirm(list_no, theirs, post.desk, post.context, "test", request_id=builders.unique("confirm"))
    assert done.state == "signed"


def test_a_signed_list_is_corrected_by_a_further_one_and_both_are_in_the_list_of_lists(post: Post) -> None:
    service = post.zeep()
    list_no = results_to_post(post, post.finished())
    for side in (post.who, post.desk):
        asked = read_confirmation({"name": side.sender[:60], "all_as_listed": True}, post.context.clock.now())
        handover.confirm(list_no, asked, side, post.context, "test", request_id=builders.unique("confirm"))
    asked = {"requestId": builders.unique("open"), "direction": "to_post", "corrects": list_no, "bagNo": "T-9"}
    first, again = service.OpenHandover(**asked), service.OpenHandover(**asked)
    assert (first.handover.corrects, first.repeat, again.repeat) == (list_no, False, True)
    assert again.handover.listNo == first.handover.listNo
    page, seen = service.GetHandovers(), []
    while True:
        seen += [each.listNo for each in page.handovers.handover]
        if page.next is None:
            break
        page = service.GetHandovers(after=page.next)
    assert {list_no, first.handover.listNo} <= {*seen} and len(seen) == len({*seen})
    body = f"<requestId>o-9</requestId><direction>to_desk</direction><corrects>{list_no}</corrects>"
    wrong = post.call(f"<OpenHandover>{body}</OpenHandover>")
    assert wrong.fields == {"direction": "CORRECTS_OTHER"}


def test_a_bag_that_was_lost_is_confirmed_as_empty(post: Post) -> None:
    list_no = results_to_post(post, post.finished())
    none = post.call(confirmation(list_no, builders.unique("confirm"), "<noneFound>true</noneFound>"))
    assert (none.value("state"), none.value("missing"), none.value("found")) == ("counted", "1", "0")


def test_every_fault_of_a_confirmation_is_told_in_the_words_of_the_contract(post: Post) -> None:
    wrong = "<found><scan><code>?</code></scan><scan><code>EM491610888VN</code></scan></found><bagNo/>"
    reply = post.call(confirmation("x", "c-1", wrong))
    assert reply.fields == {"found/scan[1]/code": "SCAN_UNKNOWN", "found/scan[2]/code": "ITEM_CODE_INVALID"}
    assert post.call(confirmation("x", "c-2", "")).fields == {"found": "REQUIRED"}
    broken = post.call(confirmation("x", "two words", "<side>both</side>"))
    assert broken.fields == {"requestId": "REQUEST_ID_INVALID", "side": "CHOICE_UNKNOWN", "found": "REQUIRED"}
    opening = post.call(
        "<OpenHandover><requestId>o-1</requestId><direction>to_desk</direction><otherSide>1</otherSide></OpenHandover>"
    )
    assert opening.fields == {"otherSide": "OFFICE_UNKNOWN"}


def test_lists_of_others_are_not_there(post: Post) -> None:
    opening = Opening(Direction.TO_POST, builders.OFFICE)
    other = handover.begin(opening, post.desk, post.context, request_id=builders.unique("list"))[0].listed.number
    for body in (
        f"<GetHandover><listNo>{other}</listNo></GetHandover>",
        f"<ScanHandover><listNo>{other}</listNo><codes><scan><code>x</code></scan></codes></ScanHandover>",
        confirmation(other, builders.unique("confirm"), "<allAsListed>true</allAsListed>"),
    ):
        assert post.call(body).code == "NOT_FOUND"


# -- the counter's report ----------------------------------------------------------------------------------------------


def test_the_report_is_that_of_rest(post: Post) -> None:
    before = post.zeep().GetClerkReport(fromDay="2021-11-15", toDay="2021-11-15")
    post.finished()
    now = post.zeep().GetClerkReport(fromDay="2021-11-15", toDay="2021-11-15")
    assert (now.received - before.received, now.total - before.total) == (1, 1)
    assert now.feeVnd - before.feeVnd == 135_000 and now.officeId == OFFICE
    (day,) = now.days.day
    assert (day.day, day.received, day.feeVnd) == ("2021-11-15", now.received, now.feeVnd)
    wrong = post.call("<GetClerkReport><fromDay>2021-11-15</fromDay><toDay>hôm nay</toDay></GetClerkReport>")
    assert (wrong.code, wrong.fields) == ("INVALID_DOSSIER", {"toDay": "DATE_INVALID"})


@pytest.mark.parametrize(
    "body",
    [
        "<GetPaper><code>x</code><kind>label</kind></GetPaper>",
        "<SearchDossiers><phone>0918777000</phone></SearchDossiers>",
        "<GetParcels><code>x</code></GetParcels>",
        "<OpenHandover><requestId>1</requestId><direction>to_desk</direction></OpenHandover>",
        "<ScanHandover><listNo>x</listNo><codes><scan><code>x</code></scan></codes></ScanHandover>",
        "<GetHandover><listNo>x</listNo></GetHandover>",
        confirmation("x", "1", "<allAsListed>true</allAsListed>"),
        "<ReportEvents><events><event/></events></ReportEvents>",
        "<GetClerkReport><fromDay>2021-11-15</fromDay><toDay>2021-11-15</toDay></GetClerkReport>",
    ],
    ids=lambda body: etree.QName(etree.fromstring(body)).localname,
)
def test_an_account_without_roles_may_do_nothing(post: Post, body: str) -> None:
    name = builders.unique("none")
    secret = builders.new_key(post.context, username=name, roles=[])
    data = envelope(body, token(name, secret)).encode()
    reply = said(requests.post(post.url, data=data, headers={"Content-Type": "text/xml"}, timeout=60))
    assert reply.code == "NOT_ALLOWED"
