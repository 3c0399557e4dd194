"""What HTTP does to a message, under granian as in production: chunks, 100-continue, limits, lines that break."""

from __future__ import annotations

import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.soap.support import envelope

HEAD = "POST /soap/counter HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nConnection: close\r\n"
MB = 1024 * 1024


@pytest.fixture
def ping(granian) -> bytes:  # type: ignore[no-untyped-def]
    return envelope("<Ping/>", granian.token).encode()


def connected(door) -> closing[socket.socket]:  # type: ignore[no-untyped-def]
    return closing(socket.create_connection(("127.0.0.1", urlsplit(door.url).port), timeout=20))


def everything(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "with its length"])
@pytest.mark.parametrize("over", [1, 30 * MB], ids=["by a byte", "by 30 MB"])
def test_too_large_is_told_and_never_cut(granian, ping, chunked, over) -> None:  # type: ignore[no-untyped-def]
    limit = granian.context.settings.max_message_bytes
    filling = [b" " * MB] * ((limit + over) // MB) + [b" " * (over % MB)]
    filling[0] = filling[0][: MB - len(ping)]
    reply = granian.post_chunks([ping, *filling], chunked=chunked)
    assert (reply.status, reply.soap_code, reply.code) == (413, "Client", "TOO_LARGE")


def test_a_message_of_just_the_limit_passes(granian, ping) -> None:  # type: ignore[no-untyped-def]
    filling = b" " * (granian.context.settings.max_message_bytes - len(ping))
    assert granian.post_chunks([ping, filling], chunked=False).status == 200


def test_chunked_message_passes(granian, ping) -> None:  # type: ignore[no-untyped-def]
    assert granian.post_chunks([ping[:100], ping[100:]], chunked=True).status == 200


def test_100_continue(granian, ping) -> None:  # type: ignore[no-untyped-def]
    with connected(granian) as line:
        line.sendall(f"{HEAD}Expect: 100-continue\r\nContent-Length: {len(ping)}\r\n\r\n".encode())
        assert line.recv(1024).startswith(b"HTTP/1.1 100")
        line.sendall(ping)
        assert b"PingResponse" in everything(line)


def test_body_shorter_than_announced_is_no_message(granian, ping) -> None:  # type: ignore[no-untyped-def]
    with connected(granian) as line:
        line.sendall(f"{HEAD}Content-Length: {len(ping)}\r\n\r\n".encode() + ping[:-30])
        line.shutdown(socket.SHUT_WR)
        assert b"PingResponse" not in everything(line)


def test_no_credentials_asks_for_basic(granian) -> None:  # type: ignore[no-untyped-def]
    reply = granian.post(envelope("<Ping/>"))
    assert (reply.status, reply.headers["www-authenticate"].split()[0]) == (401, "Basic")
