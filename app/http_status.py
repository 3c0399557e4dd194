"""The one map from our errors to HTTP, whatever the door's own form; the most particular class counts."""

from __future__ import annotations

from app.domain.calendar import OutsideCalendar
from app.domain.errors import (
    Conflict,
    InvalidDossier,
    InvalidMessage,
    LayoutError,
    NoRule,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    NotReady,
    NotSupported,
    OutsideError,
    ServiceError,
    TooLarge,
    WrongMediaType,
)

STATUS: dict[type[ServiceError], int] = {
    WrongMediaType: 415,
    InvalidMessage: 400,
    InvalidDossier: 422,
    Conflict: 409,
    NotFound: 404,
    NotAuthenticated: 401,
    NotAllowed: 403,
    NotSupported: 400,
    TooLarge: 413,
    LayoutError: 422,
    NotReady: 503,
    OutsideCalendar: 500,  # ours to mend: the rules lack a year or a case
    NoRule: 500,
    OutsideError: 502,
}


def status_of(error: ServiceError) -> int:
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
