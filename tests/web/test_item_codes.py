"""Item codes as a desk and the operator meet them: REST, ``flask item-codes``, ``/readyz``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskCliRunner

from app.config import Settings
from app.context import Context
from app.domain.post.item_code import build
from app.domain.remark import NOTHING
from app.intake import accept
from app.lifecycle import make
from app.security.principals import Role
from app.store import item_codes
from app.web import create_app
from tests import builders
from tests.conftest import NewDatabase
from tests.web.desk import logged_in, text
from tests.web.service import Service, faults, refused

AGENCY, OFFICE = builders.AGENCY, builders.OFFICE
NOW = "2021-11-15T08:00+07:00"
TORN = {"reason": "Nhãn in bị rách khi dán"}


# -- REST ----------------------------------------------------------------------------------------------------------


def void(service: Service, number: str, body: Any = TORN, **options: Any) -> requests.Response:
    return service.call("POST", f"/{number}/item-code/void", json=body, **options)


def test_a_torn_label_gets_a_new_code_and_a_new_label(service: Service) -> None:
    before = service.finished()
    number = before["dossier_no"]
    label = service.call("GET", f"/{number}/label.pdf").content
    reply = void(service, number)
    assert reply.status_code == 200, reply.text
    after = reply.json()
    assert after["item_code"] not in (None, before["item_code"]) and not after["repeat"]
    assert (after["state"], after["links"]) == ("finished", before["links"])
    assert service.call("GET", f"/{number}").json()["item_code"] == after["item_code"]
    assert service.call("GET", f"/{number}/label.pdf").content != label
    papers = service.call("GET", f"/{number}/papers").json()["papers"]
    labels = [(each["item_code"], each["is_void"], each["links"]) for each in papers if each["kind"] == "label"]
    assert [each[:2] for each in labels] == [(before["item_code"], True), (after["item_code"], False)]
    assert set(labels[0][2].values()) == {None} and None not in labels[1][2].values()
    again = void(service, number).json()
    assert again["repeat"] and again["item_code"] == after["item_code"]


def test_a_void_needs_a_reason_and_nothing_else(service: Service) -> None:
    number = service.finished()["dossier_no"]
    assert faults(void(service, number, {})) == {"reason": "REQUIRED"}
    assert faults(void(service, number, TORN | {"item_code": "x"})) == {"item_code": "FIELD_UNKNOWN"}
    assert faults(void(service, number, {"reason": "x" * 1001})) == {"reason": "TEXT_TOO_LONG"}


def test_a_void_is_refused_where_there_is_no_code_or_the_post_has_it(service: Service) -> None:
    without = service.finished(return_by_post={"wish": "no"})["dossier_no"]
    assert refused(void(service, without), 409)["code"] == "ITEM_CODE_NONE"
    number = service.finished()["dossier_no"]
    assert service.call("POST", f"/{number}/hand-over").status_code == 200
    problem = refused(void(service, number), 409)
    assert problem["code"] == "MOVE_IMPOSSIBLE" and "Đã giao bưu điện" in problem["detail"]
    assert refused(void(service, "000.00.16.H01-211115-9999"), 404)["code"] == "NOT_FOUND"
    key = builders.new_key(service.context, roles=[Role.FINISH, Role.READ])
    assert refused(void(service, number, key=key), 403)["code"] == "NOT_ALLOWED"


def test_item_codes_that_run_low_are_told_and_the_service_stays_ready(service: Service) -> None:
    with service.context.database.begin() as connection:
        first = item_codes.last_serial(connection) + 1
        item_codes.allocate(connection, AGENCY, "EL", first, first + 9, OFFICE)
    ready = requests.get(f"{service.url}/readyz", timeout=5)
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert {"agency_id": AGENCY, "office_id": OFFICE, "left": 10, "used": 0} in ready.json()["item_codes"]["low"]
    assert None not in [each["office_id"] for each in ready.json()["item_codes"]["low"]]


def test_the_desk_is_told_on_its_list_whose_item_codes_run_low(service: Service) -> None:
    with service.context.database.begin() as connection:
        first = item_codes.last_serial(connection) + 1
        item_codes.allocate(connection, AGENCY, "EL", first, first + 6, builders.OTHER_OFFICE)
    said = "Số hiệu bưu gửi riêng của Bưu cục Thoại Sơn sắp hết: còn 7. Đề nghị bưu điện cấp thêm."
    assert said in text(logged_in(service).get())
    assert said in text(logged_in(service, office_id=builders.OTHER_OFFICE).get())
    assert said not in text(logged_in(service, office_id=OFFICE).get())


# -- flask item-codes ----------------------------------------------------------------------------------------------


@pytest.fixture
def context(new_database: NewDatabase, migrated_template: str, tmp_path: Path) -> Iterator[Context]:
    with new_database(template=migrated_template) as url:
        made = Context.build(Settings(database_url=url, var=tmp_path, business_now=NOW, secret_key="x"))
        yield made
        made.database.engine.dispose()


@pytest.fixture
def runner(context: Context) -> Iterator[FlaskCliRunner]:
    app = create_app(context.settings)
    yield app.test_cli_runner()
    app.extensions["dossier_post"].database.engine.dispose()


def said(runner: FlaskCliRunner, *arguments: str) -> str:
    result = runner.invoke(args=("item-codes", *arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def told(runner: FlaskCliRunner, *arguments: str) -> str:
    result = runner.invoke(args=("item-codes", *arguments))
    assert result.exit_code == 2 and not result.stdout, result.output
    return result.output.split("Error: ")[1]


def test_what_is_left_is_listed_with_who_needs_more(runner: FlaskCliRunner, context: Context) -> None:
    said(runner, "allocate", "EL", "100", "1099", "--agency", AGENCY)
    said(runner, "allocate", "EL", "2000", "2399", "--agency", AGENCY, "--office", OFFICE)
    who = builders.principal(context)
    for _ in range(2):
        number = accept(builders.submission(context), who, context, "test").dossier_no
        make("finish", number, NOTHING, who, context, "test")
    assert said(runner, "left") == f"{AGENCY}\t\t998\t2\n{AGENCY}\t{OFFICE}\t400\t0\tLOW\n"
    assert said(runner, "left", "--agency", AGENCY) == "998\n"
    assert said(runner, "left", "--agency", AGENCY, "--office", OFFICE) == "400\n"
    assert said(runner, "skip", "10", "--agency", AGENCY, "--office", OFFICE) == "skipped: 10, left: 390\n"


def test_an_overlapping_range_is_refused_with_its_first_code_that_is_somebodys(runner: FlaskCliRunner) -> None:
    said(runner, "allocate", "EL", "100", "199", "--agency", AGENCY)
    assert build("EL", 100) in told(runner, "allocate", "EL", "1", "150", "--agency", AGENCY, "--office", OFFICE)
    assert "no such office 101900" in told(runner, "allocate", "EL", "1", "9", "--agency", AGENCY, "--office", "101900")


def test_a_list_of_the_post_is_imported_whole(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "so-hieu.csv"
    codes = [build("EL", serial) for serial in range(100, 350)]
    file.write_text("STT;Số hiệu\n" + "".join(f"{n};{code}\n" for n, code in enumerate(codes, 1)), "utf-8-sig")
    assert said(runner, "import", str(file), "--agency", AGENCY, "--office", OFFICE) == "imported: 250\n"
    assert said(runner, "left") == f"{AGENCY}\t{OFFICE}\t250\t0\tLOW\n"
    refusal = told(runner, "import", str(file), "--agency", AGENCY)
    assert "nothing was recorded" in refusal and f"line 2: {codes[0]} waits in a range already" in refusal


def test_every_fault_of_a_list_is_told_and_nothing_of_it_is_kept(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "so-hieu.txt"
    file.write_text(f"{build('EL', 1)}\nEL000000010VN\n{build('EL', 2)}\n{build('EL', 1)}\n")
    refusal = told(runner, "import", str(file), "--agency", AGENCY)
    assert "line 2: no item code" in refusal and f"line 4: {build('EL', 1)} stands in line 1 already" in refusal
    assert said(runner, "left") == ""
    file.write_bytes("Số hiệu".encode("utf-16"))
    assert "not UTF-8" in told(runner, "import", str(file), "--agency", AGENCY)
    assert "does not exist" in told(runner, "import", str(tmp_path / "none"), "--agency", AGENCY)
