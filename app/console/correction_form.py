"""The form of a correction: filled with what stands in the dossier; only what was changed is sent on.

It carries what it was opened with, so what another officer puts right meanwhile is not taken back by a form that is
older than that.
"""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from app.console.intake_form import Form
from app.domain.identity import BirthDate

_PARTS = {
    "owner": ("name", "birth", "id_number", "phone", "email", "address.text"),
    "submitter": ("name", "id_number", "phone"),
    "held_licence": ("licence_class", "number", "serial"),
    "return_by_post": (
        *("wish", "receiver", "phone", "address.text", "may_receive"),
        *("deputy.name", "deputy.id_number"),
    ),
    "home_collection": ("wish", "sender", "phone", "address.text"),
}
_PLAIN = ("licence_class", "summary")
PATHS = (*_PLAIN, *(f"{part}.{name}" for part, names in _PARTS.items() for name in names))
DEPUTY = "return_by_post.deputy."
WAS = "was."  # before the path of a field: what stood there when the form was opened


def filled(record: dict[str, Any], request_id: str) -> Form:
    """The form as it is opened."""
    values = _values(record)
    return MultiDict({"request_id": request_id, **values, **{WAS + path: value for path, value in values.items()}})


def changed(form: Form) -> dict[str, Any]:
    """What was typed otherwise than it stood there, in the shape of REST; blank takes nothing away."""
    raw: dict[str, Any] = {"reason": form.get("reason", "").strip()}
    typed = {path: value for path in PATHS if (value := _typed(form, path))}
    if any(path.startswith(DEPUTY) for path in typed):  # replaced whole
        typed |= {path: value for path in PATHS if path.startswith(DEPUTY) and (value := form.get(path, "").strip())}
    for path, value in typed.items():
        _put(raw, path.split("."), value)
    return {name: value for name, value in raw.items() if value}


def overtaken(form: Form, record: dict[str, Any]) -> dict[str, str]:
    """What was typed here and has been changed to something else since the form was opened: path and value of now."""
    now = _values(record)
    typed = {path: value for path in PATHS if (value := _typed(form, path))}
    return {path: now[path] for path, value in typed.items() if now[path] not in (form.get(WAS + path, ""), value)}


def renewed(form: Form, record: dict[str, Any]) -> Form:
    """The form as it would have been opened now, with what was typed into it."""
    fresh = filled(record, form.get("request_id", ""))
    for path in PATHS:
        fresh[path] = _typed(form, path) or fresh[path]
    fresh["reason"] = form.get("reason", "")
    return fresh


def _typed(form: Form, path: str) -> str:
    """What was typed, where it is not what the form was opened with."""
    typed = form.get(path, "").strip()
    return "" if typed == form.get(WAS + path, "").strip() else typed


def _values(record: dict[str, Any]) -> dict[str, str]:
    values = {name: str(record.get(name) or "") for name in _PLAIN}
    for part, names in _PARTS.items():
        values |= {f"{part}.{name}": _written(record.get(part) or {}, name) for name in names}
    return values


def _put(raw: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        raw = raw.setdefault(name, {})
    raw[path[-1]] = value


def _written(part: dict[str, Any], name: str) -> str:
    """A field as an officer would have typed it."""
    if name == "birth":
        return BirthDate(**part["birth"]).text_vi if part.get("birth") else ""
    if name == "id_number":
        return str((part.get("id_document") or {}).get("number", ""))
    if name.startswith("deputy."):
        return _written(part.get("deputy") or {}, name.removeprefix("deputy."))
    if name == "address.text":
        return str((part.get("address") or {}).get("raw", ""))
    if name == "phone":
        return str(part.get("phone_raw") or part.get("phone") or "")
    return str(part.get(name, ""))
