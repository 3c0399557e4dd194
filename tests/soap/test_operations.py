"""What hand-in and look-up say, message by message."""

from __future__ import annotations

import base64
import hashlib

from tests.soap.support import dossier

ID = "<idNumber>089180000017</idNumber>"


def warnings(reply) -> list[str]:  # type: ignore[no-untyped-def]
    return reply.root.xpath("//*[local-name()='warning']/*[local-name()='code']/text()")


def test_a_counter_receives_at_once(counter) -> None:  # type: ignore[no-untyped-def]
    reply = counter.call(dossier("op-1", rest="<codeIssuer>post</codeIssuer><code>PHS-1</code>"))
    assert (reply.value("state"), reply.value("paperKind"), reply.value("repeat")) == ("received", "receipt", "false")
    assert (reply.value("code"), reply.value("codeIssuer")) == ("PHS-1", "post")
    assert reply.value("receivedAt").endswith("+07:00")
    assert reply.value("dueAt") > reply.value("receivedAt")
    assert reply.value("paperUrl").endswith(f"/api/v1/dossiers/{reply.value('dossierNo')}/receipt.pdf")


def test_look_up_by_our_number_and_by_the_senders_code(counter) -> None:  # type: ignore[no-untyped-def]
    number = counter.call(dossier("op-2", rest="<codeIssuer>post</codeIssuer><code>PHS-2</code>")).value("dossierNo")
    for code in (number, "PHS-2"):
        view = counter.call(f"<GetDossier><code> {code} </code></GetDossier>")
        assert (view.value("dossierNo"), view.value("code"), view.value("channel")) == (number, "PHS-2", "post_counter")
        assert (view.value("procedure"), view.value("stateText")) == ("1.002809", "Đã tiếp nhận")


def test_the_receipt_is_there_at_once_and_stays_the_same(counter) -> None:  # type: ignore[no-untyped-def]
    number = counter.call(dossier("op-3")).value("dossierNo")
    first, again = (counter.call(f"<GetReceipt><code>{number}</code></GetReceipt>") for _ in range(2))
    content = base64.b64decode(first.value("content"))
    assert (content[:5], first.value("mediaType")) == (b"%PDF-", "application/pdf")
    assert first.value("sha256") == hashlib.sha256(content).hexdigest()
    assert first.text == again.text


def test_a_second_open_dossier_of_one_citizen_warns_in_vietnamese(counter) -> None:  # type: ignore[no-untyped-def]
    owner = f"<name>Phạm Thị Út</name>{ID}"
    assert warnings(counter.call(dossier("op-4", owner))) == ["PAPERS_DIFFER"]
    reply = counter.call(dossier("op-5", owner))
    texts = reply.root.xpath("//*[local-name()='warning']/*[local-name()='message']/text()")
    assert warnings(reply) == ["SAME_CITIZEN_OPEN", "PAPERS_DIFFER"]
    assert "Công dân này" in texts[0]


def test_empty_code_is_told_as_missing(counter) -> None:  # type: ignore[no-untyped-def]
    for name in ("GetDossier", "GetReceipt"):
        reply = counter.call(f"<{name}><code/></{name}>")
        assert (reply.code, reply.fields) == ("VALIDATION", {"code": "REQUIRED"})
