"""Parcels at the doors: REST, the citizen's page, the post's webhook, the operator's commands, and the worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.context import Context
from app.domain.life import State
from app.domain.post.parcel import OrderState
from app.domain.post.tracking import Status
from app.house import sandbox
from app.post import tracking, weighing
from app.services import Services
from app.store import tracking as reports
from app.web import create_app
from integrations.post.orders import account
from integrations.post.orders.account import AccountsError
from integrations.post.simulator.running import Simulator
from tests import builders
from tests.conftest import PROJECT
from tests.post.conftest import Fail
from tests.post.desk import Desk
from tests.post.test_parcels import heard
from tests.post.test_parcels import told as of_parcel

DELIVERED = {"OrderStatusId": 100, "LastUpdateTime": "15/11/2021 10:00:00", "DeliveryNote": "Giao cho bà Ánh"}


@dataclass(frozen=True)
class Doors:
    """The application with an account at the simulated post."""

    app: Flask
    accounts: Path
    key: str

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def call(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        return self.client.open(f"/api/v1/dossiers/{path}", method=method, headers=headers, **options)

    def push(self, message: Any, secret: str | None = None) -> Any:
        known = tomllib.loads(self.accounts.read_text())["accounts"][0]["push_secret"]
        headers = {"Authorization": f"Bearer {known if secret is None else secret}"}
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        return self.client.post("/webhooks/post", data=body, headers=headers, content_type="application/json")

    def flask(self, *arguments: str) -> Any:
        return self.app.test_cli_runner().invoke(args=["post", *arguments])


@contextmanager
def created(context: Context, accounts: Path | None) -> Iterator[Flask]:
    """The application with this file of accounts."""
    app = create_app(replace(context.settings, post_accounts=accounts))
    yield app
    app.extensions["dossier_post"].database.engine.dispose()


@pytest.fixture(scope="module")
def doors(context: Context, simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    accounts = Path(tmp_path_factory.mktemp("accounts")) / "post.toml"
    sandbox.write_post_account(accounts, simulator.url)
    with created(context, accounts) as app:
        yield Doors(app, accounts, builders.new_key(context))


@pytest.fixture
def number(desk: Desk) -> str:
    made = desk.finished()
    desk.ask(desk.line("finds"), made)
    return made


def told(number: str, **changes: Any) -> dict[str, Any]:
    """The post's message about a parcel."""
    data = json.dumps({"OrderCode": number, **DELIVERED, **changes}, ensure_ascii=False)
    return {"Data": data, "SendDate": "15/11/2021 10:00:01", "SignData": "?"}


# -- REST and the citizen's page -----------------------------------------------------------------------------------


def test_a_dossier_shows_where_its_parcel_stands(desk: Desk, doors: Doors, number: str) -> None:
    assert doors.call("GET", number).json["parcel"]["status"] == "unknown"
    doors.push(told(number, OrderStatusId=91, CauseName="Người nhận đi vắng"))
    weighing.weigh_news(desk.context)
    parcel = doors.call("GET", number).json["parcel"]
    assert (parcel["status"], parcel["status_vi"]) == ("attempted", "phát chưa thành công")
    assert (parcel["reason_vi"], parcel["status_at"]) == ("người nhận đi vắng", "2021-11-15T10:00:00+07:00")


def test_a_dossier_without_a_parcel_says_nothing_of_one(desk: Desk, doors: Doors) -> None:
    plain = desk.finished(return_by_post={"wish": "no"})
    assert "parcel" not in doors.call("GET", plain).json
    assert doors.call("GET", f"{plain}/parcels").json == {"parcels": [], "unasked": []}


def test_the_parcel_is_shown_with_its_order_and_every_report(desk: Desk, doors: Doors, number: str) -> None:
    doors.push(told(number))
    weighing.weigh_news(desk.context)
    (parcel,) = doors.call("GET", f"{number}/parcels").json["parcels"]
    assert (parcel["order_no"], parcel["state_vi"]) == (number, "bưu điện đã nhận yêu cầu")
    assert (parcel["status"], parcel["finding"], parcel["payer"]) == ("delivered", None, "receiver")
    (event,) = parcel["events"]
    assert (event["raw_code"], event["source"], event["status"]) == ("100", "myvnpost", "delivered")
    assert "Ánh" not in json.dumps(parcel, ensure_ascii=False)


def test_an_ended_order_is_issued_again_over_rest(desk: Desk, doors: Doors, number: str, fail: Fail) -> None:
    stands = doors.call("POST", f"{number}/parcels/return/reissue")
    assert (stands.status_code, stands.json["code"]) == (409, "POST_ORDER_STANDS")
    refused = desk.finished()
    fail("error_in_200", "create")
    desk.ask(desk.line("finds"), refused)
    again = doors.call("POST", f"{refused}/parcels/return/reissue")
    assert (again.status_code, again.json["order_no"], again.json["repeat"]) == (200, f"{refused}-2", False), again.text
    assert doors.call("POST", f"{refused}/parcels/return/reissue").json["repeat"] is True
    unknown = doors.call("POST", f"{refused}/parcels/return/reissue", json={"force": True})
    assert (unknown.status_code, unknown.json["faults"][0]["code"]) == (422, "FIELD_UNKNOWN")


def test_an_order_is_cancelled_over_rest_and_is_so_once(desk: Desk, doors: Doors, number: str) -> None:
    path, why = f"{number}/parcels/return/cancel", {"reason": "Công dân đến nhận trực tiếp"}
    missing = doors.call("POST", path, json={})
    assert (missing.status_code, missing.json["faults"][0]["path"]) == (422, "reason")
    first = doors.call("POST", path, json=why)
    assert (first.status_code, first.json["cancel"], first.json["repeat"]) == (200, "wanted", False), first.text
    assert first.json["cancel_vi"] == "chờ gửi yêu cầu hủy đến bưu điện"
    assert doors.call("POST", path, json=why).json["repeat"] is True
    desk.ask_cancelled(desk.line("finds"), number)
    shown = doors.call("GET", f"{number}/parcels").json
    assert [(each["leg_vi"], each["state"]) for each in shown["parcels"]] == [("chuyển trả kết quả", "cancelled")]
    assert [each["leg"] for each in shown["unasked"]] == ["return"]
    assert doors.call("GET", f"{number}/label.pdf").status_code == 404
    assert doors.call("POST", f"{number}/parcels/collect/cancel", json=why).status_code == 404
    assert doors.call("POST", f"{number}/parcels/sideways/cancel", json=why).status_code == 404


def test_both_legs_stand_on_one_list(desk: Desk, doors: Doors) -> None:
    line, number = desk.line("finds"), desk.collecting(fee={"amount_vnd": 135_000, "place": "on_collection"})
    desk.ask(line, number)
    weighing.weigh_news(desk.context)
    heard(desk, of_parcel(f"{number}-TG", Status.DELIVERED))
    for move in ("receive", "start", "finish"):
        desk.move(move, number)
    desk.ask(line, number)
    listed = doors.call("GET", f"{number}/parcels").json["parcels"]
    assert [(each["leg"], each["order_no"]) for each in listed] == [("collect", f"{number}-TG"), ("return", number)]
    assert [each["cod_vnd"] for each in listed] == [135_000, 0]
    assert {each["payer"] for each in listed} <= {"sender", "receiver"}


def test_what_a_parcel_costs_is_asked_of_the_post(desk: Desk, doors: Doors, number: str, fail: Fail) -> None:
    told = doors.call("GET", f"{number}/parcels/price").json
    assert (told["leg"], told["weight_g"], told["amount_vnd"], told["payer"]) == ("return", 50, 26_000, "receiver")
    there = doors.call("GET", f"{number}/parcels/price", query_string={"leg": "collect", "weight_g": "300"}).json
    assert (there["leg"], there["amount_vnd"]) == ("collect", 29_000)
    wrong = doors.call("GET", f"{number}/parcels/price", query_string={"leg": "x", "weight_g": "0", "province": "AG"})
    assert wrong.status_code == 422
    assert {each["path"]: (each["code"], each["text"].rpartition(": ")[2]) for each in wrong.json["faults"]} == {
        "leg": ("CHOICE_OTHER", "return, collect."),
        "weight_g": ("NUMBER_OUTSIDE", "Giá trị phải là số nguyên từ 1 đến 99999."),
        "province": ("TYPE_INVALID", "Giá trị không đúng kiểu dữ liệu."),
    }
    fail("unavailable", "price")
    refused = doors.call("GET", f"{number}/parcels/price")
    assert (refused.status_code, refused.json["code"]) == (502, "PRICE_UNAVAILABLE")
    shown = doors.flask("price", number, "--weight-g", "100")
    assert (shown.exit_code, shown.output.split("\t")[:4]) == (0, [number, "return", "100 g", "27000 VND"])
    assert doors.flask("price", "000.00.16.H01-211115-9998").exit_code == 2
    assert len(desk.simulator.service.state.orders) == 1, "nothing is ordered"


def test_without_an_account_there_is_no_price(desk: Desk, number: str) -> None:
    with created(desk.context, None) as app:
        headers = {"Authorization": f"Bearer {builders.new_key(desk.context)}"}
        reply = app.test_client().get(f"/api/v1/dossiers/{number}/parcels/price", headers=headers)
    assert (reply.status_code, reply.get_json()["code"]) == (409, "POST_ACCOUNT_NONE")


def test_the_citizen_reads_where_the_parcel_stands(desk: Desk, doors: Doors, number: str) -> None:
    token = desk.token(number)
    assert "Bưu gửi</dt>" not in doors.client.get(f"/tra-cuu/{token}").text
    doors.push(told(number, OrderStatusId=91, CauseName="Người nhận đi vắng"))
    weighing.weigh_news(desk.context)
    page = doors.client.get(f"/tra-cuu/{token}").text
    assert "phát chưa thành công (người nhận đi vắng)" in page and "10 giờ 00 phút, ngày 15/11/2021" in page


# -- the post's webhook --------------------------------------------------------------------------------------------


def test_the_webhook_is_a_hint_and_an_event_that_the_table_knows(desk: Desk, doors: Doors, number: str) -> None:
    line = desk.line("finds")
    tracking.pull(line, desk.context)
    for _ in range(2):
        assert doors.push(told(number)).json == {"IsSuccess": True}
    with desk.context.database.begin() as connection:
        assert reports.is_due(connection, "default/soap", 900)
    assert weighing.weigh_news(desk.context) == 1 and desk.state(number) is State.DELIVERED


def test_a_code_that_no_table_knows_moves_nothing_and_is_shown(desk: Desk, doors: Doors, number: str) -> None:
    for _ in range(2):
        assert doors.push(told(number, OrderStatusId=12345)).status_code == 200
    assert doors.push({"Data": {"ItemCode": None}}).status_code == 200
    assert weighing.weigh_news(desk.context) == 1 and desk.state(number) is State.FINISHED
    with desk.context.database.begin() as connection:
        assert reports.is_due(connection, "default/soap", 900)
        odd = [tuple(row)[:4] for row in reports.odd(connection)]
    assert ("unknown", "myvnpost", "12345", 1) in odd


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_a_sign_that_no_database_takes_fails_no_push(desk: Desk, doors: Doors, number: str, sign: str) -> None:
    for changes in (
        {"OrderCode": f"{number}{sign}"}, {"ItemCode": f"EL{sign}"}, {"LastUpdateTime": f"{sign}1"},
        {"OrderCode": "9" * 5000}, {"OrderStatusId": "9" * 5000}, {"CauseName": sign},
    ):  # fmt: skip
        data = {"OrderCode": number, **DELIVERED, "OrderStatusId": 91, **changes}
        assert doors.push(json.dumps({"Data": data}).encode()).json == {"IsSuccess": True}, changes
    weighing.weigh_news(desk.context)
    assert desk.parcel(number).status is Status.ATTEMPTED


@pytest.mark.parametrize("secret", ["", "wrong", "sandbox-post", "á" * 30])
def test_without_its_secret_the_webhook_lets_nobody_in(doors: Doors, number: str, secret: str) -> None:
    reply = doors.push(told(number), secret.encode().decode("latin-1"))
    assert (reply.status_code, reply.json["code"]) == (401, "AUTHENTICATION")


def test_where_no_account_has_a_secret_the_webhook_is_shut(context: Context) -> None:
    with created(context, None) as app:
        for headers in ({}, {"Authorization": "Bearer "}):
            reply = app.test_client().post("/webhooks/post", json=told("x"), headers=headers)
            assert reply.status_code == 401


@pytest.mark.parametrize(
    "message", [b"", b"{", b"[]", b'{"Data": "x"}', b'{"Data": []}', b'{"Data": null}', b"\xff\xfe", b"[" * 60_000]
)
def test_what_is_not_of_the_shape_is_refused(doors: Doors, message: bytes) -> None:
    assert doors.push(message).status_code == 400


def test_the_webhook_has_its_limit_and_its_media_type(doors: Doors) -> None:
    too_long = doors.push(b" " * 70_000)
    assert too_long.status_code == 413 and "(64 KB)" in too_long.json["detail"]
    secret = tomllib.loads(doors.accounts.read_text())["accounts"][0]["push_secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    assert doors.client.post("/webhooks/post", data=b"{}", headers=headers).status_code == 415


def test_a_push_secret_that_can_be_guessed_is_refused(doors: Doors, tmp_path: Path) -> None:
    path, text = tmp_path / "post.toml", doors.accounts.read_text()
    secret = tomllib.loads(text)["accounts"][0]["push_secret"]
    path.write_text(text.replace(secret, "short"))
    with pytest.raises(AccountsError, match="push_secret"):
        account.read(path)


def test_a_person_settles_over_rest_what_nobody_knows(desk: Desk, doors: Doors, fail: Fail) -> None:
    number = desk.finished()
    path, why = f"{number}/parcels/return/settle", {"reason": "Tổng đài trả lời lúc 9 giờ"}
    assert doors.call("POST", path, json={**why, "end": "accepted"}).json["code"] == "POST_END_KNOWN"
    fail("lost_answer", "create")
    desk.ask(desk.line("neither"), number)
    for wrong in (why, {**why, "end": "lost"}, {**why, "end": 7}, {**why, "end": ["accepted"]}, {"end": "accepted"}):
        assert doors.call("POST", path, json=wrong).status_code == 422, wrong
    done = doors.call("POST", path, json={**why, "end": "accepted"}).json
    assert (done["state"], done["repeat"]) == ("accepted", False)
    assert doors.call("POST", path, json={**why, "end": "accepted"}).json["repeat"]
    assert doors.call("POST", path, json={**why, "end": "refused"}).status_code == 409
    assert doors.call("POST", f"{number}/parcels/collect/settle", json={**why, "end": "accepted"}).status_code == 404
    assert desk.told(number)[-2:] == ["post_order_settled", "post_ordered"]


# -- the operator --------------------------------------------------------------------------------------------------


TOLD = ("--by", "Nguyễn Văn Lộc", "--reason", "Tổng đài bưu điện trả lời")
LATER = ("--by", "Nguyễn Văn Lộc", "--reason", "Hỏi lại")


def test_the_operator_pulls_lists_and_settles(desk: Desk, doors: Doors, fail: Fail) -> None:
    number = desk.finished()
    fail("lost_answer", "create")
    desk.ask(desk.line("neither"), number)
    listed = doors.flask("list").output
    assert f"order\t{number}\tchưa rõ bưu điện đã nhận yêu cầu hay chưa\tparked\tOUTSIDE_OUTCOME_UNKNOWN" in listed
    assert "default/soap: events 0, bad 0, parcels 0" in doors.flask("pull").output
    assert doors.flask("settle", number, "accepted", *TOLD).output == f"{number}: accepted\n"
    assert desk.parcel(number).state is OrderState.ACCEPTED and desk.work(number).state == "done"
    assert number not in doors.flask("list").output
    known = doors.flask("settle", number, "refused", *TOLD)
    assert known.exit_code == 2 and "its end is known" in known.output
    assert doors.flask("settle", "nobody's", "refused", *TOLD).exit_code == 2


def test_the_operator_says_how_a_cancellation_ended(desk: Desk, doors: Doors, fail: Fail) -> None:
    line = desk.line("neither", whole_timeout_s=0.41)
    gone, stands = desk.finished(), desk.finished()
    desk.ask(line, gone, stands)
    fail("bad_gateway", "cancel", rate=1.0)
    for number in (gone, stands):
        desk.cancel(number)
    desk.ask_all(line)
    listed = doors.flask("list").output
    for number in (gone, stands):
        assert f"order\t{number}\tbưu điện đã nhận yêu cầu\tparked\tOUTSIDE_OUTCOME_UNKNOWN" in listed
    assert "chưa rõ bưu điện đã hủy hay chưa" in listed
    assert doors.flask("settle", gone, "cancelled", *TOLD).exit_code == 0
    assert doors.flask("settle", stands, "accepted", *TOLD).exit_code == 0
    assert (desk.parcel(gone).state, desk.parcel(stands).state) == (OrderState.CANCELLED, OrderState.ACCEPTED)
    listed = doors.flask("list").output
    assert f"order\t{gone}" not in listed and f"order\t{stands}" not in listed
    assert f"unasked\t{gone}\treturn\tchuyển trả kết quả" in listed
    assert doors.flask("settle", stands, "accepted", *LATER).exit_code == 2, "nothing is open any more"
    desk.move("hand_over", stands)


def test_a_post_out_of_reach_is_told_in_a_line(doors: Doors, fail: Fail) -> None:
    fail("unavailable", "tracking")
    done = doors.flask("pull")
    assert (done.exit_code, done.output) == (1, "default/soap: the post is out of reach\n")


def test_a_wrong_file_of_accounts_ends_web_and_worker_in_one_line(context: Context, tmp_path: Path) -> None:
    wrong = tmp_path / "post.toml"
    wrong.write_text('[[accounts]]\nagency_id = "default"\nsecret = "geheim"\n')
    with pytest.raises(SystemExit, match="Error: post"):
        create_app(replace(context.settings, post_accounts=wrong))
    environment = os.environ | {
        "DATABASE_URL": context.database.url,
        "REDIS_URL": "unix:///nowhere",
        "DOSSIER_POST_ACCOUNTS": str(wrong),
    }
    done = subprocess.run([sys.executable, "worker.py"], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.startswith("worker: post.toml") and "geheim" not in done.stderr


# -- the worker ----------------------------------------------------------------------------------------------------


def eventually(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        threading.Event().wait(0.05)


@contextmanager
def working(context: Context, redis_url: str, accounts: Path) -> Iterator[None]:
    environment = os.environ | {
        "DATABASE_URL": context.database.url,
        "REDIS_URL": redis_url,
        "DOSSIER_VAR": str(context.settings.var),
        "DOSSIER_SECRET_KEY": "for tests",
        "DOSSIER_NOW": "2021-11-15T08:00+07:00",
        "DOSSIER_POST_ACCOUNTS": str(accounts),
    }
    process = subprocess.Popen([sys.executable, "worker.py"], cwd=PROJECT, env=environment)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        finally:
            process.kill()


def test_from_the_finish_to_the_delivery_nobody_lifts_a_hand(
    desk: Desk, doors: Doors, services: Services, redis_url: str
) -> None:
    with working(desk.context, redis_url, doors.accounts):
        number = desk.finished()
        eventually(lambda: desk.parcel(number).state is OrderState.ACCEPTED)
        while desk.simulator.service.state.advance(number):
            pass
        doors.push(told(number, OrderStatusId=12345))
        eventually(lambda: desk.state(number) is State.DELIVERED)
    assert desk.told(number) == ["post_ordered", "handed_over", "delivered"]


def test_fetched_changed_and_cancelled_by_the_worker_alone(
    desk: Desk, doors: Doors, services: Services, redis_url: str
) -> None:
    held = desk.simulator.service.state.orders
    with working(desk.context, redis_url, doors.accounts):
        number = desk.collecting()
        eventually(lambda: desk.parcel(number).state is OrderState.ACCEPTED)
        desk.correct(number, home_collection={"phone": "0918345609"})
        eventually(lambda: f"{number}-TG-2" in held and desk.parcel(number).state is OrderState.ACCEPTED)
        desk.move("withdraw", number)
        eventually(lambda: desk.parcel(number).state is OrderState.CANCELLED)
    assert [order.cancelled for order in held.values()] == [True, True]
