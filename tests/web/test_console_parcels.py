"""The desk page and parcels: an order is cancelled with its reason; what nobody was asked for is shown."""

from __future__ import annotations

import pytest

from app.domain.post.order import Leg
from app.domain.post.parcel import OrderState, Parcel
from app.post import owing
from app.store import dossiers, postal_items
from app.web import create_app
from tests.web.desk import Desk, logged_in, text
from tests.web.service import Service


@pytest.fixture(scope="module")
def lan(service: Service) -> Desk:
    return logged_in(service)


def ordered(service: Service) -> str:
    """A finished dossier whose order to the post is ready."""
    number = str(service.finished()["dossier_no"])
    with service.context.database.begin() as connection:
        found = dossiers.by_number(connection, number)
        assert found is not None
        locked, now = dossiers.lock(connection, found.id), service.context.clock.now()
        owing.first(connection, locked, Leg.RETURN, 3, now)
    return number


def order(service: Service, number: str) -> Parcel:
    with service.context.database.begin() as connection:
        found = dossiers.by_number(connection, number)
        assert found is not None
        return postal_items.of_dossier(connection, found.id)[-1]


def test_an_order_is_shown_and_cancelled_with_its_reason(service: Service, lan: Desk) -> None:
    number = ordered(service)
    shown, action = lan.read(number), f"/ho-so/{number}/buu-gui/return/huy"
    assert "Chuyển trả kết quả" in shown and "chờ gửi yêu cầu đến bưu điện" in shown
    assert lan.fill(f"/ho-so/{number}", action, reason="").status_code == 422
    done = lan.fill(f"/ho-so/{number}", action, reason="Công dân đến nhận trực tiếp")
    assert done.status_code == 303 and done.headers["Location"].endswith("?xong=parcel_cancel")
    assert order(service, number).state is OrderState.CANCELLED
    shown = lan.read(number)
    assert "yêu cầu đã hủy" in shown and "Không còn yêu cầu chuyển trả kết quả nào" in shown
    assert "Công dân đến nhận trực tiếp" in shown
    again = lan.fill(f"/ho-so/{number}", f"/ho-so/{number}/buu-gui/return/gui-lai")
    assert again.status_code == 409 and "chưa có tài khoản khách hàng tại bưu điện" in text(again)


def test_why_the_post_has_refused_is_told_in_its_own_words(service: Service, lan: Desk) -> None:
    number = ordered(service)
    with service.context.database.begin() as connection:
        item = postal_items.of_dossier(connection, order(service, number).dossier_id)[-1]
        said = {"answer_code": "104", "answer_text": "Mã tỉnh không hợp lệ"}
        postal_items.change(connection, item, state=OrderState.REFUSED, **said)
    assert "Bưu điện trả lời 104 Mã tỉnh không hợp lệ" in lan.read(number)
    app = create_app(service.context.settings)
    told = app.test_cli_runner().invoke(args=["post", "list"])
    app.extensions["dossier_post"].database.engine.dispose()
    [line] = [each for each in told.output.splitlines() if number in each]
    assert "104 Mã tỉnh không hợp lệ" in line


def test_who_does_not_return_results_cancels_nothing(service: Service) -> None:
    number, reader = ordered(service), logged_in(service, roles=["read"])
    assert "/buu-gui/return/huy" not in reader.get(f"/ho-so/{number}").text
    assert reader.post(f"/ho-so/{number}/buu-gui/return/huy", f"/ho-so/{number}", reason="x").status_code == 403
    assert order(service, number).state is OrderState.READY


def test_papers_that_nobody_was_asked_to_fetch_are_shown(service: Service, lan: Desk) -> None:
    wish = {"home_collection": {"wish": "yes"}, "licence_class": "A1"}
    number = str(service.accepted(channel="portal", **wish)["dossier_no"])
    assert "Chưa yêu cầu bưu điện đến lấy hồ sơ tại nhà" in lan.read(number)

    listed = lan.get("?trang-thai=submitted")
    assert "chưa yêu cầu bưu điện đến lấy hồ sơ" in text(listed)


def test_an_order_of_which_nobody_knows_the_end_is_settled_by_name(service: Service, lan: Desk) -> None:
    number = ordered(service)
    page, action = f"/ho-so/{number}", f"/ho-so/{number}/buu-gui/return/ket-qua"
    assert action not in lan.get(page).text, "nothing is open"
    with service.context.database.begin() as connection:
        item = postal_items.of_dossier(connection, order(service, number).dossier_id)[-1]
        postal_items.change(connection, item, state=OrderState.UNKNOWN)
    assert "Bưu điện trả lời" in lan.read(number)
    assert lan.fill(page, action, end="", reason="x").status_code == 422
    assert lan.fill(page, action, end="accepted", reason="").status_code == 422
    done = lan.fill(page, action, end="accepted", reason="Tổng đài 1900545481 trả lời")
    assert done.status_code == 303 and done.headers["Location"].endswith("?xong=parcel_settled")
    shown = lan.read(number)
    assert order(service, number).state is OrderState.ACCEPTED and "Tổng đài 1900545481 trả lời" in shown
    assert "Ghi kết quả yêu cầu chuyển phát theo trả lời của bưu điện" in shown
