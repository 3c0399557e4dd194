"""Every foreign exception and HTTP status has its end; only what surely was not carried out may be repeated."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import pytest
import requests
import urllib3
import zeep.exceptions
from lxml import etree

from app.domain.errors import OutcomeUnknown, Rejected, Unavailable
from integrations.post.codes import End, load
from integrations.post.orders import opened
from integrations.post.orders.account import Shape
from integrations.post.orders.answers import judged
from integrations.post.orders.ends import (
    MAX_DETAIL,
    REQUESTS,
    Sent,
    by_status,
    ended,
    ends,
    in_words,
    retry_after,
    told,
)
from integrations.post.orders.port import FIRST_CURSOR
from integrations.post.orders.soap_wire import ZEEP
from integrations.post.simulator.running import Simulator
from tests.post.conftest import an_order


def kinds(of: type[Exception]) -> Iterator[type[Exception]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


@pytest.mark.parametrize("kind", sorted({*kinds(requests.RequestException)}, key=str))
def test_every_exception_of_requests_is_in_the_table(kind: type[Exception]) -> None:
    if kind.__module__.startswith("requests."):
        assert kind in REQUESTS


@pytest.mark.parametrize("kind", sorted({*kinds(zeep.exceptions.Error)}, key=str))
def test_every_exception_of_zeep_is_in_the_table(kind: type[Exception]) -> None:
    if kind.__module__.startswith("zeep."):
        assert kind in ZEEP


@pytest.mark.parametrize("kind", sorted({*kinds(urllib3.exceptions.HTTPError), *kinds(etree.LxmlError)}, key=str))
def test_what_gets_through_them_unwrapped_has_an_end_too(kind: type[Exception]) -> None:
    assert any(base in ZEEP for base in kind.__mro__)


def lost(cause: Exception) -> requests.ConnectionError:
    return requests.ConnectionError(cause)


def test_only_a_line_that_never_stood_counts_as_not_sent() -> None:
    def refused(cause: Exception) -> urllib3.exceptions.MaxRetryError:
        return urllib3.exceptions.MaxRetryError(None, "/", cause)  # type: ignore[arg-type]

    never = urllib3.exceptions.NewConnectionError(None, "refused")  # type: ignore[arg-type]
    dropped = urllib3.exceptions.ProtocolError("aborted", ConnectionResetError())
    untrusted = urllib3.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed"))
    assert told(lost(refused(never)), REQUESTS) is Sent.NO
    assert told(requests.exceptions.SSLError(refused(untrusted)), REQUESTS) is Sent.NO
    assert told(requests.exceptions.SSLError(refused(urllib3.exceptions.SSLError(ssl.SSLError("eof")))), REQUESTS) is (
        Sent.MAYBE
    )
    assert told(lost(dropped), REQUESTS) is Sent.MAYBE
    assert told(lost(urllib3.exceptions.ReadTimeoutError(None, "/", "slow")), REQUESTS) is Sent.MAYBE  # type: ignore[arg-type]


def test_the_same_exception_ends_unknown_for_a_change_and_not_done_for_a_question() -> None:
    for changes, kind in ((True, OutcomeUnknown), (False, Unavailable)):
        with pytest.raises(kind) as caught, ends(changes):
            raise requests.ReadTimeout
        assert caught.value.detail == "bưu điện không trả lời kịp"
        assert isinstance(caught.value.__cause__, requests.ReadTimeout)


@pytest.mark.parametrize("kind", [*REQUESTS, *ZEEP])
def test_no_person_reads_the_name_of_an_exception(kind: type[Exception]) -> None:
    assert "bưu điện" in in_words(kind.__new__(kind))


def test_a_status_says_not_done_only_where_nobody_has_worked_on_the_call() -> None:
    assert {status for status in range(200, 600) if by_status(status) is Sent.NO} == {
        301, 307, 308, 401, 403, 404, 405, 406, 407, 415, 429, 431, 503,
    }  # fmt: skip
    assert all(by_status(status) is Sent.REFUSED for status in (400, 410, 413, 422))
    assert all(by_status(status) is Sent.MAYBE for status in (202, 204, 302, 303, 408, 409, 500, 502, 504))


def test_what_the_post_wrote_is_kept_short() -> None:
    assert type(ended(Sent.REFUSED, True, detail="x" * 5000)) is Rejected
    assert len(ended(Sent.MAYBE, True, detail="x" * 5000).detail) == MAX_DETAIL


@pytest.mark.parametrize("told", ["", None, "soon", "-5", "Mon, 99 Nov 2021"])
def test_a_strange_retry_after_is_none(told: str | None) -> None:
    assert retry_after(told) is None


def test_nobody_waits_longer_than_an_hour() -> None:
    assert retry_after("999999") == 3600 and retry_after("Mon, 15 Nov 2021 01:00:30 GMT") == 0


@pytest.mark.parametrize(
    ("code", "text", "end"),
    [
        ("100", "", End.ACCEPTED),
        ("100", "THÀNH CÔNG.", End.ACCEPTED),
        ("100", "Đơn hàng đã tồn tại", End.UNKNOWN),
        ("100", "Thiếu số điện thoại người nhận", End.UNKNOWN),
        ("101", "Thành công", End.UNKNOWN),
        ("7", "", End.UNKNOWN),
        ("7", "Đã ghi nhận", End.UNKNOWN),
        ("7", "Thêm không thành công: sai mã tỉnh", End.REFUSED),
        ("500", "Lỗi hệ thống", End.UNKNOWN),
        ("", "Thành công", End.UNKNOWN),
        ("7", "Thành công, thiếu thư điện tử", End.UNKNOWN),
        ("7", "Đã chuyển Sài Gòn", End.UNKNOWN),  # the letters of "sai"
        ("7", "Trả lời sau", End.UNKNOWN),
        ("100", "Thuận lợi, thành công", End.ACCEPTED),
        ("100", "Tha\u0300nh công", End.ACCEPTED),  # decomposed
        ("7", "KHONG THANH CONG", End.REFUSED),
    ],
)
def test_code_and_text_must_agree(code: str, text: str, end: End) -> None:
    assert judged(code, text, load("ngsp")) is end


@pytest.mark.parametrize("shape", Shape)
def test_a_post_that_does_not_listen_has_carried_out_nothing(simulator: Simulator, shape: Shape) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can have it
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        account = simulator.account(shape)
        urls = {name: nobody if name != "token" else url for name, url in account.urls.items()}
        post = opened(simulator.account(shape, urls=urls))
        with pytest.raises(Unavailable):
            post.create(an_order())
        with pytest.raises(Unavailable):
            post.tracking(FIRST_CURSOR)
