"""Our own troubles: what a sender hears, what is logged, and what is not."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from app.config import Settings
from app.domain import errors
from app.domain.calendar import OutsideCalendar
from app.domain.errors import ServiceError
from app.domain.messages import CATALOGUE
from app.store.database import Database
from integrations.post.soap import door, envelope, handlers
from integrations.post.soap.faults import RECEIVER, InvalidMessage, as_fault
from tests.soap.support import NS, PERSON, SOAP12, dossier, token
from tests.soap.support import envelope as message

FAULT = f".//{{{NS}}}DossierFault/{{{NS}}}"


def broken(request, principal, context):  # type: ignore[no-untyped-def]
    raise ZeroDivisionError(PERSON)


@pytest.mark.parametrize("namespace", ["http://schemas.xmlsoap.org/soap/envelope/", SOAP12])
def test_a_bug_is_told_as_internal_with_a_number_and_logged_without_values(  # type: ignore[no-untyped-def]
    counter, monkeypatch, caplog, namespace
) -> None:
    monkeypatch.setitem(handlers.HANDLERS, "Ping", broken)
    reply = counter.call("<Ping/>", namespace)
    assert (reply.status, reply.code, reply.retryable) == (500, "INTERNAL", "true")
    assert reply.soap_code in ("Server", "Receiver")
    correlation = reply.value("correlationId")
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.correlation_id == correlation
    assert record.problem.startswith("ZeroDivisionError door.py:")
    assert PERSON not in caplog.text + record.problem
    assert PERSON not in reply.text


def test_a_reply_that_breaks_the_contract_never_leaves(counter, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(handlers.HANDLERS, "Ping", lambda *_: {"service": "x"})
    assert counter.call("<Ping/>").code == "INTERNAL"


def test_the_database_out_of_reach_is_worth_a_repeat(counter) -> None:  # type: ignore[no-untyped-def]
    context = replace(counter.context, database=Database("postgresql://nobody@127.0.0.1:1/none"))
    text = message(dossier("r-db"), token("somebody", "secret"))
    reply = door.answer(door.Message(text.encode(), "text/xml"), context)
    root = etree.fromstring(reply.body)
    assert (reply.status, root.findtext(f"{FAULT}code"), root.findtext(f"{FAULT}retryable")) == (
        500,
        "UNAVAILABLE",
        "true",
    )


def test_other_content_under_one_request_id_is_a_conflict(counter) -> None:  # type: ignore[no-untyped-def]
    assert counter.call(dossier("twice")).status == 200
    reply = counter.call(dossier("twice", owner="<name>Trần Văn Hòa</name>"))
    assert (reply.code, reply.soap_code, reply.retryable) == ("CONFLICT", "Client", "false")


def _classes(kind: type[ServiceError]) -> list[type[ServiceError]]:
    return [kind, *(each for sub in kind.__subclasses__() for each in _classes(sub))]


# Errors that need more than nothing to be made.
MADE = {
    errors.InvalidDossier: lambda: errors.InvalidDossier([]),
    errors.InvalidMessage: lambda: errors.InvalidMessage([]),
    errors.WrongMediaType: lambda: errors.WrongMediaType([]),
    errors.TooLarge: lambda: errors.TooLarge(limit="20 MB"),
    errors.LayoutError: lambda: errors.LayoutError(field="x"),
    InvalidMessage: lambda: InvalidMessage([]),
    OutsideCalendar: lambda: OutsideCalendar(*[date(2030, 1, 1)] * 3),
}


def test_every_error_of_ours_becomes_a_fault() -> None:
    for kind in _classes(ServiceError):
        outside = issubclass(kind, errors.OutsideError)
        error = kind("VNPost") if outside else MADE.get(kind, kind)()  # type: ignore[arg-type]
        fault = as_fault(error, "id")
        assert fault.code in CATALOGUE
        assert fault.message
        assert fault.retryable == kind.retry
        assert (fault.correlation_id is None) == (fault.blame != RECEIVER)


def test_threads_do_not_mix_up_their_faults(counter) -> None:  # type: ignore[no-untyped-def]
    bad = message(dossier("bad", rest="<channel>pigeon</channel>"), counter.token).encode()
    good = message("<Ping/>", counter.token).encode()
    wrong: list[str] = []

    def work() -> None:
        for _ in range(30):
            first = door.answer(door.Message(bad, "text/xml"), counter.context)
            second = door.answer(door.Message(good, "text/xml"), counter.context)
            if b"CHOICE_UNKNOWN" not in first.body or second.status != 200:
                wrong.append(f"{first.body!r} {second.status}")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_text_of_a_fault_is_escaped() -> None:
    fault = as_fault(errors.Conflict(code="MOVE_IMPOSSIBLE", state="<&>", move="a", possible="b"), "id")
    text = envelope.fault_written(envelope.VERSIONS["1.1"], fault, b"<d/>")
    assert "<&>" in etree.fromstring(text).findtext(".//faultstring")


def test_settings_of_the_limit_are_honoured(counter) -> None:  # type: ignore[no-untyped-def]
    assert Settings().max_message_bytes == 20 * 1024 * 1024
    reply = door.answer(door.Message(None, "application/soap+xml"), counter.context)
    assert (reply.status, reply.content_type) == (413, "application/soap+xml; charset=utf-8")
