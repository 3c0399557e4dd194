"""Papers over REST: formats, several in one file, for label printers."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
import requests

from app.security.principals import Role
from tests import builders
from tests.web.service import Service, faults, refused

MM = 72 / 25.4


def pages(content: bytes) -> list[tuple[float, float]]:
    """Page sizes in mm."""
    found = pypdf.PdfReader(io.BytesIO(content)).pages
    return [(round(float(p.mediabox.width) / MM, 1), round(float(p.mediabox.height) / MM, 1)) for p in found]


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("receipt.pdf", (210, 297)),
        ("receipt.pdf?format=a4", (210, 297)),
        ("receipt.pdf?format=a5", (148, 210)),
        ("label.pdf", (100, 150)),
        ("label.pdf?format=a6", (105, 148)),
        ("label.pdf?format=four-on-a4", (210, 297)),
    ],
)
def test_paper_comes_in_the_format_asked_for(service: Service, path: str, size: tuple[float, float]) -> None:
    number = service.finished()["dossier_no"]
    reply = service.call("GET", f"/{number}/{path}")
    assert reply.status_code == 200
    assert set(pages(reply.content)) == {size}
    assert service.call("GET", f"/{number}/{path}").content == reply.content


def test_format_that_the_paper_does_not_have_is_refused(service: Service) -> None:
    number = service.finished()["dossier_no"]
    assert faults(service.call("GET", f"/{number}/receipt.pdf?format=a6")) == {"format": "CHOICE_UNKNOWN"}


def test_label_for_a_label_printer_is_zpl(service: Service) -> None:
    reply = service.call("GET", f"/{service.finished()['dossier_no']}/label.zpl")
    assert reply.headers["Content-Type"].startswith("application/zpl")
    assert reply.content.startswith(b"^XA") and reply.content.rstrip().endswith(b"^XZ")


def test_label_before_it_is_finished_is_not_found(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    for path in ("label.pdf", "label.zpl", "label.pdf?format=a6"):
        refused(service.call("GET", f"/{number}/{path}"), 404)


def test_labels_of_several_dossiers_fill_a_sheet_from_the_free_place(service: Service) -> None:
    found = [service.finished() for _ in range(3)]
    codes = "&".join(f"code={d['dossier_no']}" for d in found)
    reply = service.call("GET", f"/papers.pdf?{codes}&kind=label&format=four-on-a4&start=3")
    assert pages(reply.content) == [(210, 297)] * 2
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(reply.content)).pages).replace(" ", "")
    assert all(d["item_code"] in text for d in found)


def test_receipts_of_several_dossiers_come_in_one_file_in_order(service: Service) -> None:
    numbers = [service.accepted()["dossier_no"] for _ in range(3)]
    reply = service.call("GET", "/papers.pdf?" + "&".join(f"code={n}" for n in numbers))
    texts = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(reply.content)).pages]
    assert len(texts) == 6
    assert [n for t in texts[::2] for n in numbers if n in t] == numbers


def test_every_code_without_its_paper_is_named(service: Service) -> None:
    good, waiting = service.finished()["dossier_no"], service.accepted(channel="portal")["dossier_no"]
    query = f"/papers.pdf?code={good}&code={waiting}&code=nobody&kind=receipt"
    assert faults(service.call("GET", query)) == {"code[1]": "PAPER_MISSING", "code[2]": "PAPER_MISSING"}
    assert faults(service.call("GET", "/papers.pdf")) == {"code": "REQUIRED"}
    wrong = f"/papers.pdf?code={good}&kind=label&format=a6&start=2"
    assert faults(service.call("GET", wrong)) == {"start": "PLACE_MISSING"}
    assert faults(service.call("GET", f"/papers.pdf?code={good}&kind=x&start=-1")) == {
        "kind": "CHOICE_UNKNOWN",
        "start": "NUMBER_NEGATIVE",
    }


def test_calibration_page_is_an_a4_sheet(service: Service) -> None:
    reply = service.session.get(
        f"{service.url}/api/v1/label-calibration.pdf", headers={"Authorization": f"Bearer {service.key}"}, timeout=30
    )
    assert pages(reply.content) == [(210, 297)]


# -- the papers of one dossier -------------------------------------------------------------------------------------


def papers_of(service: Service, number: str) -> dict[str, Any]:
    reply = service.call("GET", f"/{number}/papers")
    assert reply.status_code == 200, reply.text
    return {paper["kind"]: paper for paper in reply.json()["papers"]}


def test_every_paper_of_a_dossier_is_listed_and_every_link_leads_to_it(service: Service) -> None:
    number = service.finished()["dossier_no"]
    found = papers_of(service, number)
    assert found.keys() == {"slip", "receipt", "label", "control_slip"}
    headers = {"Authorization": f"Bearer {service.key}"}
    for kind, paper in found.items():
        reply = service.session.get(paper["links"]["self"], headers=headers, timeout=30)
        assert reply.content.startswith(b"%PDF-"), kind
    assert all(paper["printed_at"] for paper in papers_of(service, number).values())
    assert found["control_slip"]["printed_at"] is None
    assert not any(paper["reprints"] for paper in found.values())


def test_a_paper_is_the_same_by_its_kind_as_by_its_own_path(service: Service) -> None:
    number = service.finished()["dossier_no"]
    for path, kind in (("receipt.pdf", "receipt"), ("label.pdf?format=a6", "label")):
        query = path.partition("?")[2]
        reply = service.call("GET", f"/{number}/papers/{kind}.pdf?{query}")
        assert reply.content == service.call("GET", f"/{number}/{path}").content


def test_an_edition_that_is_named_stays_as_it_was(service: Service) -> None:
    number = service.accepted(channel="portal")["dossier_no"]
    slip = service.call("GET", f"/{number}/papers/receipt.pdf").content
    service.call("POST", f"/{number}/receive")
    assert service.call("GET", f"/{number}/papers/slip.pdf?edition=1").content == slip
    receipt = papers_of(service, number)["receipt"]["edition"]
    assert service.call("GET", f"/{number}/papers/receipt.pdf?edition={receipt}").status_code == 200
    refused(service.call("GET", f"/{number}/papers/receipt.pdf?edition={receipt + 1}"), 404)


def reprint(
    service: Service, number: str, body: Any, kind: str = "receipt", *, name: str = "", key: str | None = None
) -> requests.Response:
    headers = {"Idempotency-Key": name or builders.unique("reprint")}
    return service.call("POST", f"/{number}/papers/{kind}/reprint", json=body, headers=headers, key=key)


def test_a_reprint_is_marked_and_counted_with_its_reason(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    for nth in (1, 2):
        reply = reprint(service, number, {"reason": f"Kẹt giấy lần {nth}"})
        assert reply.status_code == 200 and reply.headers["Content-Type"] == "application/pdf"
        assert f"BẢN IN LẠI LẦN {nth}" in pypdf.PdfReader(io.BytesIO(reply.content)).pages[0].extract_text()
    found = papers_of(service, number)["receipt"]["reprints"]
    assert [(each["reprint"], each["reason"]) for each in found] == [(1, "Kẹt giấy lần 1"), (2, "Kẹt giấy lần 2")]
    assert all(each["printed_at"] for each in found)


def test_the_same_reprint_sent_again_is_the_same_print(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    name = builders.unique("reprint")
    first, second = (reprint(service, number, {"reason": "Kẹt giấy"}, name=name) for _ in range(2))
    assert first.status_code == second.status_code == 200 and first.content == second.content
    assert len(papers_of(service, number)["receipt"]["reprints"]) == 1
    refused(reprint(service, number, {"reason": "Mất giấy"}, name=name), 409)
    nameless = service.call("POST", f"/{number}/papers/receipt/reprint", json={"reason": "Kẹt giấy"})
    assert faults(nameless) == {"Idempotency-Key": "REQUIRED"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"reason": "REQUIRED"}),
        ({"reason": " "}, {"reason": "REQUIRED"}),
        ({"reason": 5}, {"reason": "TYPE_INVALID"}),
        ({"reason": "Kẹt giấy", "edition": "x"}, {"edition": "TYPE_INVALID"}),
        ({"reason": "Kẹt giấy", "kind": "label"}, {"kind": "FIELD_UNKNOWN"}),
    ],
)
def test_a_reprint_without_a_reason_is_refused(service: Service, body: Any, expected: dict[str, str]) -> None:
    number = service.accepted()["dossier_no"]
    assert faults(reprint(service, number, body)) == expected
    assert papers_of(service, number)["receipt"]["reprints"] == []


def test_a_paper_that_a_dossier_does_not_have_is_not_found(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    for kind in ("label", "refusal", "stop_notice", "nothing", "receipt.pdf"):
        refused(service.call("GET", f"/{number}/papers/{kind}.pdf"), 404)
        refused(reprint(service, number, {"reason": "Kẹt giấy"}, kind), 404)


def test_a_wrong_edition_or_format_is_named(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    wrong = service.call("GET", f"/{number}/papers/receipt.pdf?edition=-1&format=a6")
    assert faults(wrong) == {"edition": "NUMBER_NEGATIVE", "format": "CHOICE_UNKNOWN"}


def test_the_papers_of_another_office_are_not_found(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    key = builders.new_key(service.context, office_id=builders.OTHER_OFFICE)
    refused(service.call("GET", f"/{number}/papers", key=key), 404)
    refused(reprint(service, number, {"reason": "Kẹt"}, key=key), 404)


# -- the register --------------------------------------------------------------------------------------------------


def register(service: Service, key: str | None = None, **query: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {key or service.key}"}
    return service.session.get(f"{service.url}/api/v1/register.pdf", params=query, headers=headers, timeout=60)


def test_the_register_holds_what_was_received(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    reply = register(service, **{"from": "2021-11-01", "to": "2021-11-30"})
    assert set(pages(reply.content)) == {(297, 210)}
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(reply.content)).pages)
    assert number.split("-", 1)[1] in text


def test_a_register_needs_its_days_and_a_role(service: Service) -> None:
    assert faults(register(service)) == {"from": "REQUIRED", "to": "REQUIRED"}
    assert faults(register(service, **{"from": "2021-11-30", "to": "2021-11-01"})) == {"to": "PERIOD_INVALID"}
    key = builders.new_key(service.context, roles=[Role.SUBMIT])
    refused(register(service, key, **{"from": "2021-11-01", "to": "2021-11-30"}), 403)
