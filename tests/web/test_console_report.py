"""The counter's own report on the desk page: figures by day, the dossiers behind them, faults at their fields."""

from __future__ import annotations

import pytest

from app.domain.role import Role
from tests import builders
from tests.web.desk import Desk, logged_in, text
from tests.web.service import Service

OFFICE = "883400"


@pytest.fixture(scope="module")
def clerk(service: Service) -> Desk:
    return logged_in(service, office_id=OFFICE, roles=(Role.SUBMIT, Role.READ))


def test_a_post_clerk_sees_what_the_office_did(service: Service, clerk: Desk) -> None:
    assert "Không có hồ sơ nào trong kỳ." in text(clerk.get("/bao-cao"))
    key = builders.new_key(service.context, office_id=OFFICE)
    numbers = [service.accepted(key=key)["dossier_no"] for _ in range(2)]
    page = text(clerk.get("/bao-cao"))
    assert "Báo cáo của giao dịch viên" in page and "15/11/2021" in page and "270.000" in page
    assert "Hồ sơ do Bưu cục" in page and "kể cả do bưu cục tiếp nhận" not in page
    assert "Hồ sơ của cơ quan, kể cả do bưu cục tiếp nhận." in text(logged_in(service).get("/bao-cao"))
    listed = clerk.get("/bao-cao/ho-so?so=received&tu=01/11/2021&den=30/11/2021")
    assert all(number in text(listed) for number in numbers)
    returned = text(clerk.get("/bao-cao/ho-so?so=returned&tu=01/11/2021&den=30/11/2021"))
    assert "Không có hồ sơ nào." in returned


def test_a_period_that_is_none_is_told_at_its_field(clerk: Desk) -> None:
    for path in ("/bao-cao?tu=31/02/2021", "/bao-cao/ho-so?so=total&tu=31/02/2021"):
        reply = clerk.get(path)
        assert reply.status_code == 422 and "Ngày tháng không có thật" in text(reply)
    assert clerk.get("/bao-cao/ho-so?so=x").status_code == 404
    assert clerk.get("/bao-cao/ho-so?so=total&sau=x").status_code == 422


def test_who_may_not_look_up_has_no_report(service: Service) -> None:
    nobody = logged_in(service, roles=(Role.COLLECT,))
    assert nobody.get("/bao-cao").status_code == 403 and "Báo cáo" not in text(nobody.get("/ca-thu"))
