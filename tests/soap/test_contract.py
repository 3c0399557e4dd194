"""The contract and the code cannot drift apart: WSDL, XSD, enumerations, operations, examples, a foreign serialiser."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from base64 import b64decode
from enum import StrEnum

import pytest
import requests
import zeep
from lxml import etree

from app import forms
from app.domain import correction
from app.domain.attachment import MEDIA_TYPES
from app.domain.handover.count import DifferenceKind
from app.domain.handover.item import Direction, ItemKind
from app.domain.handover.life import State as ListState
from app.domain.handover.lists import Side
from app.domain.life import STATES, State
from app.domain.messages import CATALOGUE
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.post.parcel import Finding, OrderState
from app.domain.post.service_mode import ServiceMode
from app.domain.post.tracking import Reason, Status
from app.domain.submission import Channel, FeeMethod, FeePlace, MayReceive, Wish
from app.handover.results import OUTCOMES
from app.post.reporting import Result
from integrations.post.soap import codec, contract, shapes, validity
from integrations.post.soap.handlers import HANDLERS
from integrations.post.words import SYSTEMS
from tests.soap.support import MESSAGES, NS, SOAP11, SOAP12

XSD = contract.XSD_TREE
PREFIXES = {"x": "http://www.w3.org/2001/XMLSchema", "w": "http://schemas.xmlsoap.org/wsdl/"}
ENUMERATIONS: dict[str, type[StrEnum]] = {
    "Channel": Channel,
    "Wish": Wish,
    "FeePlace": FeePlace,
    "FeeMethod": FeeMethod,
    "Direction": Direction,
    "ItemKind": ItemKind,
    "Side": Side,
    "MayReceive": MayReceive,
    "ServiceMode": ServiceMode,
    "FreightPayer": FreightPayer,
}
EXAMPLES = sorted(MESSAGES.glob("*.xml"))


def test_every_operation_has_messages_a_handler_and_both_bindings() -> None:
    names = {operation.name for operation in contract.OPERATIONS.values()}
    assert names == set(HANDLERS)
    for binding in contract.WSDL_TREE.iterfind("w:binding", PREFIXES):
        assert {each.get("name") for each in binding.iterfind("w:operation", PREFIXES)} == names
        actions = binding.xpath("w:operation/*/@soapAction", namespaces=PREFIXES)
        assert actions == [operation.action for operation in contract.OPERATIONS.values()]


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_enumerations_are_those_of_the_code(name) -> None:  # type: ignore[no-untyped-def]
    values = XSD.xpath(f"x:simpleType[@name='{name}']//x:enumeration/@value", namespaces=PREFIXES)
    assert values == [*ENUMERATIONS[name]]


def test_every_paper_can_be_asked_for() -> None:
    values = XSD.xpath("x:simpleType[@name='AnyPaper']//x:enumeration/@value", namespaces=PREFIXES)
    assert sorted(values) == sorted(forms.KINDS)


@pytest.mark.parametrize(
    "words", [Status, Reason, OrderState, Finding, Leg, FreightPayer, Result, DifferenceKind, ListState, OUTCOMES]
)
def test_every_word_that_is_told_fits_the_contract(words) -> None:  # type: ignore[no-untyped-def]
    (pattern,) = XSD.xpath("x:simpleType[@name='Word']//x:pattern/@value", namespaces=PREFIXES)
    assert all(re.fullmatch(pattern, word) for word in words)


def test_statuses_and_reasons_that_may_be_reported_are_named() -> None:
    told = {
        name: XSD.xpath(f"string(x:complexType[@name='ReportedEvent']//x:element[@name='{name}'])", namespaces=PREFIXES)
        for name in ("statusCode", "reason", "codeTable")
    }
    assert all(re.search(rf"\b{word}\b", told["statusCode"]) for word in Status if word is not Status.UNKNOWN)
    assert all(re.search(rf"\b{word}\b", told["reason"]) for word in Reason if word is not Reason.UNKNOWN)
    assert all(re.search(rf"\b{name}\b", told["codeTable"]) for name in SYSTEMS)


def test_every_state_fits_the_contract_and_is_told_by_its_name() -> None:
    (pattern,) = XSD.xpath("x:simpleType[@name='State']//x:pattern/@value", namespaces=PREFIXES)
    assert all(re.fullmatch(pattern, state) for state in State)
    text = XSD.xpath("string(x:simpleType[@name='State']/x:annotation)", namespaces=PREFIXES)
    told = dict(re.findall(r"^ *([a-z_]+): (.+)[;.]$", text, re.MULTILINE))
    assert told == {state: names.vi for state, names in STATES.items()}


@pytest.mark.parametrize(
    ("changes", "whole"),
    [("PersonChanges", "Person"), ("ReturnChanges", "ReturnByPost"), ("CollectionChanges", "HomeCollection")],
)
def test_all_of_a_part_can_be_corrected_and_none_of_it_must(changes: str, whole: str) -> None:
    def elements(name: str, what: str) -> list[str]:
        return XSD.xpath(f"x:complexType[@name='{name}']//x:element/@{what}", namespaces=PREFIXES)

    assert (elements(changes, "name"), elements(changes, "type")) == (elements(whole, "name"), elements(whole, "type"))
    assert set(elements(changes, "minOccurs")) == {"0"}


def test_what_can_be_corrected_is_what_the_domain_corrects() -> None:
    shape = contract.OPERATIONS[f"{{{NS}}}CorrectDossier"].request
    parts = {node.key for node in shape.children.values()}
    assert parts - {"request_id", "code", "reason"} == set(correction.PARTS)


def test_everything_is_documented_in_vietnamese() -> None:
    parts = XSD.xpath("//x:element | //x:complexType[@name] | //x:simpleType | //x:enumeration", namespaces=PREFIXES)
    for part in parts:
        texts = part.xpath("x:annotation/x:documentation[@xml:lang='vi']/text()", namespaces=PREFIXES)
        assert len(texts) == 1, etree.tostring(part)[:200]
        assert texts[0].strip()


def test_media_types_in_the_documentation_are_those_of_the_code() -> None:
    text = XSD.xpath("string(x:complexType[@name='Attachment']//x:element[@name='mediaType'])", namespaces=PREFIXES)
    assert set(re.findall(r"[a-z]+/[a-z-]+", text)) == set(MEDIA_TYPES)


def test_codes_of_wrong_values_are_in_the_catalogue() -> None:
    assert set(shapes.WRONG_VALUE.values()) <= set(CATALOGUE)
    types = XSD.xpath("x:simpleType/@name", namespaces=PREFIXES)
    assert set(shapes.WRONG_VALUE) <= set(types)


def test_required_elements_come_before_optional_ones() -> None:
    for sequence in XSD.iterfind(".//x:sequence", PREFIXES):
        optional = [each.get("minOccurs") == "0" for each in sequence]
        if sequence.getparent().get("name") != "Attachment":
            assert optional == sorted(optional), etree.tostring(sequence.getparent())[:200]


def test_no_abstract_or_any_types() -> None:
    assert not XSD.xpath(
        "//*[@abstract] | //x:any | //x:anyAttribute | //x:choice | //x:attribute", namespaces=PREFIXES
    )


def test_no_range_of_times() -> None:
    """KDSoap makes code of it that does not compile; the pattern says which years."""
    for each in XSD.xpath("//x:restriction[@base='xsd:dateTime' or @base='xsd:date']", namespaces=PREFIXES):
        assert {etree.QName(facet).localname for facet in each} == {"pattern"}


def test_the_message_of_the_fault_is_not_named_like_its_element() -> None:
    """Axis 1.4 makes code of it that does not compile."""
    messages = {each.get("name"): each for each in contract.WSDL_TREE.iterfind("w:message", PREFIXES)}
    for fault in contract.WSDL_TREE.iterfind("w:portType/w:operation/w:fault", PREFIXES):
        name = fault.get("message", "").partition(":")[2]
        assert messages[name].find("w:part", PREFIXES).get("element") != f"tns:{name}"


@pytest.mark.parametrize(
    ("time", "taken"),
    [
        ("1900-01-01T00:00:00Z", True),
        ("2199-12-31T23:59:59.999999999+07:00", True),
        ("1899-12-31T23:59:59Z", False),
        ("2200-01-01T00:00:00", False),
        ("12026-01-01T00:00:00Z", False),
        ("2021-11-15T24:00:00Z", False),
    ],
)
def test_times_that_the_contract_takes(time, taken) -> None:  # type: ignore[no-untyped-def]
    element = etree.fromstring(
        f'<PingResponse xmlns="{NS}"><service>s</service><version>1</version><time>{time}</time></PingResponse>'
    )
    assert validity.is_valid(element) == taken


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_example_messages_are_valid(path) -> None:  # type: ignore[no-untyped-def]
    root = etree.parse(path).getroot()
    namespace = SOAP12 if "soap12" in path.name else SOAP11
    (body,) = root.find(f"{{{namespace}}}Body")
    assert validity.faults(body, contract.OPERATIONS[body.tag].request) == []


def test_every_operation_has_an_example() -> None:
    shown = {etree.parse(path).xpath("local-name(//*[local-name()='Body']/*)") for path in EXAMPLES}
    assert shown == {operation.name for operation in contract.OPERATIONS.values()}


@pytest.mark.parametrize("query", ["wsdl", "WSDL", "wsdl&soap=1.1"])
def test_published_wsdl_loads_in_zeep_and_names_the_public_address(counter, query) -> None:  # type: ignore[no-untyped-def]
    client = zeep.Client(f"{counter.url}?{query}")
    ports = client.wsdl.services["CounterService"].ports
    assert set(ports) == ({"CounterSoap11"} if "1.1" in query else {"CounterSoap11", "CounterSoap12"})
    assert {port.binding_options["address"] for port in ports.values()} == {counter.url}


def test_the_wsdl_for_axis_names_no_soap_1_2(counter) -> None:  # type: ignore[no-untyped-def]
    assert "soap12:" not in counter.get("wsdl&soap=1.1").text.replace("xmlns:soap12=", "")


def test_a_forged_host_changes_no_address(counter) -> None:  # type: ignore[no-untyped-def]
    page = requests.get(f"{counter.url}?wsdl", headers={"Host": "evil.example"}, timeout=10)
    assert "evil.example" not in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [("xsd=counter.xsd", 200), ("xsd=counter", 200), ("xsd=../secret", 404), ("x=1", 404), ("", 405)],
)
def test_only_the_contract_is_published(counter, query, status) -> None:  # type: ignore[no-untyped-def]
    assert counter.get(query).status_code == status


# -- a foreign serialiser against our codec ---------------------------------------------------------------------------

CONTENT = b"%PDF-1.7\n" + bytes(range(256))
FULL = {
    "requestId": "r-17",
    "procedure": "1.002809",
    "owner": {
        "name": "Nguyễn Thị Ánh",
        "birth": "1980",
        "idNumber": "089180000017",
        "phone": "0912345678",
        "email": "a@example.vn",
        "address": {"text": "khóm 1", "scheme": "gso-3", "province": "89", "district": "883", "ward": "30286"},
    },
    "channel": "post_counter",
    "codeIssuer": "post",
    "code": "PHS-17",
    "licenceClass": "B2",
    "heldLicence": {"licenceClass": "B2", "number": "890118000017", "serial": "AN1"},
    "submitter": {"name": "Trần Văn Hòa"},
    "papers": {
        "paper": [
            {
                "name": "Đơn",
                "code": "TP1",
                "originals": 1,
                "copies": 0,
                "certified": 2,
                "attachment": {
                    "fileName": "đơn.pdf",
                    "mediaType": "application/pdf",
                    "content": CONTENT,
                    "sha256": hashlib.sha256(CONTENT).hexdigest(),
                },
            },
            {"name": "Ảnh"},
        ]
    },
    "fee": {"amountVnd": 135000, "place": "counter", "method": "cash", "voucher": "BL-1"},
    "returnByPost": {
        "wish": "yes",
        "receiver": "A",
        "phone": "0912345678",
        "address": {"text": "khóm 2"},
        "mayReceive": "authorised",
        "deputy": {"name": "B", "idNumber": "089180000018"},
    },
    "homeCollection": {"wish": "yes", "sender": "A", "phone": "0912345678", "address": {"text": "khóm 3"}},
    "summary": "Đổi giấy phép",
    "submittedAt": dt.datetime(2021, 11, 15, 7, 55, tzinfo=dt.timezone(dt.timedelta(hours=7))),
}


def test_what_zeep_writes_we_read() -> None:
    client = zeep.Client(str(contract.FOLDER / "counter.wsdl"))
    envelope = client.create_message(client.service, "SubmitDossier", **FULL)
    (body,) = etree.fromstring(etree.tostring(envelope)).find(f"{{{SOAP11}}}Body")
    shape = contract.OPERATIONS[body.tag].request
    values = codec.decode(body, shape, {})
    assert validity.faults(body, shape) == []
    assert _renamed(FULL) == _comparable(values)


def test_what_we_write_zeep_reads() -> None:
    client = zeep.Client(str(contract.FOLDER / "counter.wsdl"))
    now = dt.datetime(2021, 11, 15, 1, 0, tzinfo=dt.UTC)
    values = {
        "dossier_no": "000.00.16.H01-211115-0001",
        "state": State.RECEIVED,
        "submitted_at": now,
        "paper_kind": "receipt",
        "paper_url": "http://localhost/x",
        "repeat": True,
        "warnings": [{"code": "A", "message": "một"}, {"code": "B", "message": "hai"}],
    }
    element = codec.encode(contract.ELEMENTS[f"{{{NS}}}SubmitDossierResponse"], values)
    assert validity.is_valid(element)
    read = client.wsdl.types.deserialize(etree.fromstring(etree.tostring(element)))
    assert (read.dossierNo, read.repeat, read.submittedAt, read.code) == (values["dossier_no"], True, now, None)
    assert [(each.code, each.message) for each in read.warnings.warning] == [("A", "một"), ("B", "hai")]


def _renamed(value):  # type: ignore[no-untyped-def]
    """zeep's values under our names, as text."""
    if isinstance(value, dict):
        if set(value) == {"paper"}:
            return _renamed(value["paper"])
        return {re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), k): _renamed(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(each) for each in value]
    if isinstance(value, dt.datetime):
        return value
    return value if isinstance(value, bytes) else str(value)


def _comparable(values):  # type: ignore[no-untyped-def]
    values = {**values, "submitted_at": dt.datetime.fromisoformat(values["submitted_at"])}
    attachment = values["papers"][0]["attachment"]
    attachment["content"] = b64decode(attachment["content"])
    return values


def test_shapes_follow_the_xsd() -> None:
    submit = contract.ELEMENTS[f"{{{NS}}}SubmitDossier"]
    owner = submit.children[f"{{{NS}}}owner"]
    assert (submit.children[f"{{{NS}}}requestId"].wrong, owner.key, owner.required) == (
        "REQUEST_ID_INVALID",
        "owner",
        True,
    )
    assert submit.children[f"{{{NS}}}papers"].rows is not None


def test_every_path_of_the_domain_spells_an_element_of_the_contract() -> None:
    """What reading.py may blame is what the sender can find in the XSD."""
    assert shapes.spell("owner.id_number") == "owner/idNumber"
    assert shapes.spell("return_by_post.address.text") == "returnByPost/address/text"
    assert shapes.spell("papers[11].attachment.sha256") == "papers/paper[12]/attachment/sha256"
