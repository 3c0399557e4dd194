"""``flask rules``: checks, and says what holds on a day and why."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.rules import rules_group
from app.rules import Rules
from app.rules.reasons import tables

PROJECT = Path(__file__).parents[2]


def run(*words: str) -> Result:
    return CliRunner().invoke(rules_group, words)


def test_check_counts_every_table(rules: Rules) -> None:
    done = run("check")
    assert done.exit_code == 0
    *lines, last = done.output.splitlines()
    assert last == f"rules: ok, version {rules.version}"
    counted = {line.split()[0]: int(line.split()[1]) for line in lines}
    assert counted == {name: len(rows) for name, rows in tables(rules).items()}
    assert counted["units"] > 400
    assert all(counted.values())


def test_check_names_file_line_and_reason_of_rules_that_are_not_in_use_yet(folder: Path) -> None:
    path = folder / "scores.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"decision_766"\n', '"766"\n'), encoding="utf-8")
    done = run("check", "--folder", str(folder))
    assert done.exit_code == 1
    assert re.search(r"scores\.toml:\d+: \[\[scores\]\]: 'method' has the unknown value '766'", done.output)


def test_show_says_what_held_on_a_day_in_2021_and_why() -> None:
    told = run("show", "1.002809", "--on", "2021-11-15").output
    for part in (
        "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp",
        "Thông tư số 12/2017/TT-BGTVT",
        "Giấy khám sức khỏe của người lái xe: 01 bản chính; not for A1, A2, A3",
        "05 ngày làm việc  [from 2017-06-01 to 2025-02-28; confirmed;",
        "135.000 đ  [from 2017-01-01",
        "competent    Sở Giao thông vận tải An Giang",
        "score        end of processing against the due time",
        "starts anew",
        "answered   within 8 working hours",
        "old licence  given up, its corner cut, given back  [from 2017-06-01 to 2025-02-28; public source;",
    ):
        assert part in told, part
    assert set(re.findall(r"^(\w+)$", told, re.MULTILINE)) == {
        "district_one_stop", "portal", "post_counter", "provincial_centre",
    }  # fmt: skip
    for file, line in re.findall(r"; ([\w-]+\.toml):(\d+)\]", told):
        lines = (PROJECT / "app/rules" / file).read_text(encoding="utf-8").splitlines()
        assert lines[int(line) - 1].startswith("[["), (file, line)


def test_show_keeps_to_one_channel_and_class() -> None:
    told = run("show", "1.002809.H01", "--on", "2021-11-15", "--channel", "portal", "--class", "A1").output
    assert "\npost_counter\n" not in told
    assert "Giấy khám sức khỏe" not in told
    assert "Ảnh chân dung" in told
    assert "Ảnh" not in run("show", "1.002809", "--on", "2021-11-15", "--channel", "provincial_centre").output


def test_rules_can_be_checked_where_the_service_does_not_start() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.commands.rules", "check"], capture_output=True, text=True, cwd=PROJECT
    )
    assert done.stdout.splitlines()[-1].startswith("rules: ok"), done.stderr


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("1.002809", "--on", "2026-11-22"), "Phòng Cảnh sát giao thông Công an tỉnh An Giang"),
        (("1.002809", "--on", "2027-01-05"), "calendar     Thông báo nghỉ lễ, Tết năm 2027 chưa được đối chiếu"),
        (("1.002804", "--on", "2021-11-15"), "NOT SWITCHED ON"),
        (("9.999999", "--on", "2021-11-15"), "no such procedure on that day"),
        (("1.002809", "--on", "2021-11-15", "--agency", "000.00.16.H99"), "agency       none that day"),
        (("1.002809",), "1.002809 on 20"),
    ],
)
def test_show_says_what_there_is_not(words: tuple[str, ...], part: str) -> None:
    done = run("show", *words)
    assert done.exit_code == 0
    assert part in done.output


def test_show_names_a_suspension(folder: Path) -> None:
    path = folder / "procedures-practice.toml"
    text = path.read_text(encoding="utf-8").replace('provinces = ["82"]', 'provinces = ["89"]')
    path.write_text(text, encoding="utf-8")
    told = run("show", "1.002809", "--on", "2024-07-10", "--class", "A1", "--folder", str(folder)).output
    assert told.count("SUSPENDED  Tạm dừng") == 4
    assert "(except: Giấy phép lái xe bị mất, bị hỏng)" in told
