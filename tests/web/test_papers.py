"""Papers over REST: formats, several in one file, for label printers."""

from __future__ import annotations

import io

import pypdf
import pytest

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
