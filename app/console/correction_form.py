"""The form of a correction: filled with what stands in the dossier; only what was changed is sent on."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from app.console.intake_form import Form
from app.domain.identity import BirthDate

_PARTS = {
    "owner": ("name", "birth", "id_number", "phone", "email", "address.text"),
    "submitter": ("name", "id_number", "phone"),
    "held_licence": ("licence_class", "number", "serial"),
    "return_by_post": ("wish", "receiver", "phone", "address.text"),
}
_PLAIN = ("licence_class", "summary")


def filled(record: dict[str, Any], request_id: str) -> Form:
    """The form as it is opened."""
    form: Form = MultiDict({"request_id": request_id, **{name: record.get(name, "") for name in _PLAIN}})
    for part, names in _PARTS.items():
        for name in names:
            form[f"{part}.{name}"] = _written(record.get(part) or {}, name)
    return form


def changed(form: Form, record: dict[str, Any]) -> dict[str, Any]:
    """What was typed otherwise than it stands, in the shape of REST; blank takes nothing away."""
    before = filled(record, "")
    raw: dict[str, Any] = {"reason": form.get("reason", "").strip()}
    for path in (*_PLAIN, *(f"{part}.{name}" for part, names in _PARTS.items() for name in names)):
        typed = form.get(path, "").strip()
        if typed and typed != before[path]:
            _put(raw, path.split("."), typed)
    return {name: value for name, value in raw.items() if value}


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
    if name == "address.text":
        return str((part.get("address") or {}).get("raw", ""))
    if name == "phone":
        return str(part.get("phone_raw") or part.get("phone") or "")
    return str(part.get(name, ""))
