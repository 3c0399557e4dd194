"""Logging in at the desk page over real HTTP: who gets in, for how long, and what another site's form cannot do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from app.config import Settings
from app.domain.errors import NotAuthenticated
from app.domain.role import Role
from app.logs import FIELDS
from app.security import accounts, attempts, logins
from app.store import tables
from app.web import create_app
from tests import builders
from tests.web.desk import PASSWORD, Desk, csrf, logged_in, new_account, text
from tests.web.service import Service

REFUSED = "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa."


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service)


def in_the_past(service: Service, username: str, column: str, ago: timedelta) -> None:
    """As if what stands in a column of an account's log-ins had been that long ago."""
    a, login = tables.account.c, tables.login
    with service.context.database.begin() as connection:
        of = select(a.id).where(a.username == username).scalar_subquery()
        connection.execute(update(login).where(login.c.account_id == of).values({column: func.now() - ago}))


def is_in(desk: Desk) -> bool:
    return desk.get(allow_redirects=False).status_code == 200


def test_a_person_logs_in_works_and_logs_out(service: Service, desk: Desk) -> None:
    before = desk.get("/ho-so/moi", allow_redirects=False)
    assert (before.status_code, before.headers["Location"]) == (303, "/console/dang-nhap?tiep=/console/ho-so/moi")
    done = desk.log_in(new_account(service))
    assert (done.status_code, done.headers["Location"]) == (303, "/console")
    assert "Trần Thị Mai Lan – Sở Giao thông vận tải An Giang" in text(desk.get())
    token = desk.session.cookies["desk"]
    assert desk.post("/dang-xuat", page="").headers["Location"] == "/console/dang-nhap"
    assert "desk" not in desk.session.cookies and not is_in(desk)
    desk.session.cookies.set("desk", token, path="/console")
    assert not is_in(desk), "the token is dead, not only forgotten"


def test_the_cookie_is_for_this_site_and_no_script(service: Service, desk: Desk) -> None:
    cookie = desk.log_in(new_account(service)).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/console"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie and "Expires" not in cookie


def test_the_cookie_is_secure_where_the_service_is(service: Service, tmp_path: Path) -> None:
    app = create_app(replace(service.context.settings, public_url="https://gplx.example", var=tmp_path))
    browser = app.test_client()
    page = browser.get("/console/dang-nhap", base_url="https://gplx.example")
    form = {"csrf": csrf(page.text), "username": new_account(service), "password": PASSWORD}
    done = browser.post("/console/dang-nhap", data=form, base_url="https://gplx.example")
    assert done.status_code == 303
    assert "Secure" in page.headers["Set-Cookie"] and "Secure" in done.headers["Set-Cookie"]
    app.extensions["dossier_post"].database.engine.dispose()


def test_only_the_digest_of_the_token_is_kept(service: Service) -> None:
    desk = logged_in(service)
    with service.context.database.begin() as connection:
        kept = b"".join(row.token_sha256 for row in connection.execute(select(tables.login)))
        hashes = connection.execute(select(tables.account.c.password_hash)).scalars().all()
    assert desk.session.cookies["desk"].encode() not in kept
    assert all(each.startswith("$argon2id$") for each in hashes)


def test_every_failed_log_in_reads_the_same(service: Service, desk: Desk) -> None:
    username, disabled = new_account(service), new_account(service)
    accounts.disable(disabled, service.context)
    tried = [
        (username, "sai mật khẩu"), ("khong-co-ai", PASSWORD), (disabled, PASSWORD), ("", ""), (username, ""),
        ("' OR 1=1 --", PASSWORD), ("\x00", "\x00"), (username, "x" * 100_000),
    ]  # fmt: skip
    for name, password in tried:
        reply = desk.log_in(name, password)
        assert reply.status_code == 401 and REFUSED in text(reply), name
        assert password not in reply.text or not password
    assert desk.log_in(f" {username.upper()} ").status_code == 303, "as a phone writes it"


def test_a_password_is_the_same_however_a_keyboard_composes_it(service: Service, desk: Desk) -> None:
    decomposed = "tra\u0302u cha\u0323\u0302m uo\u0302\u0301ng nu\u031bo\u031b\u0301c \u0111u\u0323c"
    assert desk.log_in(new_account(service), decomposed).status_code == 303


def wrong(service: Service, username: str, times: int, address: str = "203.0.113.9") -> None:
    for _ in range(times):
        with pytest.raises(NotAuthenticated):
            logins.log_in(username, "sai", address, service.context)


def later(service: Service, by: timedelta) -> None:
    """As if what has failed had failed that much earlier."""
    failure = tables.login_failure
    with service.context.database.begin() as connection:
        connection.execute(update(failure).values(at=failure.c.at - by))


def test_five_wrong_passwords_in_a_row_lock_the_account_for_a_quarter_of_an_hour(service: Service, desk: Desk) -> None:
    username, other = new_account(service), new_account(service)
    for _ in range(4):
        desk.log_in(username, "sai")
    assert desk.log_in(username).status_code == 303, "four wrong ones do no harm, and are forgotten"
    for _ in range(5):
        assert Desk(service).log_in(username, "sai").status_code == 401
    assert REFUSED in text(Desk(service).log_in(username))
    assert Desk(service).log_in(other).status_code == 303
    later(service, attempts.LOCK - timedelta(minutes=1))
    assert Desk(service).log_in(username).status_code == 401
    later(service, timedelta(minutes=1))
    assert Desk(service).log_in(username).status_code == 303


def test_a_stranger_elsewhere_does_not_lock_an_officer_out_at_his_desk(service: Service, desk: Desk) -> None:
    username = new_account(service)
    wrong(service, username, 20)
    assert attempts.locked([username], service.context) == {username}, "where the stranger is"
    assert desk.log_in(username).status_code == 303
    wrong(service, username, 5, "2001:db8:1:2::1")
    with pytest.raises(NotAuthenticated):  # one network has as many addresses as it likes
        logins.log_in(username, PASSWORD, "2001:db8:1:2:ffff::9", service.context)
    assert logins.log_in(username, PASSWORD, "2001:db8:1:3::1", service.context)


def test_a_hundred_wrong_ones_from_many_addresses_lock_everywhere_and_own_slips_are_none_of_them(
    service: Service, desk: Desk
) -> None:
    username = new_account(service)
    for nth in range(24):
        wrong(service, username, 4, f"203.0.113.{nth}")
    for _ in range(3):
        desk.log_in(username, "sai")
    assert desk.log_in(username).status_code == 303, "its own three wrong ones are forgotten, the 96 are not"
    wrong(service, username, 4, "198.51.100.1")
    assert desk.log_in(username).status_code == 401
    accounts.enable(username, service.context)
    assert desk.log_in(username).status_code == 303


def test_behind_a_proxy_the_address_is_what_the_proxy_tells(service: Service, tmp_path: Path) -> None:
    username = new_account(service)
    app = create_app(replace(service.context.settings, proxies=1, var=tmp_path))
    browser, form = app.test_client(), {"username": username}

    def log_in(password: str, told: str) -> int:
        page = browser.get("/console/dang-nhap").text
        sent = {**form, "csrf": csrf(page), "password": password}
        return browser.post("/console/dang-nhap", data=sent, headers={"X-Forwarded-For": told}).status_code

    for nth in range(5):
        assert log_in("sai", f"10.0.0.{nth}, 203.0.113.7") == 401, "what the client wrote there itself is not heard"
    assert log_in(PASSWORD, "203.0.113.7") == 401
    assert log_in(PASSWORD, "203.0.113.8") == 303
    app.extensions["dossier_post"].database.engine.dispose()


def test_a_user_name_that_is_nobodys_is_counted_like_any_other(service: Service) -> None:
    username, nobody = new_account(service), builders.unique("khong-co-ai")

    def written(name: str) -> list[str]:
        """The statements of one failed log-in."""
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
            seen.append(statement)

        event.listen(service.context.database.engine, "before_cursor_execute", note)
        try:
            wrong(service, name, 1)
        finally:
            event.remove(service.context.database.engine, "before_cursor_execute", note)
        return seen

    for _ in range(7):
        assert written(username) == written(nobody) == written("' OR 1=1 --")
    with service.context.database.begin() as connection:
        kept = connection.execute(select(tables.login_failure.c.username, tables.login_failure.c.address)).all()
    assert all(len(row.username) == 32 and len(row.address) in (0, 32) for row in kept), "digests only"


def test_a_failed_log_in_is_told_to_the_operator_by_the_id_of_the_account(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    username = new_account(service)
    wrong(service, username, 6)
    wrong(service, "khong-co-ai", 1)
    told = [(each.message, getattr(each, "account_id", None)) for each in caplog.records]
    with service.context.database.begin() as connection:
        of = connection.execute(select(tables.account.c.id).where(tables.account.c.username == username)).scalar_one()
    failed, locked = "log-in failed", "log-in failed, locked at this address"
    assert told == [*[(failed, of)] * 4, *[(locked, of)] * 2, (failed, None)]
    assert username not in caplog.text and "account_id" in FIELDS


@pytest.mark.parametrize(
    ("column", "ago", "stays"),
    [
        ("seen_at", logins.IDLE - timedelta(minutes=1), True),
        ("seen_at", logins.IDLE, False),
        ("at", logins.LONGEST - timedelta(minutes=1), True),
        ("at", logins.LONGEST, False),
    ],
)
def test_a_log_in_ends_by_lying_idle_and_by_age(service: Service, column: str, ago: timedelta, stays: bool) -> None:
    desk, username = Desk(service), new_account(service)
    desk.log_in(username)
    in_the_past(service, username, column, ago)
    assert is_in(desk) is stays
    if column == "seen_at" and stays:
        in_the_past(service, username, "at", timedelta(hours=1))
        with service.context.database.begin() as connection:
            seen = connection.execute(select(func.max(tables.login.c.seen_at) > func.now() - timedelta(minutes=1)))
            assert seen.scalar_one(), "a page that is looked at keeps the log-in awake"


def test_what_was_sent_after_the_end_is_told_to_be_lost(service: Service) -> None:
    desk, username = Desk(service), new_account(service)
    desk.log_in(username)
    token = csrf(desk.get().text)
    in_the_past(service, username, "seen_at", logins.IDLE)
    reply = desk.send("/tim", csrf=token, tim="x")
    assert (reply.status_code, reply.headers["Location"]) == (303, "/console/dang-nhap?het=1")
    assert "chưa được ghi nhận" in text(desk.get("/dang-nhap?het=1"))


def test_a_disabled_account_is_out_at_once(service: Service) -> None:
    desk, username = Desk(service), new_account(service)
    desk.log_in(username)
    accounts.disable(username, service.context)
    assert not is_in(desk)
    accounts.enable(username, service.context)
    assert not is_in(desk), "the old log-in stays dead"
    assert desk.log_in(username).status_code == 303


def test_roles_count_from_the_next_page_on(service: Service) -> None:
    desk, username = Desk(service), new_account(service, roles=[Role.READ, Role.SUBMIT])
    desk.log_in(username)
    assert desk.get("/ho-so/moi").status_code == 200
    accounts.set_roles(username, [Role.READ], service.context)
    assert desk.get("/ho-so/moi").status_code == 403


# -- forms ---------------------------------------------------------------------------------------------------------


def test_no_form_is_taken_without_its_own_token(service: Service) -> None:
    desk, other = logged_in(service), logged_in(service)
    early = csrf(Desk(service).get("/dang-nhap").text)
    for token in ("", "0" * 64, "ữ", csrf(other.get().text), early):
        for path in ("/tim", "/mat-khau", "/dang-xuat", "/ho-so/x/receive"):
            reply = desk.send(path, csrf=token)
            assert reply.status_code == 403 and "Biểu mẫu đã cũ" in text(reply)
    assert desk.send("/dang-xuat").status_code == 403
    assert is_in(desk)


def test_nobody_is_logged_in_by_the_form_of_another_site(service: Service) -> None:
    desk, username = Desk(service), new_account(service)
    token = csrf(desk.get("/dang-nhap").text)
    elsewhere = Desk(service)  # the victim's browser sends no cookie along, whatever the page holds
    for form in ({}, {"csrf": token}):
        reply = elsewhere.send("/dang-nhap", username=username, password=PASSWORD, **form)
        assert reply.status_code == 403 and "desk" not in elsewhere.session.cookies


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/console/ho-so/moi", "/console/ho-so/moi"),
        ("https://elsewhere.example/", "/console"),
        ("//elsewhere.example/console", "/console"),
        ("/console//elsewhere.example", "/console"),
        ("/console\\elsewhere", "/console"),
        ("/tra-cuu", "/console"),
        ("/console?x=1", "/console"),
    ],
)
def test_the_log_in_leads_to_pages_of_ours_only(service: Service, desk: Desk, asked: str, led_to: str) -> None:
    assert desk.log_in(new_account(service), tiep=asked).headers["Location"] == led_to


# -- passwords -----------------------------------------------------------------------------------------------------


def test_a_person_sets_a_new_password_and_other_log_ins_end(service: Service) -> None:
    desk, elsewhere, username = Desk(service), Desk(service), new_account(service)
    desk.log_in(username)
    elsewhere.log_in(username)
    new = "nước chảy đá mòn 2021"
    done = desk.post("/mat-khau", old=PASSWORD, new=new, again=new)
    assert done.headers["Location"] == "/console?xong=password"
    assert "Đã đổi mật khẩu" in text(desk.get("?xong=password"))
    assert is_in(desk) and not is_in(elsewhere)
    assert elsewhere.log_in(username).status_code == 401
    assert elsewhere.log_in(username, new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "wrong"),
    [
        ("sai", "nước chảy đá mòn", "nước chảy đá mòn", "Mật khẩu hiện tại không đúng."),
        (PASSWORD, "ngắn", "ngắn", "Mật khẩu mới cần 10 đến 200 ký tự"),
        (PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa", "không lặp lại một vài ký tự"),
        (PASSWORD, "nước chảy đá mòn", "nước chảy đá mềm", "Hai lần nhập mật khẩu mới không giống nhau."),
        ("", "", "", "Mật khẩu hiện tại không đúng."),
    ],
)
def test_a_wrong_new_password_is_told_at_its_field(
    service: Service, old: str, new: str, again: str, wrong: str
) -> None:
    desk, username = Desk(service), new_account(service)
    desk.log_in(username)
    reply = desk.post("/mat-khau", old=old, new=new, again=again)
    assert reply.status_code == 422 and wrong in text(reply)
    assert 'aria-invalid="true"' in reply.text and "chảy" not in reply.text
    assert Desk(service).log_in(username).status_code == 303, "the old one is still it"


def test_guessing_the_old_password_locks_like_guessing_at_the_door(service: Service) -> None:
    desk, username = Desk(service), new_account(service)
    desk.log_in(username)
    for _ in range(5):
        desk.post("/mat-khau", old="sai", new="nước chảy đá mòn", again="nước chảy đá mòn")
    assert desk.post("/mat-khau", old=PASSWORD, new="nước chảy đá mòn", again="nước chảy đá mòn").status_code == 422
    assert Desk(service).log_in(username).status_code == 401


# -- pages ---------------------------------------------------------------------------------------------------------


def test_pages_are_kept_nowhere_hold_no_script_and_frame_nobody(service: Service) -> None:
    desk = logged_in(service)
    for reply in (desk.get(), desk.get("/mat-khau"), desk.get("/khong-co"), Desk(service).get("/dang-nhap")):
        assert reply.headers["Cache-Control"] == "private, no-store" and reply.headers["X-Robots-Tag"] == "noindex"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert "<script" not in reply.text and " style=" not in reply.text and " onclick" not in reply.text


def test_what_is_not_there_is_a_page_in_vietnamese(service: Service) -> None:
    desk = logged_in(service)
    for path in ("/khong-co", "/ho-so/000.00.16.H01-211115-9999", "/ho-so/%00", "/ho-so/x/in/receipt/1.pdf"):
        reply = desk.get(path)
        assert reply.status_code == 404 and reply.headers["Content-Type"].startswith("text/html"), path
        assert "Không" in text(reply)
    assert desk.get("/tim").status_code == desk.post("/khong-co", page="").status_code == 404


def test_without_a_database_a_page_says_when_to_come_back(tmp_path: Path) -> None:
    app = create_app(Settings(database_url="postgresql://nobody@127.0.0.1:1/nix", var=tmp_path))
    browser = app.test_client()
    form = {"csrf": csrf(browser.get("/console/dang-nhap").text), "username": "lan", "password": PASSWORD}
    browser.set_cookie("desk", "x" * 43, path="/console")
    for reply in (browser.get("/console"), browser.post("/console/dang-nhap", data=form)):
        assert reply.status_code == 503 and reply.headers["Retry-After"] == "5"
        assert "tạm thời chưa phục vụ được" in reply.text and reply.mimetype == "text/html"
    app.extensions["dossier_post"].database.engine.dispose()


def test_a_form_that_is_too_large_is_refused(service: Service) -> None:
    desk = logged_in(service)
    assert desk.post("/tim", page="", tim="x" * 600_000).status_code == 413


def test_the_office_of_a_person_is_named(service: Service) -> None:
    assert "Bưu cục Chợ Mới" in text(logged_in(service, office_id=builders.OFFICE).get())
