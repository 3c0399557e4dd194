"""What is wrong, as a page for a person: an error of ours, what Flask refuses, and mistakes."""

from __future__ import annotations

import logging
import secrets

from flask import Blueprint, Response, g, make_response, render_template
from werkzeug.exceptions import HTTPException, NotFound

from app.console import session
from app.domain.errors import NotAllowed, ServiceError
from app.http_status import status_of
from app.logs import where

NOT_ALLOWED_VI = "Tài khoản này không có quyền thực hiện việc đó. Đề nghị liên hệ người quản trị hệ thống."
_HTTP_VI = {
    403: "Biểu mẫu đã cũ hoặc không thuộc phiên làm việc này; chưa có gì được ghi nhận. Đề nghị mở lại trang.",
    404: "Không có trang này.",
    405: "Không có trang này.",
    413: "Nội dung gửi lên quá lớn.",
}
_OTHER_VI = "Yêu cầu không hợp lệ."
log = logging.getLogger(__name__)


def handle(routes: Blueprint) -> None:
    """Pages in place of the problems that REST answers."""

    @routes.route("/<path:missing>", methods=["GET", "POST"])
    def no_page(missing: str) -> Response:
        raise NotFound

    @routes.errorhandler(ServiceError)
    def ours(error: ServiceError) -> Response:
        status = status_of(error)
        return _page(NOT_ALLOWED_VI if error.code == NotAllowed.code else error.message_vi, status)

    @routes.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        return _page(_HTTP_VI.get(status, _OTHER_VI), status)

    @routes.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        number = secrets.token_hex(6)
        log.error("unexpected error", extra={"problem": where(error), "correlation_id": number})
        return _page(f"{ServiceError().message_vi} Mã lỗi: {number}.", 500)


def _page(message: str, status: int) -> Response:
    person = g.get("person")
    csrf = session.form_token() if person else ""
    response = make_response(render_template("console/fault.html", message=message, person=person, csrf=csrf), status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
