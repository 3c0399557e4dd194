"""What the shipped rules say on given days."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.agency import OfficeKind
from app.domain.licence import Exchange
from app.domain.old_licence import Handling
from app.domain.procedure import AfterSupplement, Duration
from app.domain.score import Method
from app.domain.submission import Channel
from app.rules import NoRule, Rules

AN_GIANG = "000.00.16.H01"
DAY = date(2021, 11, 15)


@pytest.mark.parametrize("code", ["1.002809", "1.002809.000.00.00.H01"])
def test_an_exchange_in_2021(rules: Rules, code: str) -> None:
    procedure = rules.procedure(code, DAY)
    assert procedure is not None
    assert procedure.code == "1.002809"
    assert procedure.channels == frozenset(Channel)
    assert set(procedure.durations.values()) == {Duration(days=5)}
    assert set(procedure.fees_vnd.values()) == {135_000}
    asked = {paper.code: (paper.originals, paper.copies) for paper in procedure.papers_for(["B2"])}
    assert asked == {"application": (1, 0), "health_certificate": (1, 0), "licence_copy": (0, 1), "id_copy": (0, 1)}
    assert "health_certificate" not in {paper.code for paper in procedure.papers_for(["A1"])}


def test_a_photograph_goes_with_what_is_posted_or_sent_online(rules: Rules) -> None:
    procedure = rules.procedure("1.002809", DAY)
    assert procedure is not None
    for channel in Channel:
        asked = {paper.code: paper.required for paper in procedure.papers_for(["A1"], channel)}
        assert asked.get("portrait") is (False if channel in ("post_counter", "portal") else None)


@pytest.mark.parametrize(
    "code", ["1.0028091", "1.00280", "9.999999", "1", "", ".", "1.002809" + ".00" * 50 + "x" * 9999]
)
def test_other_codes_are_unknown_or_ours_by_their_beginning(rules: Rules, code: str) -> None:
    procedure = rules.procedure(code, DAY)
    assert (procedure is not None) == code.startswith("1.002809.")


POLICE = "G01.89.08"
OTHERS = ["1.002804", "1.002801", "1.002796", "1.002793", "1.002300", "1.002286"]


@pytest.mark.parametrize("code", ["1.002809", "1.002820", "1.002835"])
def test_the_police_take_over_on_2025_03_01(rules: Rules, code: str) -> None:
    last, first = date(2025, 2, 28), date(2025, 3, 1)
    assert rules.competent("89", f"{code}.000.00.00.H01", last).agency_id == AN_GIANG
    assert rules.competent("89", code, first).agency_id == POLICE
    before, after = rules.procedure(code, last), rules.procedure(code, first)
    assert before is not None
    assert after is not None
    assert "BGTVT" in before.legal_basis_vi
    assert after.legal_basis_vi == "Thông tư số 12/2025/TT-BCA"


def test_a_service_of_today_has_an_authority_procedures_durations_and_fees(rules: Rules) -> None:
    today = date(2026, 11, 22)
    police = rules.competent("91", "1.002809", today)
    assert police.name_vi == "Phòng Cảnh sát giao thông Công an tỉnh An Giang"
    assert police.province_code == "91"
    days = {"1.002809": 5, "1.002820": 5, "1.002835": 7}
    for code, limit in days.items():
        procedure = rules.procedure(code, today)
        assert procedure is not None
        assert set(procedure.durations.values()) == {Duration(days=limit)}
        assert set(procedure.fees_vnd.values()) == {135_000}
    assert rules.receives_at_intake(POLICE, "post_counter", today)
    assert rules.calendar(POLICE).is_working(date(2026, 11, 23))
    assert "881600" in {office.office_id for office in rules.offices(POLICE, today)}


def test_nobody_is_competent_where_nobody_is_named(rules: Rules) -> None:
    for province, code, day in (("01", "1.002809", DAY), ("89", "9.999999", DAY), ("91", "1.002809", DAY)):
        with pytest.raises(NoRule):
            rules.competent(province, code, day)


@pytest.mark.parametrize("code", OTHERS)
def test_other_procedures_are_known_and_not_switched_on(rules: Rules, code: str) -> None:
    assert rules.procedure(code, DAY) is None
    known = rules.known_procedure(code, DAY)
    assert known is not None
    assert not known.enabled
    assert known.papers and known.durations and known.fees_vnd
    assert known in rules.procedures(DAY)


def test_only_an_exchange_takes_the_old_licence_and_never_a_foreign_one(rules: Rules) -> None:
    for day in (DAY, date(2025, 1, 2), date(2026, 11, 22)):
        taken = {each.code for each in rules.procedures(day) if each.old_licence is Handling.CUT_AND_GIVEN_BACK}
        assert taken == {"1.002809"}
    kept = {each.code for each in rules.procedures(DAY) if each.old_licence is Handling.KEPT}
    assert kept == {"1.002796", "1.002793"}


def test_papers_of_an_exchange_change_on_2025_01_01(rules: Rules) -> None:
    before, after = (rules.procedure("1.002809", day) for day in (date(2024, 12, 31), date(2025, 1, 1)))
    assert before is not None
    assert after is not None
    for procedure, free_class, other_class in ((before, "A2", "B1"), (after, "B1", "A2")):
        assert "health_certificate" not in {paper.code for paper in procedure.papers_for([free_class])}
        assert "health_certificate" in {paper.code for paper in procedure.papers_for([other_class])}


def test_durations(rules: Rules) -> None:
    assert rules.duration("1.002809", "portal", DAY) == Duration(days=5)
    assert rules.duration("1.002820", Channel.POST_COUNTER, DAY) == Duration(months=2)
    assert rules.duration("1.002835", Channel.DISTRICT_DESK, DAY) == Duration(days=10)
    with pytest.raises(NoRule) as caught:
        rules.duration("9.999999", "portal", DAY)
    assert "9.999999" in str(caught.value.params["asked"])


@pytest.mark.parametrize(
    ("channel", "day", "fee_vnd"),
    [
        ("portal", DAY, 135_000),
        ("portal", date(2023, 11, 30), 135_000),
        ("portal", date(2023, 12, 1), 115_000),
        ("portal", date(2025, 12, 31), 115_000),
        ("portal", date(2026, 1, 1), 135_000),
        ("post_counter", date(2023, 12, 1), 135_000),
        ("district_one_stop", date(2023, 12, 1), 135_000),
        ("provincial_centre", date(2023, 12, 1), 135_000),
    ],
)
def test_the_fee_online_and_at_the_desk(rules: Rules, channel: str, day: date, fee_vnd: int) -> None:
    assert rules.fee_vnd("1.002809", channel, day) == fee_vnd


def test_the_agency_and_its_offices(rules: Rules) -> None:
    agency = rules.agency(AN_GIANG)
    assert agency.name_vi == "Sở Giao thông vận tải An Giang"
    assert agency.letterhead_vi == ("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI")
    assert rules.agency(AN_GIANG, DAY) == agency
    assert {each.agency_id for each in rules.agencies()} == {AN_GIANG, POLICE}
    kinds = [office.kind for office in rules.offices(AN_GIANG, DAY)]
    assert {kind: kinds.count(kind) for kind in OfficeKind} == {
        OfficeKind.POST_OFFICE: 15,
        OfficeKind.DISTRICT_ONE_STOP: 11,
        OfficeKind.PROVINCIAL_CENTRE: 1,
    }
    assert rules.office("881600").kind.channel is Channel.POST_COUNTER
    assert rules.office("MC-890", DAY).name_vi.endswith("huyện Tịnh Biên")
    assert rules.office("MC-890", date(2024, 1, 1)).name_vi.endswith("thị xã Tịnh Biên")
    assert rules.offices("000.00.16.H99") == ()


def test_unknown_places_and_days_have_no_rule(rules: Rules) -> None:
    for ask in (
        lambda: rules.agency("000.00.16.H99"),
        lambda: rules.agency(AN_GIANG, date(2025, 3, 1)),
        lambda: rules.office("000000"),
        lambda: rules.calendar("000.00.16.H99"),
        lambda: rules.form("receipt", date(2010, 1, 1)),
        lambda: rules.form("love_letter", DAY),
        lambda: rules.fee_vnd("1.002809", "pigeon", DAY),
    ):
        with pytest.raises(NoRule):
            ask()


def test_desks_receive_and_the_portal_waits(rules: Rules) -> None:
    receives = {channel: rules.receives_at_intake(AN_GIANG, channel, DAY) for channel in Channel}
    assert receives == {
        Channel.POST_COUNTER: True,
        Channel.PORTAL: False,
        Channel.DISTRICT_DESK: True,
        Channel.PROVINCIAL_CENTRE: True,
    }
    assert not rules.receives_at_intake("000.00.16.H99", "post_counter", DAY)


def test_one_code_means_two_classes(rules: Rules) -> None:
    before, after = (rules.licence_class("B1", day) for day in (date(2024, 12, 31), date(2025, 1, 1)))
    assert before is not None
    assert after is not None
    assert (before.regime, before.valid_years is None) == ("2008", False)
    assert (after.regime, after.valid_years, after.name_vi) == ("2024", None, "Mô tô ba bánh")
    assert rules.licence_class("B2", date(2025, 1, 1)) is None
    assert rules.licence_class_of("B2", "2008") == rules.licence_class("B2", DAY)
    assert rules.licence_class("Z9", DAY) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A1", ["A"]), ("A2", ["A"]), ("A3", ["B1"]), ("A4", []), ("B1", ["B", "C1"]), ("B2", ["B", "C1"]),
        ("C", ["C"]), ("D", ["D2"]), ("E", ["D"]), ("FB2", ["BE"]), ("FC", ["CE"]), ("FD", ["D2E"]), ("FE", ["DE"]),
    ],
)  # fmt: skip
def test_the_exchange_table(rules: Rules, old: str, new: list[str]) -> None:
    found = rules.licence_class_of(old, "2008")
    assert found is not None
    assert [exchange.code for exchange in found.exchanges] == new
    assert all(isinstance(exchange, Exchange) for exchange in found.exchanges)


def test_the_new_law_has_fifteen_classes(rules: Rules) -> None:
    codes = "A1 A B1 B C1 C D1 D2 D BE C1E CE D1E D2E DE".split()  # noqa: SIM905 - as the law lists them
    assert all(rules.licence_class(code, date(2025, 1, 1)) for code in codes)


@pytest.mark.parametrize(
    ("kind", "day", "number", "circular"),
    [
        ("receipt", DAY, "01", "01/2018/TT-VPCP"),
        ("receipt", date(2025, 9, 14), "01", "01/2018/TT-VPCP"),
        ("receipt", date(2025, 9, 15), "01", "03/2025/TT-VPCP"),
        ("control_slip", DAY, "05", "01/2018/TT-VPCP"),
        ("control_slip", date(2025, 9, 15), "06", "03/2025/TT-VPCP"),
        ("register", date(2025, 9, 15), "07", "03/2025/TT-VPCP"),
        ("posted_slip", DAY, "", "45/2016/QĐ-TTg"),
        ("slip", DAY, "", ""),
        ("supplement_request", DAY, "02", "01/2018/TT-VPCP"),
        ("refusal", DAY, "03", "01/2018/TT-VPCP"),
        ("apology", DAY, "04", "01/2018/TT-VPCP"),
        ("register", DAY, "06", "01/2018/TT-VPCP"),
        ("stop_notice", date(2025, 9, 15), "05", "03/2025/TT-VPCP"),
        ("result_slip", DAY, "", ""),
        ("result_handover", DAY, "", ""),
        ("fee_list", DAY, "", ""),
        ("discrepancy_note", DAY, "", ""),
    ],
)
def test_forms_by_day(rules: Rules, kind: str, day: date, number: str, circular: str) -> None:
    form = rules.form(kind, day)
    assert form.number == number
    assert circular in form.legal_basis_vi
    assert form.title_vi == form.title_vi.upper()


@pytest.mark.parametrize(
    ("code", "issuer"),
    [
        ("G22.99-211115-0007", "G22.99"),
        ("000.00.16.H01-211115-0001", "000.00.16.H01"),
        ("89-20211115-093312", "dvc-gplx"),
        ("881600-211115-001", None),
        ("", None),
    ],
)
def test_whose_code_it_is(rules: Rules, code: str, issuer: str | None) -> None:
    assert rules.code_issuer(code) == issuer


def test_the_version_names_edition_and_digest(rules: Rules) -> None:
    edition, _, digest = rules.version.partition("-")
    assert edition == "2026.1"
    assert len(bytes.fromhex(digest)) == 4


@pytest.mark.parametrize(
    ("day", "method"),
    [(DAY, Method.SIMPLE), (date(2022, 6, 22), Method.SIMPLE), (date(2022, 6, 23), Method.DECISION_766)],
)
def test_the_score_changes_with_decision_766(rules: Rules, day: date, method: Method) -> None:
    assert rules.score_method(day) is method


def test_a_period_starts_anew_after_a_supplement_and_online_dossiers_are_answered(rules: Rules) -> None:
    assert rules.after_supplement("1.002809.000.00.00.H01", DAY) is AfterSupplement.ANEW
    assert rules.after_supplement("1.002809", date(2026, 1, 1)) is AfterSupplement.ANEW
    assert rules.answer_hours("portal", DAY) == 8
    assert rules.answer_hours("post_counter", DAY) is None
    with pytest.raises(NoRule):
        rules.after_supplement("9.999999", DAY)


POSTS = {
    "883": "8810", "893": "8816", "892": "8822", "888": "8825", "889": "8828", "884": "8830", "887": "8834",
    "886": "8837", "890": "8840", "891": "8843", "894": "8846", "89": "88", "91": "92", "01": "10", "79": "70",
}  # fmt: skip


@pytest.mark.parametrize("unit", POSTS)
def test_the_posts_own_codes(rules: Rules, unit: str) -> None:
    assert rules.post_code_of(unit, DAY) == POSTS[unit]
    found = rules.post_unit(POSTS[unit], DAY)
    assert found is not None
    assert found.unit_code == unit


def test_posts_codes_end_with_the_districts(rules: Rules) -> None:
    assert rules.post_code_of("883", date(2025, 7, 1)) is None
    assert rules.post_code_of("01", date(2025, 7, 1)) == "10"
    centre = rules.post_unit("88", DAY)
    assert centre is not None
    assert centre.postcode == "90000"
