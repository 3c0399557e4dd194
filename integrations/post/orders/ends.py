"""From what goes wrong on a line to the three ends of a call, told by tables: foreign exceptions and HTTP statuses.

The question is always the same one: can the other side have carried it out? Only where it surely cannot may the call
be made again. Reading changes nothing, so a reading call whose answer is unusable is simply not done.
"""

from __future__ import annotations

import email.utils
import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

import requests
import urllib3

from app.domain.errors import OutcomeUnknown, Rejected, ServiceError, Unavailable
from app.logs import where
from integrations.post.orders.port import SYSTEM

MAX_RETRY_AFTER_S = 3600.0
MAX_DETAIL = 200
log = logging.getLogger(__name__)


class Sent(Enum):
    """Whether the other side can have carried it out. REFUSED: it says that it has not and will not."""

    NO = "no"
    MAYBE = "maybe"
    REFUSED = "refused"


Told = Sent | Callable[[Exception], Sent]
_NEVER_CONNECTED = (
    urllib3.exceptions.ConnectTimeoutError,  # and NewConnectionError, NameResolutionError
    urllib3.exceptions.ProxyError,
    ssl.SSLCertVerificationError,
)


def _by_cause(error: Exception) -> Sent:
    """requests calls nearly everything a ConnectionError; what it wraps says whether the line ever stood."""
    causes: list[BaseException] = [error]
    for cause in causes:
        if isinstance(cause, _NEVER_CONNECTED):
            return Sent.NO
        inner = (cause.__cause__, getattr(cause, "reason", None), *cause.args)
        causes += [each for each in inner if isinstance(each, BaseException) and each not in causes]
    return Sent.MAYBE


REQUESTS: dict[type[Exception], Told] = {
    requests.exceptions.ConnectTimeout: Sent.NO,
    requests.exceptions.ReadTimeout: Sent.MAYBE,
    requests.exceptions.Timeout: Sent.MAYBE,
    requests.exceptions.ProxyError: _by_cause,
    requests.exceptions.SSLError: _by_cause,
    requests.exceptions.ConnectionError: _by_cause,
    requests.exceptions.URLRequired: Sent.NO,
    requests.exceptions.MissingSchema: Sent.NO,
    requests.exceptions.InvalidSchema: Sent.NO,
    requests.exceptions.InvalidProxyURL: Sent.NO,
    requests.exceptions.InvalidURL: Sent.NO,
    requests.exceptions.InvalidHeader: Sent.MAYBE,  # also one of theirs that cannot be read
    requests.exceptions.JSONDecodeError: Sent.MAYBE,
    requests.exceptions.InvalidJSONError: Sent.NO,  # ours could not be written
    requests.exceptions.TooManyRedirects: Sent.MAYBE,
    requests.exceptions.ChunkedEncodingError: Sent.MAYBE,
    requests.exceptions.ContentDecodingError: Sent.MAYBE,
    requests.exceptions.StreamConsumedError: Sent.MAYBE,
    requests.exceptions.RetryError: Sent.MAYBE,
    requests.exceptions.UnrewindableBodyError: Sent.MAYBE,
    requests.exceptions.HTTPError: Sent.MAYBE,
    requests.exceptions.RequestException: Sent.MAYBE,
    urllib3.exceptions.HTTPError: Sent.MAYBE,  # some of them get through requests unwrapped
    OSError: Sent.MAYBE,
    ValueError: Sent.MAYBE,  # no JSON, no UTF-8
    RecursionError: Sent.MAYBE,  # JSON of a depth that nobody means
}

# By HTTP status. A gateway that says one of the first kind has not passed the call on. Of 302 and 303 that is not sure:
# some services redirect after they have done the work. Other 4xx: refused; all else: nobody knows.
STATUSES: dict[int, Sent] = {
    **dict.fromkeys((301, 307, 308, 401, 403, 404, 405, 406, 407, 415, 429, 431, 503), Sent.NO),
    **dict.fromkeys((302, 303, 408, 409, 425), Sent.MAYBE),
}


# What a person reads of it; what it is called in the program stands in the log.
_LOST_VI, _LATE_VI = "đường truyền đến bưu điện bị ngắt", "bưu điện không trả lời kịp"
_UNREADABLE_VI, _REFUSED_VI = "câu trả lời của bưu điện không đọc được", "yêu cầu không đúng đặc tả của bưu điện"
_WORDS_VI: dict[type[BaseException], str] = {
    requests.exceptions.Timeout: _LATE_VI,
    requests.exceptions.ConnectionError: _LOST_VI,
    requests.exceptions.ChunkedEncodingError: _LOST_VI,
    requests.exceptions.RequestException: _UNREADABLE_VI,
    urllib3.exceptions.HTTPError: _LOST_VI,
    OSError: _LOST_VI,
    Exception: _UNREADABLE_VI,
}


@contextmanager
def ends(changes: bool, table: Mapping[type[Exception], Told] = REQUESTS) -> Iterator[None]:
    """Turns every exception of ``table`` into one of ours. ``changes``: the call asks the post to do something."""
    try:
        yield
    except ServiceError:
        raise
    except tuple(table) as e:
        sent = told(e, table)
        log.warning("call to the post", extra={"problem": where(e), "code": sent.value})
        raise ended(sent, changes, detail=_REFUSED_VI if sent is Sent.REFUSED else in_words(e)) from e


def in_words(error: BaseException) -> str:
    """What became of the answer, for a person."""
    return next(_WORDS_VI[kind] for kind in type(error).__mro__ if kind in _WORDS_VI)


def told(error: Exception, table: Mapping[type[Exception], Told]) -> Sent:
    """What the table says of the most particular class of an exception."""
    found = next(table[kind] for kind in type(error).__mro__ if kind in table)
    return found if isinstance(found, Sent) else found(error)


def status_vi(status: int) -> str:
    """An answer that says nothing of its own, for a person; the number is for who asks the post about it."""
    return f"máy chủ của bưu điện trả lời mã HTTP {status}"


def by_status(status: int) -> Sent:
    """For an answer whose body says nothing of ours."""
    return STATUSES.get(status, Sent.REFUSED if 400 <= status < 500 else Sent.MAYBE)


def ended(
    sent: Sent, changes: bool, *, detail: str = "", retry_after_s: float | None = None
) -> Unavailable | OutcomeUnknown | Rejected:
    """The error to raise; ``detail`` is as the post wrote it, kept short."""
    detail = detail[:MAX_DETAIL]
    if sent is Sent.REFUSED:
        return Rejected(SYSTEM, detail=detail)
    if sent is Sent.NO or not changes:
        return Unavailable(SYSTEM, detail=detail, retry_after_s=retry_after_s)
    return OutcomeUnknown(SYSTEM, detail=detail)


def retry_after(value: str | None, now: Callable[[], float] = time.time) -> float | None:
    """Seconds from a ``Retry-After`` (a number or an HTTP date), within an hour; None if there is none.

    >>> retry_after("7"), retry_after("Mon, 15 Nov 2021 01:00:30 GMT", lambda: 1636938000.0), retry_after("soon")
    (7.0, 30.0, None)
    """
    text = (value or "").strip()
    try:
        wait = float(text) if text.isdigit() else email.utils.parsedate_to_datetime(text).timestamp() - now()
    except (TypeError, ValueError):
        return None
    return min(max(wait, 0.0), MAX_RETRY_AFTER_S)
