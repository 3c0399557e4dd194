"""The citizen's page (tra cứu hồ sơ): from the QR code on the receipt to state, dates and parcel, nothing more.

The token in the link is random and is all that opens the page; the name is masked. Made for a phone, without scripts.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import lookup
from app.context import Context
from app.custody import holding
from app.custody.words import licence_vi
from app.domain.dossier import Dossier
from app.domain.errors import NotFound, NotReady
from app.domain.identity import mask_name
from app.domain.local_time import LOCAL
from app.domain.post import wish
from app.domain.post.order import Leg
from app.domain.post.tracking import Status
from app.domain.submission import MayReceive
from app.post import parcels

_MISSING_VI = (
    "Không tìm thấy hồ sơ theo mã tra cứu này. Đề nghị kiểm tra lại mã hoặc quét lại mã QR trên giấy tiếp nhận."
)
_TOKEN = re.compile("[A-Za-z0-9_-]{1,64}")


def blueprint(context: Context) -> Blueprint:
    """``/tra-cuu`` asks for the code, ``/tra-cuu/<token>`` shows the dossier."""
    routes = Blueprint("track", __name__, template_folder="templates", static_folder="static", url_prefix="/tra-cuu")

    @routes.get("/")
    @routes.get("", strict_slashes=False)
    def ask() -> str:
        return render_template("track/ask.html")

    @routes.post("")
    def open_one() -> Response:
        token = request.form.get("token", "").strip(" /").rsplit("/", 1)[-1]  # also from the whole address
        return redirect(url_for("track.show", token=token if _TOKEN.fullmatch(token) else "-"), 303)

    @routes.get("/<token>")
    def show(token: str) -> tuple[str, int, dict[str, str]]:
        private = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
        try:
            dossier = _find(token, context)
        except NotFound:
            return render_template("track/ask.html", notice=_MISSING_VI), 404, private
        return render_template("track/show.html", **_shown(dossier, context)), 200, private

    @routes.errorhandler(NotReady)
    def wait(error: NotReady) -> tuple[str, int, dict[str, str]]:
        return render_template("track/ask.html", notice=error.message_vi), 503, {"Retry-After": "5"}

    return routes


def home() -> Response:
    """``/``: who types the bare address is most likely a citizen."""
    return redirect(url_for("track.ask"), 303)


def _find(token: str, context: Context) -> Dossier:
    if not _TOKEN.fullmatch(token):
        raise NotFound
    return lookup.by_token(token, context)


def _shown(dossier: Dossier, context: Context) -> dict[str, Any]:
    day = dossier.submitted_at.astimezone(LOCAL).date()
    procedure = context.rules.procedure(dossier.procedure_code, day)
    agency = context.rules.agency(dossier.agency_id)
    return {
        "dossier": dossier,
        "name": mask_name(dossier.record["owner"]["name"]),
        "procedure": procedure.name_vi if procedure else dossier.procedure_code,
        "agency": agency,
        "dates": [
            (title, _moment_vi(moment))
            for title, moment in (
                ("Nộp hồ sơ", dossier.submitted_at),
                ("Tiếp nhận", dossier.received_at),
                ("Hẹn trả kết quả", dossier.due_at),
                ("Có kết quả", dossier.finished_at),
            )
            if moment is not None
        ],
        "parcel": _parcel(dossier, context),
        "licence": licence_vi(holding.about(dossier, context), context),
        "by_post": dossier.wants_post,
        "collected": dossier.wants_collection and dossier.received_at is None,
        "may_receive": _may_receive(dossier) if dossier.wants_post else "",
    }


def _may_receive(dossier: Dossier) -> str:
    """Who may take it from the postman, a deputy's name masked."""
    said = wish.of(dossier.record, Leg.RETURN)
    if deputy := said.get("deputy"):
        return f"Người nhận thay: {mask_name(deputy['name'])}"
    return MayReceive(said["may_receive"]).vi if said.get("may_receive") else ""


def _parcel(dossier: Dossier, context: Context) -> dict[str, str] | None:
    """Where the parcel with the result stands, as soon as the post has told it."""
    parcel = parcels.returning(dossier, context)
    if parcel is None or parcel.status is Status.UNKNOWN:
        return None
    return {
        "status": parcel.status.vi,
        "at": _moment_vi(parcel.status_at) if parcel.status_at else "",
        "reason": parcel.reason.vi if parcel.reason else "",
    }


def _moment_vi(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%H giờ %M phút, ngày %d/%m/%Y")
