"""That a rule is data: changed in the TOML, it changes what is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from app.domain.calendar import LOCAL
from app.domain.money.fees import FreightPayer
from app.domain.old_licence import Handling
from app.domain.procedure import AfterSupplement, Duration
from app.domain.score import Method
from app.rules import Rules, load

AN_GIANG = "000.00.16.H01"
DAY = date(2021, 11, 15)
Change = Callable[[str, str, str], Rules]


def test_a_fee(change: Change, rules: Rules) -> None:
    changed = change("procedures.toml", "fee_vnd = 135000", "fee_vnd = 136000")
    assert rules.fee_vnd("1.002809", "post_counter", DAY) == 135_000
    assert changed.fee_vnd("1.002809", "post_counter", DAY) == 136_000
    procedure = changed.procedure("1.002809", DAY)
    assert procedure is not None
    assert procedure.fees_vnd["post_counter"] == 136_000  # type: ignore[index]


def test_a_duration(change: Change) -> None:
    changed = change("procedures.toml", "days = 5", "hours = 8")
    assert changed.duration("1.002809", "portal", DAY) == Duration(hours=8)


def test_a_paper(change: Change) -> None:
    changed = change("procedures.toml", 'except_classes = ["A1", "A2", "A3"]', 'except_classes = ["B2"]')
    procedure = changed.procedure("1.002809", DAY)
    assert procedure is not None
    assert "health_certificate" not in {paper.code for paper in procedure.papers_for(["B2"])}


def test_who_receives(change: Change) -> None:
    changed = change("agencies.toml", "receives = false", "receives = true")
    assert changed.receives_at_intake(AN_GIANG, "portal", DAY)


def test_who_pays_the_postage(change: Change, rules: Rules) -> None:
    changed = change("agencies.toml", 'payer = "receiver"', 'payer = "sender"')
    assert rules.freight_payer(AN_GIANG, DAY) is FreightPayer.RECEIVER
    assert changed.freight_payer(AN_GIANG, DAY) is FreightPayer.SENDER
    assert changed.freight_payer("000.00.99.X99", DAY) is FreightPayer.RECEIVER, "without a rule"


def test_office_hours_and_cut_off(change: Change) -> None:
    changed = change("calendar.toml", 'cut_off = "17:00"', 'cut_off = "15:00"')
    received = datetime(2023, 10, 27, 15, 30, tzinfo=LOCAL)
    assert changed.calendar(AN_GIANG).due(received, days=5) == datetime(2023, 11, 6, 7, tzinfo=LOCAL)


def test_a_day_off_and_its_make_up_day(change: Change) -> None:
    added = """
[[days_off]]
reason_vi = "Nghỉ bão"
agency = "000.00.16.H01"
from = 2021-11-16
to = 2021-11-17
source = "test"
sure = "confirmed"

[[working_days]]
reason_vi = "Làm bù"
agency = "000.00.16.H01"
from = 2021-11-20
to = 2021-11-20
source = "test"
sure = "confirmed"

[[days_off]]"""
    calendar = change("calendar.toml", "\n[[days_off]]", added).calendar(AN_GIANG)
    received = datetime(2021, 11, 15, 9, tzinfo=LOCAL)
    assert calendar.due(received, days=3) == datetime(2021, 11, 20, 9, tzinfo=LOCAL)


def test_a_day_that_the_library_has_wrong(change: Change) -> None:
    added = """
[[working_days]]
reason_vi = "Không nghỉ"
from = 2021-09-03
to = 2021-09-03
source = "test"
sure = "confirmed"

[[days_off]]"""
    assert change("calendar.toml", "\n[[days_off]]", added).calendar(AN_GIANG).is_working(date(2021, 9, 3))


def test_a_stop_of_intake(change: Change) -> None:
    added = """
[[intake_stops]]
agency = "000.00.16.H01"
reason_vi = "Bàn giao cho Công an tỉnh"
from = 2025-02-27T18:00:00+07:00
source = "test"
sure = "confirmed"

[[days_off]]"""
    calendar = change("calendar.toml", "\n[[days_off]]", added).calendar(AN_GIANG)
    assert calendar.intake_stop(datetime(2025, 2, 27, 16, tzinfo=LOCAL)) is None
    assert calendar.intake_stop(datetime(2025, 2, 28, 9, tzinfo=LOCAL)) is not None


def test_saturdays(change: Change) -> None:
    added = """
[[openings]]
agency = "000.00.16.H01"
weekdays = ["sat"]
hours = ["07:00-11:00"]
from = 2021-11-01
source = "test"
sure = "confirmed"

[[days_off]]"""
    calendar = change("calendar.toml", "\n[[days_off]]", added).calendar(AN_GIANG)
    assert calendar.due(datetime(2021, 11, 15, 15, tzinfo=LOCAL), days=5) == datetime(2021, 11, 20, 11, tzinfo=LOCAL)


def test_a_title_and_a_class(change: Change) -> None:
    changed = change("forms.toml", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "GIẤY HẸN")
    assert changed.form("receipt", DAY).title_vi == "GIẤY HẸN"
    changed = change("licences.toml", 'name_vi = "Mô tô ba bánh"', 'name_vi = "Xe ba bánh"')
    found = changed.licence_class("A3", DAY)
    assert found is not None
    assert found.name_vi == "Xe ba bánh"


def test_a_procedure_is_switched_on(change: Change) -> None:
    changed = change("procedures-others.toml", "enabled = false\nfrom", "enabled = true\nfrom")
    procedure = changed.procedure("1.002804.H01", DAY)
    assert procedure is not None
    assert procedure.fees_vnd["portal"] == 135_000  # type: ignore[index]


def test_how_a_period_runs_on_and_how_it_is_scored(change: Change) -> None:
    text = 'runs = "anew"\nfrom = 2018-06-21'
    changed = change("procedures-practice.toml", text, text.replace("anew", "goes_on"))
    assert changed.after_supplement("1.002809", DAY) is AfterSupplement.GOES_ON
    changed = change("procedures-practice.toml", "hours = 8", "hours = 4")
    assert changed.answer_hours("portal", DAY) == 4
    text = (Path(__file__).parents[2] / "app/rules/scores.toml").read_text(encoding="utf-8")
    swapped = text.replace('"simple"', '"x"').replace('"decision_766"', '"simple"').replace('"x"', '"decision_766"')
    assert change("scores.toml", text, swapped).score_method(DAY) is Method.DECISION_766


def test_what_becomes_of_the_old_licence(change: Change, rules: Rules) -> None:
    changed = change("procedures-practice.toml", '"cut_and_given_back"\nfrom = 2017', '"kept"\nfrom = 2017')
    before, after = (each.procedure("1.002809.000.00.00.H01", DAY) for each in (rules, changed))
    assert before is not None and before.old_licence is Handling.CUT_AND_GIVEN_BACK
    assert after is not None and after.old_licence is Handling.KEPT


def test_who_is_competent(change: Change) -> None:
    changed = change("agencies.toml", 'provinces = ["89"]', 'provinces = ["89", "91"]')
    assert changed.competent("91", "1.002809", DAY).agency_id == AN_GIANG


def test_what_a_ward_became(change: Change) -> None:
    changed = change("units-an-giang.csv", "Phường Mỹ Bình,30307", "Phường Mỹ Bình,30307 30292")
    assert [unit.code for unit in changed.successors("30280")] == ["30307", "30292"]


def test_a_posts_code(change: Change) -> None:
    changed = change("posts.toml", 'unit_code = "89"', 'unit_code = "88"')
    assert changed.post_code_of("88", DAY) == "88"


def test_every_change_gives_another_version(change: Change, rules: Rules) -> None:
    changed = change("agencies.toml", 'place_vi = "An Giang"', 'place_vi = "Long Xuyên"')
    assert changed.agency(AN_GIANG).place_vi == "Long Xuyên"
    assert changed.version != rules.version
    back = change("agencies.toml", 'place_vi = "Long Xuyên"', 'place_vi = "An Giang"')
    assert back.version == rules.version


def test_a_province_is_a_file_of_its_own(folder: Path) -> None:
    for kind in ("agencies", "calendar"):
        text = (folder / f"{kind}.toml").read_text(encoding="utf-8")
        head, *entries = text.split("\n[[")
        own = [e for e in entries if e.startswith(("agencies", "intake", "calendars", "openings"))]
        other = "\n[[".join([head, *own]).replace(AN_GIANG, "000.00.16.H22").replace("An Giang", "Hà Giang")
        (folder / f"{kind}-ha-giang.toml").write_text(other, encoding="utf-8")
    rules = load(folder)
    assert rules.agency("000.00.16.H22").name_vi == "Sở Giao thông vận tải Hà Giang"
    assert rules.calendar("000.00.16.H22").is_working(date(2026, 1, 10))  # national days hold for every agency
    assert rules.calendar(AN_GIANG).is_working(DAY)
