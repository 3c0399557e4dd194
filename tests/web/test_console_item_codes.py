"""The desk page and item codes: a code is voided with its reason, and its label is given out by no door any more."""

from __future__ import annotations

from app.domain.role import Role
from tests.web.desk import Desk, logged_in, text
from tests.web.service import Service


def voided(service: Service, desk: Desk) -> tuple[str, str, str]:
    """A dossier whose first code was voided by the form on its page, with the void code and the live one."""
    dossier = service.finished()
    number, old = str(dossier["dossier_no"]), str(dossier["item_code"])
    action = f"/ho-so/{number}/so-hieu/huy"
    assert desk.fill(f"/ho-so/{number}", action, reason="").status_code == 422
    done = desk.fill(f"/ho-so/{number}", action, reason="Nhãn bị rách khi dán")
    assert done.status_code == 303 and done.headers["Location"].endswith("?xong=code_voided")
    return number, old, str(service.call("GET", f"/{number}").json()["item_code"])


def test_a_code_is_voided_at_the_desk_and_each_label_is_named_by_its_code(service: Service) -> None:
    desk = logged_in(service)
    number, old, new = voided(service, desk)
    shown = desk.read(number)
    assert old != new and "Nhãn bị rách khi dán" in shown
    assert f"Nhãn bưu gửi {new}" in shown
    assert f"Nhãn bưu gửi {old} – số hiệu đã hủy, không được dùng" in shown


def test_a_void_label_is_refused_at_the_desk_as_by_rest(service: Service) -> None:
    desk = logged_in(service)
    number, _, _ = voided(service, desk)
    listed = service.call("GET", f"/{number}/papers").json()["papers"]
    first, second = sorted(each["edition"] for each in listed if each["kind"] == "label")
    page, again = f"/ho-so/{number}", f"/ho-so/{number}/in-lai/label"
    assert desk.get(f"{page}/in/label/{second}.pdf").status_code == 200
    assert desk.post(f"{again}/{second}", page, times="0", reason="Kẹt giấy").status_code == 303
    assert desk.fill(page, f"{page}/so-hieu/huy", reason="Nhãn mới cũng hỏng").status_code == 303
    for edition in (first, second):
        assert f"{page}/in/label/{edition}.pdf" not in desk.get(page).text
        assert desk.get(f"{page}/in/label/{edition}.pdf").status_code == 404
        assert desk.post(f"{again}/{edition}", page, times="0", reason="Kẹt giấy").status_code == 404
        assert service.call("GET", f"/{number}/papers/label.pdf?edition={edition}").status_code == 404
    assert desk.get(f"{again}/{second}/1.pdf").status_code == 404, "nor what was printed again while it was good"


def test_who_does_not_return_results_voids_nothing(service: Service) -> None:
    number = str(service.finished()["dossier_no"])
    page, reader = f"/ho-so/{number}", logged_in(service, roles=[Role.READ, Role.RECEIVE])
    assert "/so-hieu/huy" not in reader.get(page).text
    assert reader.post(f"{page}/so-hieu/huy", page, reason="x").status_code == 403


def test_once_the_post_has_it_the_form_is_gone(service: Service) -> None:
    desk, number = logged_in(service), str(service.finished()["dossier_no"])
    page = f"/ho-so/{number}"
    assert "/so-hieu/huy" in desk.get(page).text
    assert service.call("POST", f"/{number}/hand-over").status_code == 200
    assert "/so-hieu/huy" not in desk.get(page).text
    late = desk.post(f"{page}/so-hieu/huy", page, reason="Nhãn rách")
    assert late.status_code == 409 and "hủy số hiệu bưu gửi" in text(late)
