"""Hostile and odd messages, one test each: what must pass passes, the rest is a fault and leaves nothing behind."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from app.store.tables import dossier as dossier_table
from tests.soap.support import NS, PERSON, SOAP11, SOAP12, dossier, envelope, papers

XML = "text/xml; charset=utf-8"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
PING = "<Ping/>"


@pytest.fixture
def nothing_left(counter) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """No refused message may leave a dossier."""

    def count() -> int:
        return counter.context.database.one(select(func.count()).select_from(dossier_table))[0]

    before = count()
    yield
    assert count() == before


def nested(depth: int) -> str:
    return "<a>" * depth + "</a>" * depth


def attributes(number: int) -> str:
    return " ".join(f"a{i}=''" for i in range(number))


def utf16(text: str, encoding: str, mark: bytes) -> bytes:
    return mark + f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode(encoding)


XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'

Make = Callable[[str], bytes | str]
EXTERNAL = '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'
IN_UTF_7 = '<?xml version="1.0" encoding="UTF-7"?>'

# The code of the whole message: what was done to a good one, by name, with its Content-Type if that is not plain XML.
REFUSED: dict[str, dict[str, Make | tuple[str, Make]]] = {
    "XML_DOCTYPE": {
        "xxe": lambda e: XXE + e,
        "xxe in utf-16": ("text/xml", lambda e: utf16(XXE + e, "utf-16-le", b"\xff\xfe")),
        "billion laughs": lambda e: LAUGHS + e,
        "external dtd": lambda e: EXTERNAL + e,
        "doctype behind a 9 kB comment": lambda e: f"<!--{'x' * 9000}-->" + XXE + e,
        "doctype in small letters": lambda e: "<!doctype x>" + e,
    },
    "ENCODING_UNKNOWN": {
        "utf-7": ("text/xml; charset=utf-7", lambda e: e.encode("utf-7")),
        "utf-7 by declaration": ("text/xml", lambda e: IN_UTF_7 + e),
        "windows-1258": ("text/xml; charset=windows-1258", lambda e: e),
    },
    "XML_TOO_COMPLEX": {
        "depth 200": lambda e: e.replace(PING, nested(200)),
        "depth 100 000": lambda e: e.replace(PING, nested(100_000)),
        "30 000 elements": lambda e: e.replace(PING, f"<Ping>{'<a/>' * 30_000}</Ping>"),
        "1 000 000 empty elements": lambda e: e.replace(PING, "<a/>" * 1_000_000),
        "100 000 attributes": lambda e: e.replace(PING, f"<Ping {attributes(100_000)}/>"),
    },
    "XML_BROKEN": {
        "nul": lambda e: e.replace(PING, "<Ping>\0</Ping>"),
        "nothing": lambda _: b"",
        "cut off": lambda e: e[:-20],
        "not the encoding it says": lambda e: e.encode().replace(b"<Ping/>", b"<Ping>\xe9</Ping>"),
        "json under an xml type": lambda _: '{"requestId": "1"}',
        "gzip that says nothing": lambda e: gzip.compress(e.encode()),
    },
    "MEDIA_TYPE_UNKNOWN": {
        "json": ("application/json", lambda _: "{}"),
        "form": ("application/x-www-form-urlencoded", lambda e: e),
        "no type": ("", lambda e: e),
    },
    "ENVELOPE_INVALID": {
        "two body children": lambda e: e.replace(PING, PING + PING),
        "no body child": lambda e: e.replace(PING, ""),
        "no envelope": lambda _: f'<Ping xmlns="{NS}"/>',
    },
    "OPERATION_UNKNOWN": {
        "unknown": lambda e: e.replace(PING, "<Pong/>"),
        "without namespace": lambda e: e.replace(PING, '<Ping xmlns=""/>'),
        "a response as request": lambda e: e.replace(PING, "<PingResponse/>"),
    },
    "MTOM_BROKEN": {
        "without boundary": ("multipart/related", lambda e: e),
        "cut off": ("multipart/related; boundary=b", lambda e: "--b\r\nContent-ID: <r>\r\n\r\n" + e),
    },
}
STATUS = {"ENCODING_UNKNOWN": 415, "MEDIA_TYPE_UNKNOWN": 415}


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in REFUSED.items() for name in names])
def test_refused_before_any_operation(counter, code, name) -> None:  # type: ignore[no-untyped-def]
    case = REFUSED[code][name]
    content_type, make = case if isinstance(case, tuple) else (XML, case)
    reply = counter.post(make(envelope(PING, counter.token)), content_type)
    assert (reply.status, reply.soap_code, reply.code) == (STATUS.get(code, 500), "Client", "VALIDATION")
    assert reply.fields == {".": code}
    assert reply.retryable == "false"


def test_gzip_by_header_is_refused(counter) -> None:  # type: ignore[no-untyped-def]
    reply = counter.post(gzip.compress(envelope(PING, counter.token).encode()), Content_Encoding="gzip")
    assert (reply.status, reply.fields) == (415, {".": "MEDIA_TYPE_UNKNOWN"})


def test_unknown_header_that_must_be_understood(counter) -> None:  # type: ignore[no-untyped-def]
    header = '<x:T xmlns:x="urn:x" s:mustUnderstand="1"/>'
    for namespace in (SOAP11, SOAP12):
        reply = counter.post(envelope(PING, counter.token + header, namespace))
        assert (reply.status, reply.soap_code, reply.code) == (500, "MustUnderstand", None)


def test_header_for_another_node_is_not_ours_to_understand(counter) -> None:  # type: ignore[no-untyped-def]
    header = '<x:T xmlns:x="urn:x" s:mustUnderstand="1" s:actor="urn:somebody"/>'
    assert counter.post(envelope(PING, counter.token + header)).status == 200


def test_envelope_of_an_unknown_version(counter) -> None:  # type: ignore[no-untyped-def]
    reply = counter.post(envelope(PING, counter.token, "http://www.w3.org/2001/12/soap-envelope"))
    assert (reply.status, reply.soap_code, reply.code) == (500, "VersionMismatch", None)


def test_faults_of_soap_1_2_carry_its_codes_and_statuses(counter) -> None:  # type: ignore[no-untyped-def]
    reply = counter.call("<GetDossier><code>x</code></GetDossier>", SOAP12)
    assert (reply.status, reply.soap_code, reply.code) == (400, "Sender", "NOT_FOUND")
    assert reply.headers["Content-Type"] == "application/soap+xml; charset=utf-8"


def moment(value: str) -> str:
    return dossier(rest=f"<submittedAt>{value}</submittedAt>")


def amount(value: str) -> str:
    return dossier(rest=f"<fee><amountVnd>{value}</amountVnd></fee>")


def content(value: str, *, digest: str = "") -> str:
    return f"<content>{value}</content>" + (f"<sha256>{digest}</sha256>" if digest else "")


INCLUDE = '<i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:x"/>'
FIRST = "papers/paper[1]/attachment/content"

# What is wrong with a dossier: its XML, its faults by path.
FAULTY = {
    "unknown element": (dossier(rest="<gender>1</gender>"), {"gender": "FIELD_UNKNOWN"}),
    "unknown attribute": (dossier(owner='<name a="1">x</name>'), {"owner/name/@": "FIELD_UNKNOWN"}),
    "wrong order": (
        dossier(rest="<summary>x</summary><channel>post_counter</channel>"),
        {"channel": "ORDER_WRONG"},
    ),
    "an element twice": (dossier(owner="<name>a</name><name>b</name>"), {"owner/name": "ORDER_WRONG"}),
    "everything missing": (
        "<SubmitDossier/>",
        {"requestId": "REQUIRED", "procedure": "REQUIRED", "owner": "REQUIRED"},
    ),
    "element inside a text": (dossier(owner="<name><b>x</b></name>"), {"owner/name": "TYPE_INVALID"}),
    "text between elements": (dossier(owner="<name>x</name>xx"), {"owner": "TYPE_INVALID"}),
    "24 o'clock": (moment("2021-11-14T24:00:00Z"), {"submittedAt": "DATE_INVALID"}),
    "year 12021": (moment("12021-11-14T20:00:00Z"), {"submittedAt": "DATE_INVALID"}),
    "a year before Christ": (moment("-0044-03-15T20:00:00Z"), {"submittedAt": "DATE_INVALID"}),
    "30 February": (moment("2021-02-30T20:00:00Z"), {"submittedAt": "DATE_INVALID"}),
    "a date as people write it": (moment("15/11/2021 08:00"), {"submittedAt": "DATE_INVALID"}),
    "a time in the future": (moment("2099-01-01T00:00:00Z"), {"submittedAt": "TIME_IN_FUTURE"}),
    "1970": (moment("1970-01-01T00:00:00Z"), {"submittedAt": "TIME_TOO_OLD"}),
    "unknown channel": (dossier(rest="<channel>pigeon</channel>"), {"channel": "CHOICE_UNKNOWN"}),
    "unknown procedure": (dossier().replace("1.002809", "9.9"), {"procedure": "PROCEDURE_UNKNOWN"}),
    "half a đồng": (amount("135000.5"), {"fee/amountVnd": "FEE_INVALID"}),
    "a negative fee": (amount("-1"), {"fee/amountVnd": "FEE_INVALID"}),
    "spaces in the request id": (dossier(request_id="a b"), {"requestId": "REQUEST_ID_INVALID"}),
    "stray letters in base64": (dossier(rest=papers(content("@@@@"))), {FIRST: "ATTACHMENT_BROKEN"}),
    "base64 cut off": (dossier(rest=papers(content("JVBERi0xLjcKJSVFT0Y"))), {FIRST: "ATTACHMENT_BROKEN"}),
    "an empty attachment": (dossier(rest=papers(content(" "))), {FIRST: "REQUIRED"}),
    "an include without its part": (dossier(rest=papers(content(INCLUDE))), {FIRST: "REQUIRED"}),
    "a digest that does not fit": (
        dossier(rest=papers(content("JVBERi0xLjcK"), content("JVBERi0xLjcK", digest="0" * 64))),
        {"papers/paper[2]/attachment/sha256": "ATTACHMENT_DIGEST"},
    ),
    "a type of its own": (dossier(owner=f'<name {XSI} xsi:type="Fee">x</name>'), {"owner/name": "TYPE_INVALID"}),
    "fifty-one papers": (
        dossier(rest=f"<papers>{'<paper><name>x</name></paper>' * 51}</papers>"),
        {"papers": "TOO_MANY"},
    ),
    "schema and content together": (
        dossier(
            owner=f"<name></name><birth>31/02/1980</birth><idNumber>123</idNumber><phone>{PERSON}</phone>",
            rest="<bogus/><papers><paper><name>x</name><copies>-1</copies></paper></papers>"
            "<submittedAt>x</submittedAt>",
        ),
        {
            "owner/name": "REQUIRED",
            "bogus": "FIELD_UNKNOWN",
            "owner/birth": "BIRTH_DATE_INVALID",
            "owner/idNumber": "CITIZEN_ID_INVALID",
            "owner/phone": "PHONE_INVALID",
            "papers/paper[1]/copies": "NUMBER_NEGATIVE",
            "submittedAt": "DATE_INVALID",
        },
    ),
}


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("name", FAULTY)
def test_every_fault_of_a_dossier_is_told_at_once(counter, name) -> None:  # type: ignore[no-untyped-def]
    body, faults = FAULTY[name]
    reply = counter.call(body)
    assert reply.fields == faults
    assert (reply.status, reply.soap_code, reply.retryable) == (500, "Client", "false")
    assert reply.code in ("VALIDATION", "INVALID_DOSSIER")
    assert PERSON not in reply.text


FINE: dict[str, tuple[str, Make]] = {
    "comments and instructions": (XML, lambda e: e.replace(PING, f"<!-- a --><?b c?>{PING}<!-- d -->")),
    "utf-8 mark": (XML, lambda e: b"\xef\xbb\xbf" + e.encode()),
    "utf-16 le with mark": ("text/xml; charset=utf-16", lambda e: utf16(e, "utf-16-le", b"\xff\xfe")),
    "utf-16 be with mark": ("text/xml", lambda e: utf16(e, "utf-16-be", b"\xfe\xff")),
    "utf-16 le without mark": ("text/xml", lambda e: utf16(e, "utf-16-le", b"")),
    "utf-16 be without mark": ("text/xml; charset=UTF-16", lambda e: utf16(e, "utf-16-be", b"")),
    "no charset": ("text/xml", lambda e: e),
    "quoted charset": ('text/xml; charset="UTF-8"', lambda e: e),
    "1.2 envelope as text/xml": (XML, lambda e: e.replace(SOAP11, SOAP12)),
    "1.1 envelope as soap+xml": ("application/soap+xml; charset=utf-8", lambda e: e),
    "action unquoted": (f"application/soap+xml; action={NS}/Ping", lambda e: e.replace(SOAP11, SOAP12)),
    "action quoted twice": (f'application/soap+xml; action="\\"{NS}/Ping\\""', lambda e: e.replace(SOAP11, SOAP12)),
    "redundant xsi:type": (XML, lambda e: e.replace(PING, f'<Ping {XSI} xsi:type="xsd:anyType"/>')),
    "nil body": (XML, lambda e: e.replace(PING, f'<Ping {XSI} xsi:nil="true"/>')),
    "unknown header": (XML, lambda e: e.replace("<s:Header>", '<s:Header><x:T xmlns:x="urn:x"/>')),
    "prefix for our namespace": (XML, lambda e: e.replace(PING, f'<p:Ping xmlns:p="{NS}"/>')),
}


@pytest.mark.parametrize("name", FINE)
def test_odd_but_fine(counter, name) -> None:  # type: ignore[no-untyped-def]
    content_type, make = FINE[name]
    reply = counter.post(make(envelope(PING, counter.token)), content_type)
    assert (reply.status, reply.value("service")) == (200, "Dossier Post"), reply.text


@pytest.mark.parametrize("declared", [True, False], ids=["by declaration", "by header"])
def test_latin_1(counter, declared) -> None:  # type: ignore[no-untyped-def]
    body = dossier(f"latin-{declared}", owner="<name>André Hélène</name>")
    text = envelope(body, counter.token.replace(counter.username, _entities(counter.username)))
    sent = ('<?xml version="1.0" encoding="ISO-8859-1"?>' if declared else "") + text
    reply = counter.post(sent.encode("latin-1"), "text/xml" if declared else "text/xml; charset=ISO-8859-1")
    assert reply.status == 200, reply.text
    seen = counter.context.database.one(
        select(dossier_table.c.record).where(dossier_table.c.dossier_no == reply.value("dossierNo"))
    )
    assert seen[0]["owner"]["name"] == "André Hélène"


def test_redundant_types_nil_and_empty_leaves_say_nothing(counter) -> None:  # type: ignore[no-untyped-def]
    owner = (
        f'<name {XSI} xsi:type="xsd:string">{PERSON}</name><birth/><phone {XSI} xsi:nil="true"/>'
        f'<address {XSI} xsi:nil="1"/>'
    )
    rest = f'<channel></channel><submitter {XSI} xsi:nil="true"/><papers/><submittedAt {XSI} xsi:nil="true"/>'
    reply = counter.call(dossier("nil-1", owner, rest))
    assert reply.status == 200, reply.text


def test_soap_action_of_another_operation_is_refused(counter) -> None:  # type: ignore[no-untyped-def]
    text = envelope(PING, counter.token)
    assert counter.post(text, SOAPAction=f'"{NS}/GetDossier"').fields == {".": "ACTION_OTHER"}
    assert counter.post(text, SOAPAction='"urn:anything/else"').status == 200
    assert counter.post(text, SOAPAction="").status == 200


def test_attachment_of_12_mb_passes(counter) -> None:  # type: ignore[no-untyped-def]
    reply = counter.call(dossier("huge-1", rest=papers(content("JVBERi0x" * (2 * 1024 * 1024)))))
    assert reply.status == 200, reply.text


def _entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)
