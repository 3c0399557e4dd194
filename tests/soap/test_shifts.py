"""A counter's shift by SOAP: the till with two clients that nobody here wrote, the shift file inline and beside the
envelope."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import suds.client
import suds.wsse
import zeep
from lxml import etree
from sqlalchemy import func, select
from zeep.wsse.username import UsernameToken

from app.context import Context
from app.security.principals import Role
from app.shift_files import working
from app.store import tables
from integrations.post.shift_files import FORMATS
from integrations.post.soap import contract
from tests import builders
from tests.soap.support import NS, Said, envelope, said, token
from tests.soap.test_mtom import related

FEE_VND = 135_000
PAID = {"amountVnd": FEE_VND, "place": "counter", "method": "cash", "voucher": "BL-0001"}
INCLUDE = '<i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:file@x"/>'
CALLS = {
    "OpenShift": "<OpenShift/>",
    "CloseShift": "<CloseShift><requestId>c-1</requestId><countedVnd>0</countedVnd></CloseShift>",
    "SendShiftFile": "<SendShiftFile><fileType>text/csv</fileType><content>eA==</content></SendShiftFile>",
    "GetShiftFile": "<GetShiftFile><fileNo>TC-881600-211115-1</fileNo></GetShiftFile>",
}


@dataclass(frozen=True)
class Clerk:
    """A post office's account at the door."""

    url: str
    username: str
    password: str
    context: Context

    @property
    def token(self) -> str:
        return token(self.username, self.password)

    @property
    def zeep(self) -> Any:
        return zeep.Client(f"{self.url}?wsdl", wsse=UsernameToken(self.username, self.password)).service

    @property
    def suds(self) -> Any:
        client = suds.client.Client(f"{self.url}?wsdl", cache=None, port="CounterSoap11")
        security = suds.wsse.Security()
        security.tokens.append(suds.wsse.UsernameToken(self.username, self.password))
        client.set_options(wsse=security)
        return client.service

    def call(self, body: str) -> Said:
        return self.post(envelope(body, self.token).encode(), "text/xml")

    def post(self, body: bytes, kind: str) -> Said:
        return said(requests.post(self.url, data=body, headers={"Content-Type": kind}, timeout=60))

    def dossiers(self) -> int:
        with self.context.database.begin() as connection:
            mine = select(func.count()).where(tables.dossier.c.sender == self.username)
            return connection.execute(mine).scalar_one()


def clerk_with(counter: Any, *roles: Role) -> Clerk:
    name = builders.unique("clerk")
    secret = builders.new_key(counter.context, username=name, sender=name, roles=roles, office_id=builders.OFFICE)
    return Clerk(counter.url, name, secret, counter.context)


@pytest.fixture
def clerk(counter: Any) -> Clerk:
    return clerk_with(counter, Role.SUBMIT, Role.READ, Role.COLLECT)


def take_fee(clerk: Clerk) -> None:
    owner = {"name": "Nguyễn Thị Ánh", "idNumber": "089187001234"}
    clerk.zeep.SubmitDossier(requestId=builders.unique("d"), procedure="1.002809", owner=owner, fee=PAID)


def file_of(prefix: str, count: int, *rest: str) -> bytes:
    rows = [f"{prefix}-{n};1.002820;Lê Thị Út" for n in range(count)]
    return "\n".join(["request_id;procedure;full_name", *rows, *rest, ""]).encode()


def work_all(clerk: Clerk) -> None:
    while working.work(FORMATS, clerk.context):
        pass


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


# -- the till ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("client", ["zeep", "suds"])
def test_a_till_is_opened_and_closed_once(clerk: Clerk, client: str) -> None:
    service = getattr(clerk, client)
    opened, again = (service.OpenShift(clerkName="Phạm Thị Thu Thủy") for _ in range(2))
    assert (opened.repeat, again.repeat, again.shiftNo) == (False, True, opened.shiftNo)
    take_fee(clerk)
    assert int(service.OpenShift().cashVnd) == FEE_VND  # suds leaves it a text
    close = {"requestId": builders.unique("close"), "countedVnd": FEE_VND}
    closed, repeated = service.CloseShift(**close), service.CloseShift(**close)
    assert (int(closed.expectedVnd), int(closed.differenceVnd)) == (FEE_VND, 0)
    assert closed.shiftNo == opened.shiftNo
    assert (closed.repeat, repeated.repeat, repeated.closedAt) == (False, True, closed.closedAt)
    assert closed.clerkName == "Phạm Thị Thu Thủy"


def closing(counted: int | str, request_id: str = "close-1", rest: str = "") -> str:
    ids = f"<requestId>{request_id}</requestId><countedVnd>{counted}</countedVnd>"
    return f"<CloseShift>{ids}{rest}</CloseShift>"


def test_a_difference_is_told_with_its_figures_and_closed_when_it_is_explained(clerk: Clerk) -> None:
    take_fee(clerk)
    refused = clerk.call(closing(130_000))
    assert (refused.status, refused.code) == (500, "SHIFT_DIFFERS")
    assert all(figure in refused.text for figure in ("135.000", "130.000", "5.000"))
    explained = clerk.call(closing(130_000, rest="<note>Trả nhầm tiền thừa</note>"))
    assert (explained.value("differenceVnd"), explained.value("note")) == ("-5000", "Trả nhầm tiền thừa")
    assert clerk.call(closing(135_000)).code == "CONFLICT"  # the same request id with other cash


def test_every_fault_of_a_close_is_told_in_the_words_of_the_contract(clerk: Clerk) -> None:
    wrong = clerk.call(closing("13,5", rest=f"<clerkName>{'x' * 51}</clerkName>"))
    assert (wrong.code, wrong.fields) == ("VALIDATION", {"countedVnd": "CASH_INVALID", "clerkName": "TEXT_TOO_LONG"})
    assert clerk.call("<CloseShift/>").fields == {"requestId": "REQUIRED", "countedVnd": "REQUIRED"}


# -- the shift file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("client", ["zeep", "suds"])
def test_a_file_is_sent_followed_and_its_result_fetched(clerk: Clerk, client: str) -> None:
    service, content = getattr(clerk, client), file_of(clerk.username, 3, "hỏng;0;")
    given = content if client == "zeep" else base64.b64encode(content).decode()
    file = {"fileType": "text/csv", "content": given, "sha256": hashlib.sha256(content).hexdigest(), "name": "ca-1"}
    sent, again = service.SendShiftFile(**file), service.SendShiftFile(**file)
    assert (sent.state, sent.total, sent.done, sent.repeat) == ("waiting", 4, 0, False)
    assert (again.fileNo, again.repeat) == (sent.fileNo, True)
    before = service.GetShiftFile(fileNo=sent.fileNo)
    assert (before.state, before.done) == ("waiting", 0)
    work_all(clerk)
    done = service.GetShiftFile(fileNo=sent.fileNo)
    assert (done.state, done.stateText, done.accepted, done.refused) == ("done", "đã xử lý xong", 3, 1)
    result = rows(done.content if client == "zeep" else base64.b64decode(done.content))
    assert [(row["line"], row["outcome"]) for row in result[-2:]] == [("4", "accepted"), ("5", "refused")]
    assert result[0]["dossier_no"].startswith("000.00.16.H01-") and clerk.dossiers() == 3


def test_a_file_beside_the_envelope_is_the_same_file(clerk: Clerk) -> None:
    content = file_of(clerk.username, 2)
    body = f"<SendShiftFile><fileType>text/csv</fileType><content>{INCLUDE}</content></SendShiftFile>"
    beside = clerk.post(*related(envelope(body, clerk.token), {"file@x": content}))
    assert (beside.status, beside.value("repeat"), beside.value("total")) == (200, "false", "2"), beside.text
    inline = clerk.zeep.SendShiftFile(fileType="text/csv", content=content)
    assert (inline.repeat, inline.fileNo) == (True, beside.value("fileNo"))


def test_xml_is_answered_by_its_own_schema(clerk: Clerk) -> None:
    one = f"<SubmitDossier><requestId>{clerk.username}</requestId><procedure>1.002820</procedure>"
    content = f'<ShiftFile xmlns="{NS}">{one}<owner><name>Lê Thị Út</name></owner></SubmitDossier></ShiftFile>'
    file_no = clerk.zeep.SendShiftFile(fileType="application/xml", content=content.encode()).fileNo
    work_all(clerk)
    done = clerk.zeep.GetShiftFile(fileNo=file_no)
    schema = etree.XMLSchema(etree.parse(contract.FOLDER / "shift-file.xsd"))
    schema.assertValid(etree.fromstring(done.content))
    assert (done.fileType, done.accepted) == ("application/xml", 1)


@pytest.mark.parametrize(
    ("kind", "content", "rest", "fields"),
    [
        ("text/plain", "eA==", "", {"fileType": "FILE_TYPE_SHIFT_FILE"}),
        ("text/csv", "?", "", {"content": "ATTACHMENT_BROKEN"}),
        ("text/csv", "eA==", "<sha256>00</sha256>", {"sha256": "ATTACHMENT_DIGEST"}),
        ("application/xml", "PGE+", "", {".": "XML_BROKEN"}),
    ],
)
def test_what_is_no_shift_file_is_refused_with_its_place(
    clerk: Clerk, kind: str, content: str, rest: str, fields: dict[str, str]
) -> None:
    file = f"<fileType>{kind}</fileType><content>{content}</content>"
    reply = clerk.call(f"<SendShiftFile>{file}{rest}</SendShiftFile>")
    assert (reply.status, reply.fields) == (500, fields), reply.text


def test_another_file_under_a_name_is_a_conflict(clerk: Clerk) -> None:
    clerk.zeep.SendShiftFile(fileType="text/csv", content=file_of(clerk.username, 1), name="ca-1")
    other = base64.b64encode(file_of(clerk.username, 2)).decode()
    body = f"<fileType>text/csv</fileType><content>{other}</content><name>ca-1</name>"
    assert clerk.call(f"<SendShiftFile>{body}</SendShiftFile>").code == "CONFLICT"


# -- who may -----------------------------------------------------------------------------------------------------------


def test_files_of_others_are_not_there(clerk: Clerk, counter: Any) -> None:
    sent = clerk.zeep.SendShiftFile(fileType="text/csv", content=file_of(clerk.username, 1))
    name = builders.unique("other")
    secret = builders.new_key(counter.context, username=name, sender=name, office_id=builders.OTHER_OFFICE)
    other = Clerk(counter.url, name, secret, counter.context)
    assert other.call(f"<GetShiftFile><fileNo>{sent.fileNo}</fileNo></GetShiftFile>").code == "NOT_FOUND"


@pytest.mark.parametrize("operation", CALLS)
def test_a_key_without_the_role_may_not(counter: Any, operation: str) -> None:
    wanted = Role.COLLECT if operation in ("OpenShift", "CloseShift") else Role.SUBMIT
    reply = clerk_with(counter, *(role for role in Role if role is not wanted)).call(CALLS[operation])
    assert reply.code == "NOT_ALLOWED"
