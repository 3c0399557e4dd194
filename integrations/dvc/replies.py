"""What the portal reads back: a result per dossier, and one form for everything that goes wrong.

``error_code``: 0 taken in, 1 known already (a repeat), -1 refused; ``status`` repeats it, since some portals read that
name. ``message`` is ``<MaHoSo>|text``. Texts never quote a value.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from werkzeug.exceptions import HTTPException

from app.context import Context
from app.domain.dossier import Answer
from app.domain.errors import InvalidDossier, ServiceError
from app.domain.life import STATES, State
from app.domain.local_time import LOCAL
from app.domain.messages import text_vi
from app.http_status import status_of

OK, REPEAT, ERROR = 0, 1, -1
REPEAT_VI = "Hồ sơ này đã được nhận trước đó"
SUMMARY_VI = "Đã nhận {done}/{all} hồ sơ"
RETRY_AFTER_S = 30

Reply = dict[str, Any]


def taken_in(code: str, answer: Answer, context: Context, said_vi: str) -> Reply:
    """The result of a dossier that is with us; ``said_vi`` is what was done now."""
    return {
        "MaHoSo": code,
        **_said(code, REPEAT if answer.repeat else OK, REPEAT_VI if answer.repeat else said_vi),
        "repeat": answer.repeat,
        "dossier_no": answer.dossier_no,
        "state": answer.state,
        "TrangThaiHoSo": STATES[State(answer.state)].portal_code,
        "NgayTiepNhan": _time(answer.received_at),
        "NgayHenTra": _time(answer.due_at),
        "links": {"paper": f"{context.settings.public_url}/api/v1/dossiers/{answer.dossier_no}/receipt.pdf"},
        "warnings": list(answer.warnings),
        "faults": [],
    }


def refused(code: str, error: ServiceError) -> Reply:
    """The result of a dossier that was not taken in; nothing of it is stored."""
    return {
        "MaHoSo": code,
        **_said(code, ERROR, error.message_vi),
        "repeat": False,
        "code": error.code,
        "faults": _faults(error),
    }


def whole(results: list[Reply], *, repeat: bool = False) -> Reply:
    """The answer to an understood message; ``repeat``: its id was answered before, with these results."""
    if repeat:
        results = [_repeated(result) for result in results]
    done = sum(result["error_code"] != ERROR for result in results)
    summary = results[0]["message"] if len(results) == 1 else SUMMARY_VI.format(done=done, all=len(results))
    error_code = OK if done == len(results) else ERROR
    return {"error_code": error_code, "status": error_code, "message": summary, "repeat": repeat, "results": results}


def refusal(error: Exception, correlation_id: str) -> tuple[Reply, int, dict[str, str]]:
    """Body, HTTP status and headers for a message that was not understood or could not be carried out."""
    status, code, message = _judged(error)
    reply: Reply = {"error_code": ERROR, "status": ERROR, "code": code, "message": message, "results": []}
    reply["faults"] = _faults(error)
    if status >= 500:
        reply["correlation_id"] = correlation_id
    return reply, status, {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else {}


def _judged(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, ServiceError):
        return status_of(error), error.code, error.message_vi
    if isinstance(error, HTTPException) and error.code and error.code < 500:
        return error.code, "VALIDATION", text_vi("VALIDATION")  # the line broke, or a proxy sent nonsense
    return 500, "INTERNAL", text_vi("INTERNAL")


def _said(code: str, error_code: int, message: str) -> Reply:
    return {"error_code": error_code, "status": error_code, "message": f"{code}|{message}"}


def _repeated(result: Reply) -> Reply:
    if result["error_code"] == ERROR:
        return result
    return {**result, **_said(result["MaHoSo"], REPEAT, REPEAT_VI), "repeat": True}


def _faults(error: Exception) -> list[dict[str, str]]:
    faults = error.faults if isinstance(error, InvalidDossier) else ()
    return [{"path": fault.path, "code": fault.code, "text": fault.text} for fault in faults]


def _time(moment: datetime | None) -> str:
    """As the portal writes times; empty when there is none."""
    return moment.astimezone(LOCAL).strftime("%Y%m%d%H%M%S") if moment else ""
