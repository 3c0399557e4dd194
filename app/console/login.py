"""Logging in and out, and a new password."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.console import session
from app.console.pages import back, show
from app.context import Context
from app.domain.errors import InvalidDossier, NotAuthenticated
from app.security import logins

_OVER_VI = "Phiên làm việc đã hết hạn nên nội dung vừa gửi chưa được ghi nhận. Đề nghị đăng nhập lại."


def add(routes: Blueprint, context: Context) -> None:
    """``dang-nhap``, ``dang-xuat``, ``mat-khau``."""

    @routes.get("/dang-nhap")
    def log_in_form() -> Response:
        return _form(context, notice=_OVER_VI if "het" in request.args else "")

    @routes.post("/dang-nhap")
    def log_in() -> Response:
        username = request.form.get("username", "")
        try:
            token = logins.log_in(username, request.form.get("password", ""), session.address(context), context)
        except NotAuthenticated as e:
            return _form(context, refusal=e.message_vi, username=username, status=401)
        response = redirect(session.own_page(request.form.get("tiep", "")), 303)
        session.begin(response, session.COOKIE, token, context)
        return response

    @routes.post("/dang-xuat")
    def log_out() -> Response:
        logins.log_out(session.token(), context)
        response = redirect(url_for("console.log_in_form"), 303)
        session.end(response)
        return response

    @routes.get("/mat-khau")
    def password_form() -> Response:
        return show("password.html", username=_username(), faults={})

    @routes.post("/mat-khau")
    def change_password() -> Response:
        old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
        try:
            logins.change_password(session.token(), old, new, again, session.address(context), context)
        except InvalidDossier as e:
            faults = {fault.path: fault.text for fault in e.faults}
            return show("password.html", 422, username=_username(), faults=faults)
        return back("console.list_open", done="password")


def _form(context: Context, *, notice: str = "", refusal: str = "", username: str = "", status: int = 200) -> Response:
    token = session.early_token()
    values = {
        "notice": notice,
        "refusal": refusal,
        "username": _readable(username),
        "tiep": request.values.get("tiep", ""),
    }
    html = render_template("console/login.html", csrf=session.form_token(), person=None, **values)
    response = make_response(html, status)
    session.begin(response, session.EARLY_COOKIE, token, context)
    return response


def _username() -> str:
    return session.person().sender.removeprefix(logins.SENDER)


def _readable(username: str) -> str:
    return username if username.isprintable() else ""
