"""How templates show what is stored: times, money, events, remarks, and where the person sits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, g

from app.console import words
from app.context import Context
from app.custody.names import finding_vi, keeper_vi
from app.desk import worklist
from app.domain.dossier import Dossier
from app.domain.identity import BirthDate
from app.domain.messages import text_vi
from app.domain.money.fees import vnd
from app.domain.remark import Remark
from app.domain.role import Role

MENU = (
    ("console.list_open", "Danh sách", None),
    ("console.list_unanswered", "Chưa trả lời", None),
    ("console.intake_page", "Nhận hồ sơ mới", Role.SUBMIT),
    ("console.show_till", "Ca thu", Role.COLLECT),
    ("console.list_shift_files", "Tệp ca", Role.SUBMIT),
    ("console.list_handovers", "Bảng kê", None),
    ("console.list_reconciliations", "Đối soát", None),
    ("console.list_custody", "Lưu giữ", None),
    ("console.register_form", "Sổ theo dõi", None),
    ("console.show_report", "Báo cáo", Role.READ),
)


def add(routes: Blueprint, context: Context) -> None:
    """Filters by the names that the templates use."""

    def is_overdue(dossier: Dossier) -> bool:
        return worklist.is_overdue(dossier, context.clock.now())

    def procedure(dossier: Dossier) -> str:
        known = context.rules.known_procedure(dossier.procedure_code, dossier.day)
        return known.name_vi if known else dossier.procedure_code

    shown: dict[str, Callable[..., Any]] = {
        "moment": words.moment,
        "day": words.day,
        "keeper": lambda keeper: words.sentence(keeper_vi(keeper, context)),
        "thing": words.THINGS_VI.get,
        "finding": lambda finding: finding_vi(finding, context),
        "vnd": vnd,
        "method": lambda method: words.METHODS_VI.get(method, "chưa rõ hình thức"),
        "warning": text_vi,
        "birth": lambda birth: BirthDate(**birth).text_vi,
        "said": said,
        "overdue": is_overdue,
        "procedure": procedure,
    }
    for name, function in shown.items():
        routes.add_app_template_filter(function, name)

    @routes.context_processor
    def place() -> dict[str, Any]:
        person = g.get("person")
        if person is None:
            return {"menu": ()}
        office = context.rules.office(person.office_id) if person.office_id else None
        return {"menu": MENU, "place": (office or context.rules.agency(person.agency_id)).name_vi}


def said(remark: Remark) -> Iterator[tuple[str, str]]:
    """Label and value of what was said at a move."""
    for name, (label, _, _) in words.FIELDS_VI.items():
        value = getattr(remark, name)
        if value not in ("", (), None):
            yield label, words.day(value) if name == "keep_until" else _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, int):
        return vnd(value)
    known = (words.METHODS_VI, words.PLACES_VI, words.FAILURES_VI, words.THINGS_VI, words.KEEPERS)
    return next((names[str(value)] for names in known if str(value) in names), str(value))
