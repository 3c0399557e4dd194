"""Channels that are open or suspended, by class, place and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.rules import Rules, load

AN_GIANG, TIEN_GIANG, HCMC = "000.00.16.H01", "000.00.16.H58", "000.00.16.H29"
Change = Callable[[str, str, str], Rules]


def province(folder: Path, name: str, agency_id: str, code: str) -> None:
    """A province's own files, made from An Giang's."""
    for kind in ("agencies", "calendar"):
        text = (folder / f"{kind}.toml").read_text(encoding="utf-8")
        head, *entries = text.split("\n[[")
        own = [e for e in entries if e.startswith(("agencies", "intake", "calendars", "openings", "competences"))]
        other = "\n[[".join([head, *own]).replace(AN_GIANG, agency_id).replace("An Giang", name)
        other = other.replace('province_code = "89"', f'province_code = "{code}"')
        other = other.replace('provinces = ["89"]', f'provinces = ["{code}"]')
        (folder / f"{kind}-{code}.toml").write_text(other, encoding="utf-8")


@pytest.fixture
def three(folder: Path) -> Rules:
    province(folder, "Tiền Giang", TIEN_GIANG, "82")
    province(folder, "Hồ Chí Minh", HCMC, "79")
    return load(folder)


@pytest.mark.parametrize(
    ("licence_class", "day", "agency_id", "is_open"),
    [
        ("A1", date(2024, 7, 8), TIEN_GIANG, True),
        ("A1", date(2024, 7, 9), TIEN_GIANG, False),
        ("A2", date(2024, 8, 15), TIEN_GIANG, False),
        ("A2", date(2024, 8, 16), TIEN_GIANG, True),
        ("B2", date(2024, 7, 20), TIEN_GIANG, True),
        (None, date(2024, 7, 20), TIEN_GIANG, True),
        ("A1", date(2024, 7, 20), AN_GIANG, True),
    ],
)
def test_tien_giang_ran_out_of_cards(
    three: Rules, licence_class: str | None, day: date, agency_id: str, is_open: bool
) -> None:
    for channel in ("portal", "post_counter"):
        found = three.suspension("1.002809.000.00.00.H58", channel, licence_class, agency_id, day)
        assert (found is None) is is_open
        if found:
            assert "phôi" in found.reason_vi
            assert found.except_vi == "Giấy phép lái xe bị mất, bị hỏng"
    assert three.suspension("1.002820", "portal", licence_class, agency_id, day) is None


def test_a_reissue_is_not_online_in_hcmc(three: Rules) -> None:
    day = date(2024, 5, 6)
    assert three.suspension("1.002820", "portal", "A1", HCMC, day) is not None
    assert three.suspension("1.002820", "post_counter", "A1", HCMC, day) is None
    assert three.suspension("1.002820", "portal", "A1", AN_GIANG, day) is None
    assert three.suspension("1.002820", "portal", "A1", HCMC, date(2025, 3, 1)) is None


def test_a_province_is_files_of_its_own(three: Rules) -> None:
    day = date(2021, 11, 15)
    assert three.competent("82", "1.002809", day).name_vi == "Sở Giao thông vận tải Tiền Giang"
    assert three.receives_at_intake(TIEN_GIANG, "post_counter", day)
    assert three.calendar(TIEN_GIANG).is_working(day)
    assert three.competent("89", "1.002809", day).agency_id == AN_GIANG


def test_a_suspension_may_be_of_one_office_or_kept_at_hand(change: Change) -> None:
    of_office = change("procedures-practice.toml", 'provinces = ["79"]', 'offices = ["881600"]')
    ask = ("1.002820", "portal", "A1", AN_GIANG, date(2024, 5, 6))
    assert of_office.suspension(*ask) is None
    assert of_office.suspension(*ask, office_id="881600") is not None
    everywhere = change("procedures-practice.toml", 'offices = ["881600"]\n', "")
    assert everywhere.suspension(*ask) is not None
    off = change("procedures-practice.toml", 'channels = ["portal"]\nreason_vi', "enabled = false\nreason_vi")
    assert off.suspension(*ask) is None
