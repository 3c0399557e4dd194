"""A wrong file stops the start, and the error names file, line and reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.rules import Rules, RulesError, load

Change = Callable[[str, str, str], Rules]

OVERLAP = """
[[fees]]
procedures = ["1.002809"]
channels = ["portal"]
fee_vnd = 1
from = 2023-11-30
to = 2023-11-30
source = "test"
sure = "confirmed"
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("procedures.toml", "from = 2017-06-01\n", "", r"\[\[procedures\]\]: 'from' is missing"),
        ("procedures.toml", "to = 2024-12-31", "to = 2016-12-31", "'to' lies before 'from'"),
        ("procedures.toml", "from = 2017-06-01", 'from = "2017-06-01"', "'from' must be a date"),
        ("procedures.toml", "from = 2017-06-01", "from = 2017-06-01T00:00:00", "'from' must be a date"),
        ("procedures.toml", 'sure = "confirmed"', 'sure = "perhaps"', "'sure' has the unknown value 'perhaps'"),
        ("procedures.toml", 'sure = "confirmed"\n', "", "'sure' is missing"),
        ("procedures.toml", '"post_counter", "portal"', '"pigeon", "portal"', "unknown value 'pigeon'; known: post_c"),
        ("procedures.toml", "fee_vnd = 135000", "fee_vnd = -1", r"\[\[fees\]\]: 'fee_vnd' must not be below 0"),
        ("procedures.toml", "fee_vnd = 135000", "fee_vnd = 135000.5", "'fee_vnd' must be a whole number"),
        ("procedures.toml", "fee_vnd = 135000", 'fee_vnd = "135.000"', "'fee_vnd' must be a whole number"),
        ("procedures.toml", "fee_vnd = 135000", "fee_vnd = true", "'fee_vnd' must be a whole number"),
        ("procedures.toml", "\n[[fees]]", OVERLAP + "\n[[fees]]", "portal overlaps with the entry at procedures"),
        ("procedures.toml", "to = 2023-11-30", "to = 2023-11-29", "has no fee for portal on 2023-11-30"),
        ("procedures.toml", "days = 5", "days = 5\nhours = 4", "one of days, hours, months"),
        ("procedures.toml", "days = 5", "days = 0", "'days' must not be below 1"),
        ("procedures.toml", 'procedure = "1.002835"', 'procedure = "1.002836"', "no duration for"),
        ("procedures.toml", "originals = 1", "originals = 0", r"\[\[procedures.papers\]\]: a paper needs originals"),
        ("procedures.toml", "originals = 1", "orginals = 1", "a paper needs originals"),
        ("procedures.toml", "copies = 1", "copies = 1\nsheets = 1", "unknown name 'sheets'"),
        ("procedures.toml", 'code = "id_copy"', 'code = "application"', "two papers have the same code"),
        ("procedures.toml", "[[durations]]", "[[duration]]", "unknown table 'duration'; known: answers, durations"),
        ("procedures.toml", "[[durations]]", "[durations]", "line 184"),
        ("procedures.toml", "sets = 1", "sets = ", "line 19"),
        ("agencies.toml", 'agency_id = "000.00.16.H01"', 'agency_id = "16"', "'agency_id' is not of the form"),
        ("agencies.toml", 'agency = "000.00.16.H01"', 'agency = "000.00.16.H99"', "there is no agency '000.00.16.H99'"),
        ("agencies.toml", 'kind = "post_office"', 'kind = "pub"', "'kind' has the unknown value 'pub'"),
        ("agencies.toml", "receives = true", 'receives = "yes"', "'receives' must be true or false"),
        ("agencies.toml", 'channel = "portal"', 'channel = "post_counter"', "overlaps"),
        ("agencies.toml", 'office_id = "881000"', 'office_id = "880000"', "880000 000.00.16.H01 overlaps"),
        ("agencies.toml", 'name_vi = "Sở', 'name_vi = ""\nx = "', "'name_vi' is empty"),
        ("calendar.toml", "to = 2027-12-31\n", "", "'to' is missing: a calendar knows its last year"),
        ("calendar.toml", 'holidays = "VN"', 'holidays = "XX"', "'holidays'"),
        ("calendar.toml", '"mon"', '"monday"', "'weekdays' has the unknown value 'monday'"),
        ("calendar.toml", "07:00-11:30", "07:00-25:00", "hours such as"),
        ("calendar.toml", "07:00-11:30", "11:30", "hours such as"),
        ("calendar.toml", "07:00-11:30", "14:00-15:00", "must follow one another"),
        ("calendar.toml", "from = 2026-01-10\nto = 2026-01-10", "from = 2026-01-02\nto = 2026-01-02", "given twice"),
        ("calendar.toml", 'agency = "000.00.16.H01"\nweekdays', 'agency = "x"\nweekdays', "unknown agency 'x'"),
        ("agencies.toml", 'agencies = ["000.00.16.H01"]\npayer', 'agencies = ["x"]\npayer', "unknown agency 'x'"),
        ("agencies.toml", 'leg = "collect"', 'leg = "up"', "'leg' has the unknown value 'up'; known: return, collect"),
        ("agencies.toml", 'leg = "collect"', 'leg = "return"', "000.00.16.H01 return overlaps"),
        ("agencies.toml", 'payer = "receiver"', 'payer = "post"', "'payer' has the unknown value 'post'"),
        ("licences.toml", "to = 2024-12-31", "to = 2025-12-31", "overlaps"),
        ("licences.toml", '[[classes.exchanges]]\ncode = "A"', '[[classes.exchanges]]\ncode = "Z"', "exchanged for"),
        ("licences.toml", 'code = "A1"\nregime = "2008"', 'code = "A1"\nregime = "1988"', "unknown regime '1988'"),
        ("forms.toml", "to = 2025-09-14", "to = 2025-09-15", "receipt overlaps"),
        ("issuers.toml", 'pattern = "[', 'pattern = "([', "'pattern'"),
        ("edition.toml", "edition", "editor", "edition"),
        ("procedures.toml", '["A1", "A2", "A3"]', '["A1", "C1E"]', "class 'C1E' is not one of those of 2017-06-01"),
        ("procedures-practice.toml", '["A1", "A2"]', '["BE"]', "class 'BE' is not one of those of 2024-07-09"),
        ("scores.toml", 'method = "simple"\nfrom', 'method = "fair"\nfrom', "unknown value 'fair'"),
        ("posts.toml", 'code = "88"', 'code = "8"', "'code' is not of the form"),
        ("agencies.toml", 'procedures = ["1.002809"', 'procedures = ["1.999999"', "unknown procedure '1.999999'"),
        ("agencies-police.toml", 'agency = "G01.89.08"', 'agency = "G01"', "there is no agency 'G01' on 2025-03-01"),
        ("agencies.toml", "to = 2025-02-28", "to = 2025-02-27", "there is no agency .* on 2025-02-28"),
        ("procedures-practice.toml", '["1.002809"]', '["1.999999"]', "unknown procedure '1.999999'"),
        ("procedures-practice.toml", 'runs = "anew"\nfrom', 'runs = "late"\nfrom', "unknown value 'late'"),
        ("procedures-practice.toml", '"kept"\nfrom', '"burnt"\nfrom', "'handling' has the unknown value 'burnt'"),
        ("procedures-practice.toml", '["1.002796"', '["1.999999"', "unknown procedure '1.999999'"),
        ("procedures-practice.toml", "hours = 8", "hours = 0", "'hours' must not be below 1"),
        ("procedures-others.toml", "enabled = false\nfrom", 'enabled = "no"\nfrom', "'enabled' must be true or false"),
        ("units-an-giang.csv", "scheme,code", "code,scheme", ":1: the columns are scheme,code"),
        ("units-an-giang.csv", "3-level,883,89", "3-level,883,88", "unknown parent '88'"),
        ("units-an-giang.csv", "3-level,30280,883", "3-level,30280,", "'parent' of 30280 is missing"),
        ("units-an-giang.csv", "30316 30325", "30316 99999", "30334 becomes '99999', which 2-level does not have"),
        ("units-an-giang.csv", "2025-06-30", "2025-07-30", "'to' must not lie after 2025-06-30"),
        ("units-an-giang.csv", "2016-12-16", "soon", "'from' must be a date"),
        ("units-an-giang.csv", "3-level,89", "4-level,89", "'scheme' has the unknown value '4-level'"),
        ("units-an-giang.csv", ",confirmed", "", "8 columns instead of 9"),
        ("units-an-giang.csv", ",confirmed", ",certain", "'sure' has the unknown value 'certain'"),
    ],
)  # fmt: skip
def test_the_error_names_file_and_reason(change: Change, file: str, old: str, new: str, reason: str) -> None:
    with pytest.raises(RulesError, match=f"^{re.escape(file)}.*{reason}"):
        change(file, old, new)


def test_a_gap_in_how_a_period_runs_on_is_named(change: Change) -> None:
    with pytest.raises(RulesError, match=r"^procedures.*has no \[\[supplements\]\] on 2025-06-30"):
        change("procedures-practice.toml", "to = 2025-06-30", "to = 2025-06-29")


def test_the_error_names_the_line_of_a_unit(change: Change, folder: Path) -> None:
    with pytest.raises(RulesError) as refused:
        change("units-an-giang.csv", "Phường Mỹ Bình", "")
    lines = (folder / "units-an-giang.csv").read_text(encoding="utf-8").splitlines()
    assert "30280" in lines[int(str(refused.value).split(":")[1]) - 1]
    assert "'name_vi' is missing" in str(refused.value)


def test_the_error_names_the_line_of_the_entry(change: Change, folder: Path) -> None:
    with pytest.raises(RulesError) as refused:
        change("procedures.toml", 'code = "licence_copy"', 'code = "licence_copy"\ncolour = "blue"')
    lines = (folder / "procedures.toml").read_text(encoding="utf-8").splitlines()
    line = int(str(refused.value).split(":")[1])
    assert lines[line - 1] == "[[procedures.papers]]"
    assert lines[line] == 'code = "licence_copy"'


@pytest.mark.parametrize(
    ("moment", "reason"), [("2025-02-27", "must be a moment"), ("2025-02-27T18:00:00", "needs its offset")]
)
def test_a_stop_of_intake_needs_a_moment_with_its_offset(change: Change, moment: str, reason: str) -> None:
    added = (
        '\n[[intake_stops]]\nagency = "000.00.16.H01"\nreason_vi = "x"\nfrom = {}\nsource = "x"\nsure = "confirmed"\n'
    )
    with pytest.raises(RulesError, match=reason):
        change("calendar.toml", "\n[[days_off]]", added.format(moment) + "\n[[days_off]]")


def test_missing_and_unknown_files_are_named(folder: Path) -> None:
    (folder / "holiday.toml").write_text("")
    with pytest.raises(RulesError, match=r"holiday.toml: unknown file"):
        load(folder)
    (folder / "holiday.toml").unlink()
    (folder / "forms.toml").unlink()
    with pytest.raises(RulesError, match=r"forms.toml is missing"):
        load(folder)


def test_an_agency_without_a_calendar_is_named(change: Change, folder: Path) -> None:
    text = (folder / "calendar.toml").read_text(encoding="utf-8").split("[[calendars]]")[0]
    (folder / "calendar.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match=r"no \[\[calendars\]\] for 000.00.16.H01"):
        load(folder)
