"""REST, what no honest sender sends: broken JSON, nesting, floods of bytes, wrong methods. Never a 5xx."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.security.principals import Role
from tests import builders
from tests.web.service import Service, faults, refused

MB = 1024 * 1024
DEEP = 100_000
STALLED = 20


# -- bodies that are no JSON object -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"hello",
        b'{"procedure": "1.002809", "owner": {"name": "Ng',
        b'{"procedure": NaN}',
        b'{"fee": {"amount_vnd": Infinity}}',
        b'{"procedure": "1.002809", "procedure": "1.002820"}',
        b'{"owner": {"name": "A", "name": "B"}}',
        b"[" * DEEP,
        b"[" * DEEP + b"]" * DEEP,
        b'{"owner":' * DEEP + b"1" + b"}" * DEEP,
        b'{"fee": {"amount_vnd": ' + b"9" * 5000 + b"}}",
        b"\xff\xfe\x00",
        b"<dossier/>",
    ],
    ids=range(14),
)
def test_what_is_not_json_is_refused(service: Service, body: bytes) -> None:
    problem = refused(service.submit(body), 400)
    assert problem["code"] == "VALIDATION"
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [("body", "JSON_INVALID")]


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"5", b"null", b"true", b"[{}]"])
def test_json_that_is_no_object_is_refused(service: Service, body: bytes) -> None:
    assert refused(service.submit(body), 400)["faults"][0]["code"] == "TYPE_INVALID"


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_refused(service: Service, media_type: str) -> None:
    problem = refused(service.submit(headers={"Content-Type": media_type}), 415)
    assert (problem["code"], problem["faults"][0]["code"]) == ("MEDIA_TYPE", "MEDIA_TYPE_JSON")


def test_a_nested_value_in_place_of_text_is_one_fault(service: Service) -> None:
    assert faults(service.submit(summary=[[{"name": []}]])) == {"summary": "TYPE_INVALID"}


def test_a_huge_number_is_a_fault_like_any_other(service: Service) -> None:
    assert faults(service.submit(fee={"amount_vnd": 10**300})) == {"fee.amount_vnd": "FEE_INVALID"}
    assert faults(service.submit(papers=[{"name": "Đơn", "copies": 10**30}])) == {"papers[0].copies": "NUMBER_NEGATIVE"}


# -- too much ------------------------------------------------------------------------------------------------------


def test_clients_that_stall_in_the_middle_keep_nobody_else_waiting(service: Service) -> None:
    head = (
        f"POST /api/v1/dossiers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {service.key}\r\n"
        f"Idempotency-Key: stalled\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
    )
    with contextlib.ExitStack() as stack:
        for _ in range(STALLED):
            line = stack.enter_context(socket.create_connection(service.address, timeout=10))
            line.sendall(head.encode())
        for _ in range(3):
            assert requests.get(f"{service.url}/healthz", timeout=5).json() == {"status": "ok"}
        headers = {"Authorization": f"Bearer {service.key}", "Idempotency-Key": builders.unique("request")}
        reply = requests.post(service.api, json=builders.raw_dossier(), headers=headers, timeout=5)
        assert reply.status_code == 201


def test_25_mb_that_say_their_length_are_refused(service: Service) -> None:
    reply = service.submit(b'{"summary": "' + b"x" * (25 * MB) + b'"}')
    assert refused(reply, 413)["code"] == "TOO_LARGE"


def test_25_mb_in_chunks_are_refused(service: Service) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"summary": "'
        for _ in range(25):
            yield b"x" * MB
        yield b'"}'

    status, _, body = _raw(service, _head(service, b"Transfer-Encoding: chunked"), map(_chunk, chunks()), b"0\r\n\r\n")
    assert status == 413 and json.loads(body)["code"] == "TOO_LARGE"


def test_a_body_within_the_limit_may_come_in_chunks(service: Service) -> None:
    body = json.dumps(builders.raw_dossier()).encode()
    pieces = (_chunk(body[i : i + 100]) for i in range(0, len(body), 100))
    status, _, reply = _raw(service, _head(service, b"Transfer-Encoding: chunked"), pieces, b"0\r\n\r\n")
    assert status == 201, reply


def test_a_client_that_waits_for_100_continue_is_told_to_go_on(service: Service) -> None:
    body = json.dumps(builders.raw_dossier()).encode()
    head = _head(service, b"Expect: 100-continue\r\nContent-Length: %d" % len(body))
    with socket.create_connection(service.address, timeout=30) as line:
        line.sendall(head)
        reader = line.makefile("rb")
        assert reader.readline().split()[1] == b"100"
        while reader.readline().strip():
            pass
        line.sendall(body)
        assert reader.readline().split()[1] == b"201"


def test_a_body_that_breaks_off_leaves_nothing_and_the_service_goes_on(service: Service) -> None:
    request_id = builders.unique("request")
    message = builders.raw_dossier()
    body = json.dumps(message).encode()
    with socket.create_connection(service.address, timeout=30) as line:
        line.sendall(_head(service, b"Content-Length: %d" % len(body), request_id) + body[:-10])
        line.shutdown(socket.SHUT_WR)
        status = line.makefile("rb").readline().split()[1:2]
    assert status in ([], [b"400"])
    assert service.submit(message, request_id=request_id).status_code == 201


# -- paths and methods ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "", {"POST", "OPTIONS"}),
        ("GET", "", {"POST", "OPTIONS"}),
        ("DELETE", "/x", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/x/receive", {"POST", "OPTIONS"}),
        ("POST", "/x/receipt.pdf", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_another_method_is_refused_and_the_right_ones_named(
    service: Service, method: str, path: str, allowed: set[str]
) -> None:
    reply = service.call(method, path)
    assert refused(reply, 405)["code"] == "METHOD_NOT_ALLOWED"
    assert set(reply.headers["Allow"].split(", ")) == allowed


def test_head_where_only_post_is_has_no_body(service: Service) -> None:
    reply = service.call("HEAD", "")
    assert (reply.status_code, reply.headers["Content-Type"], reply.content) == (405, "application/problem+json", b"")


@pytest.mark.parametrize("path", ["/nix", "/api/v1", "/api/v1/dossiers/", "/api/v2/dossiers", "/.env", "/docs/nix"])
def test_an_unknown_path_is_a_problem_too(service: Service, path: str) -> None:
    assert refused(requests.get(service.url + path, timeout=10), 404)["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "code", ["%00", "%ff%fe", "%ee%80%80", "a%0d%0ab", "x" * 5000, "%27%20OR%201=1", "..%2f..", "%25"]
)
def test_a_strange_code_is_nobodys(service: Service, code: str) -> None:
    for method, path in (("GET", ""), ("GET", "/receipt.pdf"), ("POST", "/receive"), ("POST", "/finish")):
        reply = service.call(method, f"/{code}{path}")
        assert reply.status_code in (404, 405, 414), (method, path, reply.text)


# -- any JSON at all ----------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["procedure", "owner", "channel", "code", "code_issuer", "licence_class", "held_licence", "submitter", "papers",
     "fee", "return_by_post", "summary", "submitted_at", "name", "birth", "id_number", "phone", "email", "address",
     "text", "scheme", "province", "district", "ward", "attachment", "content", "file_name", "media_type", "sha256",
     "originals", "amount_vnd", "place", "method", "voucher", "wish", "receiver", "serial", "number"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
    | st.sampled_from(["1.002809", "yes", "B2", "29/02/1990", "2021-11-15T08:00+07:00", "0918345601", "\ud800", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=5),
    max_leaves=15,
)  # fmt: skip
QUIET = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@given(VALUES)
@QUIET
def test_no_json_brings_the_service_down(service: Service, message: Any) -> None:
    reply = service.submit(json.dumps(message).encode())
    assert reply.status_code in (201, 400, 403, 409, 422), reply.text


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
@QUIET
def test_no_change_to_a_good_dossier_brings_the_service_down(service: Service, changes: dict[str, Any]) -> None:
    body = json.dumps(builders.raw_dossier() | changes).replace("Infinity", "1e999")  # the first is no JSON
    reply = service.submit(body.encode())
    assert reply.status_code in (201, 403, 409, 422), reply.text
    if reply.status_code == 201:
        assert service.call("GET", f"/{reply.json()['dossier_no']}/receipt.pdf").status_code in (200, 422)


# -- personal data --------------------------------------------------------------------------------------------------

NAME, PHONE, ID, EMAIL, STREET = "Canary Vũ Trụ", "0987654321", "079085123456", "canary@example.com", "Hẻm Canary 7"
CANARIES = ["canary", "vũ trụ", "987654321", "987 654 321", "79085123456"]
PERSON = {"name": NAME, "phone": PHONE, "id_number": ID, "email": EMAIL, "address": {"text": STREET}}
# What turns each of them into a fault that is tempted to quote it.
SPOILT = {
    "phone": f"{PHONE}999",
    "id_number": f"{ID}999",
    "email": f"{EMAIL} {EMAIL}",
    "birth": f"{PHONE}",
    "name": f"{NAME}\x00",
    "address": {"text": STREET + "x" * 600, "province": NAME * 9},
}


@given(st.sets(st.sampled_from(sorted(SPOILT)), min_size=1), st.sampled_from(["owner", "submitter"]), st.booleans())
@QUIET
def test_no_error_and_no_log_line_quotes_a_person(
    service: Service, spoilt: set[str], who: str, misplaced: bool
) -> None:
    person = PERSON | {name: SPOILT[name] for name in spoilt}
    extra = {"procedure": NAME, "channel": NAME, "code_issuer": NAME, "fee": {"amount_vnd": PHONE}} if misplaced else {}
    reply = service.submit(builders.raw_dossier() | {who: person} | extra)
    assert faults(reply)
    _assert_no_canary(reply.text, service)


def test_no_refusal_of_any_kind_quotes_a_person(service: Service) -> None:
    body = json.dumps(builders.raw_dossier(owner=PERSON), ensure_ascii=False).encode()
    request_id = builders.unique("request")
    reader = builders.new_key(service.context, roles=[Role.READ])
    assert service.submit(body, request_id=request_id).status_code == 201
    replies = [
        service.submit(body.replace(b"B2", b"B1"), request_id=request_id),
        service.submit(body[:-2], request_id=request_id),
        service.submit(body, key=reader),
        service.submit(body, key=PHONE),
        service.submit(body, headers={"Content-Type": f"text/{PHONE}"}),
        service.submit(body, request_id=f"{PHONE} {ID}"),
        service.submit(body.decode().encode("utf-16")),
        service.call("GET", f"/{ID}"),
        service.call("GET", f"/{NAME}"),
        service.call("POST", f"/{ID}/receive", json={"reason": NAME, PHONE: ID}),
        service.call("GET", f"/{PHONE}/label.pdf"),
        requests.get(f"{service.url}/{PHONE}", timeout=10),
    ]
    for reply in replies:
        assert 400 <= reply.status_code < 500, reply.text
        _assert_no_canary(reply.text, service)


def test_the_name_of_an_unknown_field_is_not_repeated(service: Service) -> None:
    """A sender may put a value where a name belongs."""
    reply = service.submit(builders.raw_dossier() | {PHONE: NAME, "owner": PERSON | {NAME: PHONE}})
    assert faults(reply) == {"?": "FIELD_UNKNOWN", "owner.?": "FIELD_UNKNOWN"}
    _assert_no_canary(reply.text, service)


def _assert_no_canary(text: str, service: Service) -> None:
    for each in (text, json.dumps(_loaded(text), ensure_ascii=False), service.log.read_text()):
        assert not [canary for canary in CANARIES if canary in each.lower()], each


def _loaded(text: str) -> Any:
    with contextlib.suppress(ValueError):
        return json.loads(text)
    return None


# -- a bare line ---------------------------------------------------------------------------------------------------


def _head(service: Service, *headers: bytes) -> bytes:
    *lines, last = headers if len(headers) > 1 else (*headers, builders.unique("request").encode())
    request_id = last if isinstance(last, bytes) else last.encode()
    fixed = [
        b"POST /api/v1/dossiers HTTP/1.1",
        b"Host: localhost",
        b"Authorization: Bearer " + service.key.encode(),
        b"Content-Type: application/json",
        b"Connection: close",
        b"Idempotency-Key: " + request_id,
    ]
    return b"\r\n".join([*fixed, *lines]) + b"\r\n\r\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _raw(service: Service, head: bytes, pieces: Iterator[bytes], end: bytes) -> tuple[int, bytes, bytes]:
    """Status, head and body of the reply to a request that is sent piece by piece, as far as the other side reads."""
    with socket.create_connection(service.address, timeout=30) as line:
        line.sendall(head)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces:
                line.sendall(piece)
            line.sendall(end)
        reply = b""
        with contextlib.suppress(ConnectionResetError):
            while received := line.recv(65536):
                reply += received
    top, _, body = reply.partition(b"\r\n\r\n")
    return int(top.split()[1]), top, body
