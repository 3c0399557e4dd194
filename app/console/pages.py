"""How a page is shown, and how a form that did its work leads to one: by a redirect with a one-line notice."""

from __future__ import annotations

import secrets
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.console import session
from app.custody.holding import read_code
from app.domain.custody.act import ACTS
from app.domain.life import MOVES
from app.domain.messages import WARNINGS
from app.papers.documents import PrintedPaper

_GAP_VI = "Đã ghi, nhưng chưa khớp với nơi đang giữ: {act}. Nơi đang giữ chưa thay đổi."
NOTICES = {name: f"Đã ghi nhận: {move.vi}." for name, move in MOVES.items()} | {
    **{f"custody_{name}": f"Đã ghi nhận: {act.vi}." for name, act in ACTS.items()},
    **{f"custody_{name}_gap": _GAP_VI.format(act=act.vi) for name, act in ACTS.items()},
    "deliver": "Đã ghi nhận: bưu điện đã phát.",
    "code_voided": "Đã hủy số hiệu bưu gửi; hồ sơ được cấp số hiệu mới. Đề nghị in nhãn mới.",
    "code_void": "Đã hủy số hiệu bưu gửi.",
    "collect": "Đã ghi nhận khoản thu.",
    "refund": "Đã ghi nhận khoản hoàn trả.",
    "shift_file": "Đã nhận tệp ca; hệ thống đang xử lý từng hồ sơ.",
    "shift_file_again": "Tệp này đã được gửi trước đó. Hồ sơ chưa ghi nhận được thì được xử lý lại.",
    "shift": "Đã kết ca. Bảng kê của ca ở mục “Ca đã kết”.",
    "remittance": "Đã lập bảng kê nộp tiền.",
    "correct": "Đã đính chính hồ sơ.",
    "old_licence": "Đã ghi nhận giấy phép lái xe cũ.",
    "counted": "Đã ghi nhận kiểm đếm: giấy tờ đủ và đúng như đã kê.",
    "differs": "Đã ghi nhận kiểm đếm: giấy tờ có sai lệch, cần xử lý trước khi kết thúc hồ sơ.",
    "discrepancy": "Đã ghi nhận cách xử lý sai lệch.",
    "parcel_cancel": "Đã ghi nhận việc hủy yêu cầu chuyển phát. Yêu cầu còn hiệu lực đến khi bưu điện trả lời.",
    "parcel_settled": "Đã ghi kết quả yêu cầu chuyển phát theo trả lời của bưu điện.",
    "parcel_again": "Đã lập lại yêu cầu chuyển phát với số mới. Đề nghị dùng nhãn mới.",
    "intake": "Đã nhận hồ sơ. Có thể in giấy tờ ở mục “In giấy tờ”.",
    "password": "Đã đổi mật khẩu. Các phiên đăng nhập khác của tài khoản này đã kết thúc.",
}
_ALARMING = {"differs"} | {f"custody_{name}_gap" for name in ACTS}


def show(template: str, status: int = 200, **values: Any) -> Response:
    """A page for who is logged in. The notice comes from the address, by its code: no text in there is shown, but an
    item code that is one.
    """
    done = request.args.get("xong", "")
    given = {
        "notice": _with_code(NOTICES.get(done, ""), request.args.get("ma", "")),
        "alarming": done in _ALARMING,
        "warnings": [WARNINGS[code] for code in request.args.getlist("luu-y") if code in WARNINGS],
        "person": session.person(),
        "csrf": session.form_token(),
    }
    return make_response(render_template(f"console/{template}", **{**given, **values}), status)


def _with_code(notice: str, typed: str) -> str:
    """What was done, and to which item."""
    code = read_code(typed)
    first, dot, rest = notice.partition(".")
    return f"{first} – {code}{dot}{rest}" if notice and code else notice


def pdf(paper: PrintedPaper) -> Response:
    """A paper, shown by the browser itself, which prints it."""
    response = make_response(paper.content)
    response.headers["Content-Type"] = paper.media_type
    response.headers["Content-Disposition"] = f'inline; filename="{paper.file_name}"'
    return response


def new_request_id() -> str:
    """What makes a form count once, however often it is sent."""
    return secrets.token_urlsafe(16)


def back(endpoint: str, *, done: str, warnings: tuple[str, ...] = (), **values: Any) -> Response:
    """To a page that says what was done."""
    query: dict[str, Any] = {**values, "xong": done, "luu-y": list(warnings)}
    return redirect(url_for(endpoint, **query), 303)
