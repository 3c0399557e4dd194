"""Everything that can be wrong, as one tree (see docs/errors.md).

A :class:`Fault` names one wrong field; a :class:`ServiceError` ends a use case. ``.code`` is for machines and never
changes its meaning, ``.message_vi`` is what the clerk reads, ``.retry`` tells a worker or a client whether the same
call may succeed later. No text here ever quotes the offending value: it may be personal data.

>>> Fault("owner.phone", "PHONE_INVALID").text
'Số điện thoại không hợp lệ: cần số di động 10 chữ số hoặc số cố định 11 chữ số của Việt Nam.'
>>> InvalidDossier([Fault("papers[0].copies", "NUMBER_NEGATIVE")]).faults[0].path
'papers[0].copies'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.messages import text_vi


class InvalidFormat(ValueError):
    """An identifier or a text is not of its form; ``code`` is a key of the message catalogue."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a message: where (dotted path), what (code of the catalogue), and in Vietnamese."""

    path: str
    code: str
    params: tuple[tuple[str, object], ...] = ()

    @property
    def text(self) -> str:
        return text_vi(self.code, **dict(self.params))


class ServiceError(Exception):
    """A use case could not be carried out."""

    code = "INTERNAL"
    retry = False

    def __init__(self, *, code: str | None = None, **params: object) -> None:
        self.code = code or type(self).code
        self.params = params
        super().__init__(self.code)

    @property
    def message_vi(self) -> str:
        return text_vi(self.code, **self.params)


class InvalidDossier(ServiceError):
    """The data is wrong. ``faults`` holds all of it at once; correct them and send again."""

    code = "INVALID_DOSSIER"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class InvalidMessage(InvalidDossier):
    """The message cannot be read at all; its ``faults`` say where."""

    code = "VALIDATION"


class WrongMediaType(InvalidMessage):
    """The message was not sent as what the door reads."""

    code = "MEDIA_TYPE"


class NotSupported(ServiceError):
    """A thing that is not the sender's to say: a state that the authority decides on."""

    code = "STATE_IS_OURS"


class Conflict(ServiceError):
    """The same request id came with other content, or the dossier's life does not have this move."""

    code = "CONFLICT"


class NotFound(ServiceError):
    """No such thing, or none that this principal may see."""

    code = "NOT_FOUND"


class NotAuthenticated(ServiceError):
    """No credentials, or wrong ones; one text for all causes."""

    code = "AUTHENTICATION"


class NotAllowed(ServiceError):
    """The principal is known but may not do this."""

    code = "NOT_ALLOWED"


class TooLarge(ServiceError):
    """The message or an attachment is over its limit."""

    code = "TOO_LARGE"


class NotReady(ServiceError):
    """A part that this needs is out of reach for the moment (the database, a range of item codes); try again."""

    code = "UNAVAILABLE"
    retry = True


class NoRule(ServiceError, LookupError):
    """The rules of that day say nothing about this case: a procedure without a duration for a channel, an agency gone.

    ``params["asked"]`` says what was looked for, in our names.
    """

    code = "NO_RULE"


class LayoutError(ServiceError):
    """A field does not fit the paper; ``params['field']`` names it. Nothing is cut silently."""

    code = "LAYOUT"


class OutsideError(ServiceError):
    """A system outside answered badly or not at all; ``system``, ``detail`` are as they sent them."""

    code = "OUTSIDE"

    def __init__(self, system: str, *, code: str | None = None, detail: str = "") -> None:
        super().__init__(code=code, system=system)
        self.system = system
        self.detail = detail


class Unavailable(OutsideError):
    """Surely not carried out there: the same call may be made again, after ``retry_after_s`` if they said so."""

    code = "OUTSIDE_UNAVAILABLE"
    retry = True

    def __init__(
        self, system: str, *, code: str | None = None, detail: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(system, code=code, detail=detail)
        self.retry_after_s = retry_after_s


class OutcomeUnknown(OutsideError):
    """Sent, no usable answer: look it up before repeating."""

    code = "OUTSIDE_OUTCOME_UNKNOWN"


class Rejected(OutsideError):
    """Understood and refused there; final."""

    code = "OUTSIDE_REJECTED"


class AlreadyExists(Rejected):
    """Our reference is known there already: counts as success."""

    code = "OUTSIDE_ALREADY_EXISTS"
