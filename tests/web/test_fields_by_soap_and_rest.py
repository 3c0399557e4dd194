"""The fields of both contracts are the same, but for those that are told here with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from integrations.post.soap import contract
from tests.web import contracts
from tests.web.contracts import Fields
from tests.web.service import Service
from tests.web.test_same_by_soap_and_rest import TABLE, named

# What SOAP's fields are called in REST, wherever they stand.
RENAMED = [
    (r"^request_id$", "idempotency_key"),
    (r"(?<!raw)(?<!answer)(?<!why)_text\b", "_vi"),
    (r"\bfield_error\[\]", "faults[]"),
    (r"\b(warnings|faults)\[\]\.message$", r"\1[].text"),
    (r"^(from|to)_day$", r"\1"),
    (r"^codes\[\]\.code$", "codes[]"),
    (r"\bpaper_kind$", "paper"),
    (r"^(dossiers\[\]\.)?procedure$", r"\1procedure_code"),
    (r"^dossiers\[\]", "[]"),
    (r"^handovers\[\]", "items[]"),
    (r"^events\[\]\.post_office$", "events[].post_office"),
    (r"^(parcels\[\]\.events\[\])\.post_office$", r"\1.pos_code"),
    (r"^(parcels\[\]\.events\[\])\.at$", r"\1.status_at"),
    (r"^listed\b", "totals"),
    (r"^differences\[\]\.outcome$", "differences[].kind"),
]
SENT_AS = {"procedure_code": "procedure"}  # told and sent are called otherwise
FILE = "REST sends the file itself, its name and digest in the headers"
ADDRESS = "REST has them among its links"
LINKS = "the addresses that SOAP tells one by one"
FIRST = "as GetDossier tells it"
SHARED = "REST answers with what another operation of the same thing tells"
PAYMENTS = "a till is told by its sums; what is in it one by one stands in the fee list"
PARTS = "the list by itself, its items by GetHandover"

SENT_BY_SOAP = {
    "OpenHandover": {"corrects": "REST names it in the path of correctHandover"},
    "ScanHandover": {"reopen": "REST's reopenHandover", "take_out": "REST's removeFromHandover"},
    "GetHandover": {"with_paper": "REST's getHandoverManifest"},
    "ConfirmHandover": {"none_found": "REST sends an empty found, which a WSDL cannot tell from none"},
    "SendShiftFile": {
        "content": "REST's body", "file_type": "REST's Content-Type", "sha256": "TLS and the length of the body",
        "name": "REST's Idempotency-Key",
    },
}  # fmt: skip
SENT_BY_REST = {
    "GetReceipt": {"format": "SOAP's GetPaper"},
    "OpenHandover": {"list_no": "of correctHandover: SOAP's corrects"},
    "GetHandovers": {"limit": "a page of SOAP is of 50"},
    "SendShiftFile": {"idempotency_key": "SOAP's name"},
}
REQUIRED_BY_ONE = {
    "papers[].attachment.media_type": "by SOAP: it has been so from the first",
    "return_by_post.wish": "by SOAP: REST takes the part without it for unknown",
    "home_collection.wish": "by SOAP: REST takes the part without it for unknown",
    "name": "by SOAP: by REST a person may be logged in",
    "events[].status_code": "by REST's description: both judge each event by itself",
}
TOLD_BY_SOAP = {
    "*": {"paper_url": ADDRESS, "[].paper_url": ADDRESS, "manifest_url": ADDRESS, "items[].manifest_url": ADDRESS},
    "Ping": {"service": "any call of REST shows it", "version": "as service", "time": "as service"},
    "GetReceipt": dict.fromkeys(("content", "file_name", "media_type", "sha256"), FILE),
    "GetPaper": dict.fromkeys(("content", "file_name", "media_type", "sha256"), FILE),
    "GetHandover": dict.fromkeys(("content", "file_name", "media_type", "sha256"), FILE),
    "GetShiftFile": {"content": FILE, "file_type": FILE},
    "SupplementDossier": {"state_vi": FIRST},
    "WithdrawDossier": {"state_vi": FIRST},
    "CorrectDossier": {"state_vi": FIRST},
    "RegisterReturn": {"state_vi": FIRST, "may_receive_vi": "the value is enough for a program"},
    "RegisterCollection": {"state_vi": FIRST},
    "GetParcels": {"dossier_no": "REST's path"},
    "ScanHandover": {"handover.manifest_url": ADDRESS},
    "ReportEvents": dict.fromkeys(("kept", "repeats", "refused"), "REST's counts, by result"),
    "OpenShift": dict.fromkeys(("by_method[]", "by_method[].method", "by_method[].amount_vnd"), "REST's object"),
    "CloseShift": dict.fromkeys(("by_method[]", "by_method[].method", "by_method[].amount_vnd"), "REST's object"),
}
_UPDATED = dict.fromkeys(("code_issuer", "received_at", "submitted_at"), FIRST)
_REGISTERED = {**_UPDATED, "paper": FIRST}
_TILL = {"by_method": "SOAP's rows", "payments[]": PAYMENTS, "office_id": "the account's own"}
_TILL |= {"remittance_no": "where a shift was handed on is told by REST's getShift"}
TOLD_BY_REST = {
    "*": {"links": LINKS, "[].links": LINKS, "items[].links": LINKS, "handover.links": LINKS},
    "GetDossier": {"repeat": SHARED},
    "SearchDossiers": {"[]": "SOAP names the row", "[].repeat": SHARED},
    "SupplementDossier": _UPDATED,
    "WithdrawDossier": _UPDATED,
    "CorrectDossier": _UPDATED,
    "RegisterReturn": {**_REGISTERED, "sender": SHARED},
    "RegisterCollection": {**_REGISTERED, "receiver": SHARED, "may_receive": SHARED, "deputy": SHARED},
    "GetParcels": {"parcels[].answer_code": "the post's own number, for operators"},
    "OpenHandover": dict.fromkeys(("items[]", "differences[]", "totals", "received"), PARTS),
    "ScanHandover": {"differences": SHARED, "handover.repeat": SHARED},
    "GetHandover": {"repeat": SHARED, "totals.by_kind": "a sum of items", "received.by_kind": "a sum of items"},
    "GetHandovers": {"items[].repeat": SHARED},
    "ReportEvents": {"counts": "SOAP's kept, repeats, refused"},
    "GetClerkReport": {"first": "the period as asked", "last": "the period as asked"},
    "OpenShift": _TILL
    | dict.fromkeys(("closed_at", "counted_vnd", "difference_vnd", "expected_vnd", "note"), "of a closed one"),
    "CloseShift": _TILL,
    "SendShiftFile": dict.fromkeys(
        ("accepted", "conflicts", "failed", "refused", "repeats", "taken_at", "ended_at", "emptied_at", "name"),
        "SOAP's GetShiftFile",
    ),
    "GetShiftFile": {"emptied_at": "its result is empty then", "name": "the sender's own", "repeat": SHARED},
}  # fmt: skip
Document = dict[str, Any]
OPERATIONS = {each.name: each for each in contract.OPERATIONS.values()}


@pytest.fixture(scope="module")
def document(service: Service) -> Document:
    found: Document = service.session.get(f"{service.url}/api/v1/openapi.json").json()
    return found


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "Ping"])
def test_what_is_sent_is_the_same(document: Document, name: str) -> None:
    soap = {
        SENT_AS.get(path, path): must for path, must in renamed(contracts.of_soap(OPERATIONS[name].request)).items()
    }
    rest = of_rest(document, name, contracts.sent_by_rest)
    assert soap.keys() - rest.keys() == SENT_BY_SOAP.get(name, {}).keys()
    assert rest.keys() - soap.keys() == SENT_BY_REST.get(name, {}).keys()
    differing = {path for path in soap.keys() & rest.keys() if soap[path] != rest[path]}
    assert differing <= REQUIRED_BY_ONE.keys()


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_told_is_the_same(document: Document, name: str) -> None:
    soap = renamed(contracts.of_soap(OPERATIONS[name].response))
    if name in ("OpenHandover", "GetHandover"):  # a part of its own by SOAP
        soap = {path.removeprefix("handover."): must for path, must in soap.items() if path != "handover"}
    rest = of_rest(document, name, contracts.told_by_rest)
    only_soap, only_rest = soap.keys() - rest.keys(), rest.keys() - soap.keys()
    assert only_soap == within(TOLD_BY_SOAP, name, only_soap), "told by SOAP alone"
    assert only_rest == within(TOLD_BY_REST, name, only_rest), "told by REST alone"
    assert not [each for each in TOLD_BY_SOAP.get(name, {}) if not within({name: {each: ""}}, name, only_soap)]
    assert not [each for each in TOLD_BY_REST.get(name, {}) if not within({name: {each: ""}}, name, only_rest)]


def renamed(fields: Fields) -> Fields:
    def by_rest(path: str) -> str:
        for pattern, name in RENAMED:
            path = re.sub(pattern, name, path)
        return path

    return {by_rest(path): must for path, must in fields.items()}


def of_rest(document: Document, name: str, read: Callable[[Document, Document], Fields]) -> Fields:
    """Of all operations of REST that stand for this one of SOAP."""
    same, fields = named(TABLE[name].partition("(")[0]), Fields()
    for item in document["paths"].values():
        for method, operation in item.items():
            if method != "parameters" and operation["operationId"] in same:
                parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
                fields |= read({**operation, "parameters": parameters}, document)
    return fields


def within(excepted: dict[str, dict[str, str]], name: str, paths: set[str]) -> set[str]:
    """Those of the paths that are excepted, by themselves or by the part that they stand in."""
    parts = {**excepted.get("*", {}), **excepted.get(name, {})}
    return {path for path in paths if any(path == part or path.startswith(f"{part}.") for part in parts)}
