"""What went wrong, as a SOAP fault: one function for every error that this door can meet.

``code`` is ours and means the same through every door; ``blame`` is what SOAP wants to know (the sender's mistake or
ours); ``status`` is HTTP's. Texts never quote a value: it may be personal data.

>>> as_fault(TooLarge(limit="20 MB"), correlation_id="x").status
413
>>> as_fault(ZeroDivisionError("Nguyễn Văn A"), correlation_id="7f3a").correlation_id
'7f3a'
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.calendar import OutsideCalendar
from app.domain.errors import (
    Fault,
    InvalidDossier,
    LayoutError,
    NoRule,
    NotAuthenticated,
    NotReady,
    OutsideError,
    ServiceError,
    TooLarge,
)
from app.domain.messages import text_vi
from app.logs import where

log = logging.getLogger(__name__)
MAX_FIELD_ERRORS = 500
SENDER, RECEIVER, VERSION, HEADER = "sender", "receiver", "version", "header"


class InvalidMessage(ServiceError):
    """The message is not what the contract says; ``faults`` holds every place at once."""

    code = "VALIDATION"

    def __init__(self, faults: Sequence[Fault], *, status: int | None = None) -> None:
        super().__init__()
        self.faults = tuple(faults)
        self.status = status

    @classmethod
    def whole(cls, code: str, *, status: int | None = None) -> InvalidMessage:
        """The message as a whole is wrong."""
        return cls([Fault(".", code)], status=status)


class Unauthorised(NotAuthenticated):
    """No credentials at all: HTTP 401 asks for them, since .NET and Qt send none before."""


class VersionMismatch(ServiceError):
    """An envelope that is neither SOAP 1.1 nor 1.2."""

    code = "VALIDATION"


class HeaderNotUnderstood(ServiceError):
    """A header block that must be understood, and is not."""

    code = "VALIDATION"


@dataclass(frozen=True, slots=True)
class SoapFault:
    """A fault before it is written in either version. ``status`` None means that of the version and the blame."""

    blame: str
    code: str
    message: str
    retryable: bool = False
    status: int | None = None
    correlation_id: str | None = None
    field_errors: tuple[Fault, ...] = ()

    def detail(self) -> dict[str, object]:
        """The values of the contract's ``DossierFault``."""
        return {
            "code": self.code,
            "message": self.message,
            "retryable": self.retryable,
            "correlation_id": self.correlation_id,
            "field_error": [{"path": f.path, "code": f.code, "message": f.text} for f in self.field_errors],
        }


# Not the sender's mistake: the database, a system outside, our data, our paper.
OURS = (NotReady, NoRule, OutsideError, OutsideCalendar, LayoutError)
STATUS: dict[type[Exception], int] = {Unauthorised: 401, TooLarge: 413}
BLAME: dict[type[Exception], str] = {VersionMismatch: VERSION, HeaderNotUnderstood: HEADER}


def as_fault(error: Exception, correlation_id: str) -> SoapFault:
    """The fault of any exception; what is our trouble is logged under ``correlation_id``."""
    if not isinstance(error, ServiceError):
        _log(logging.ERROR, "INTERNAL", correlation_id, error)
        return SoapFault(RECEIVER, "INTERNAL", text_vi("INTERNAL"), retryable=True, correlation_id=correlation_id)
    ours = isinstance(error, OURS)
    if ours:
        _log(logging.WARNING, error.code, correlation_id, error)
    return SoapFault(
        blame=BLAME.get(type(error), RECEIVER if ours else SENDER),
        code=error.code,
        message=error.message_vi,
        retryable=error.retry,
        status=getattr(error, "status", None) or STATUS.get(type(error)),
        correlation_id=correlation_id if ours else None,
        field_errors=error.faults[:MAX_FIELD_ERRORS] if isinstance(error, InvalidDossier | InvalidMessage) else (),
    )


def _log(level: int, code: str, correlation_id: str, error: Exception) -> None:
    about = {"door": "soap", "code": code, "correlation_id": correlation_id, "problem": where(error)}
    log.log(level, "soap fault", extra=about)
