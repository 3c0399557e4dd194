"""Shift files: what each trap of the post's own file comes to, once however often it is sent, killed in the middle."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import func, select

from app import shift_files
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, InvalidMessage, NotFound
from app.domain.post.shift_file import MAX_LINES, Outcome, ShiftFile, State
from app.security.principals import Principal
from app.shift_files import working
from app.store import tables
from integrations.post.shift_files import FORMATS
from integrations.post.soap import contract
from tests import builders
from tests.conftest import PROJECT

SAMPLE = (PROJECT / "tests/samples/post/shift_file.csv").read_bytes()
CSV, XML = FORMATS.of("text/csv"), FORMATS.of("application/xml")
HEAD = "request_id;procedure;full_name"
MANY = 5000


def sent(content: bytes | str, who: Principal, context: Context, kind: Any = CSV, name: str | None = None) -> ShiftFile:
    """A file that was taken over and worked off."""
    data = content.encode() if isinstance(content, str) else content
    taken = shift_files.take_in(data, kind, who, context, name)
    work_all(context)
    return shift_files.find(taken.file.file_no, who, context)


def work_all(context: Context) -> None:
    while working.work(FORMATS, context):
        pass


def told(file: ShiftFile, who: Principal, context: Context) -> list[dict[str, str]]:
    """The lines of the CSV result."""
    _, _, content = shift_files.result(file.file_no, "text/csv", FORMATS, who, context)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def dossiers(context: Context, sender: str) -> int:
    d = tables.dossier.c
    with context.database.begin() as connection:
        return connection.execute(select(func.count()).where(d.sender == sender)).scalar_one()


def record(context: Context, number: str) -> dict[str, Any]:
    with context.database.begin() as connection:
        d = tables.dossier.c
        return dict(connection.execute(select(d.record).where(d.dossier_no == number)).scalar_one())


def refused(content: bytes | str) -> dict[str, str]:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(InvalidMessage) as caught:
        CSV.read(data)
    return {fault.path: fault.code for fault in caught.value.faults}


def rows(count: int, prefix: str) -> list[str]:
    return [f"{prefix}-{n};1.002820;Nguyễn Văn Bé {n % 7}" for n in range(count)]


def file_of(lines: list[str]) -> str:
    return "\n".join([HEAD, *lines, ""])


def test_the_posts_own_file_is_taken_in_with_every_trap(context: Context, counter: Principal) -> None:
    file = sent(SAMPLE, counter, context)
    lines = told(file, counter, context)
    assert [(line["line"], line["outcome"]) for line in lines] == [
        ("2", "accepted"), ("3", "accepted"), ("4", "repeat"), ("5", "accepted"),
    ]  # fmt: skip
    assert lines[1]["dossier_no"] == lines[2]["dossier_no"]  # the same line twice is one dossier
    duyen, tu, ut = (record(context, lines[n]["dossier_no"]) for n in (0, 1, 3))
    assert duyen["owner"]["address"]["raw"] == "Số 3, ấp Long Hòa, xã Long Điền A, Chợ Mới"
    assert tu["owner"]["address"]["raw"] == "Tổ 9; ấp An Mỹ, thị trấn Chợ Mới"  # a separator within quotes
    assert (tu["owner"]["birth"], tu["owner"]["phone"]) == ({"year": 1968}, "02963883123")
    assert tu["owner"]["id_document"]["number"] == "351998877"
    assert (ut["owner"]["id_document"]["number"], ut["owner"]["phone"]) == ("089190002299", "0977333444")
    assert "birth" not in ut["owner"] and ut["fee"]["amount_vnd"] == 135_000
    assert (duyen["return_by_post"]["wish"], tu["return_by_post"]["wish"]) == ("yes", "unknown")
    assert ut["return_by_post"]["receiver"] == "Lê Văn Tám"
    assert (duyen["fee"]["place"], ut["fee"]["place"]) == ("counter", "unknown")  # a voucher says that it was paid


def test_papers_are_counted_by_their_kind(context: Context, counter: Principal) -> None:
    raw = CSV.read(SAMPLE).lines[0].raw
    assert raw["papers"] == [
        {"name": "đơn đề nghị", "originals": 1}, {"name": "giấy khám sức khỏe", "originals": 1},
        {"name": "GPLX", "copies": 1}, {"name": "CCCD", "copies": 1},
    ]  # fmt: skip


def test_a_line_that_is_refused_stops_no_other_and_can_be_mended_in_another_file(context: Context) -> None:
    who = builders.principal(context, office_id=builders.OFFICE)
    head = "request_id;procedure;full_name;phone;papers"
    good, bad = "a-1;1.002820;Lê Thị Út;;", "a-2;1.002820;Trần Văn Bảo;chưa có;đơn"
    lines = told(sent(f"{head}\n{bad}\n{good}\n", who, context), who, context)
    assert [line["outcome"] for line in lines] == ["refused", "accepted"]
    assert lines[0]["codes"] == "papers: PAPERS_UNREADABLE | phone: PHONE_INVALID"
    assert "phone: Số điện thoại không hợp lệ" in lines[0]["texts"]
    mended = f"{head}\na-2;1.002820;Trần Văn Bảo;0977111222;đơn:1 chính\n"
    assert [line["outcome"] for line in told(sent(mended, who, context), who, context)] == ["accepted"]


def test_other_content_under_a_request_id_is_a_conflict(context: Context) -> None:
    who = builders.principal(context)
    lines = told(sent(file_of(["b-1;1.002820;Lê Thị Út", "b-1;1.002820;Lê Văn Tám"]), who, context), who, context)
    assert [(line["outcome"], line["codes"]) for line in lines[1:]] == [("conflict", "request_id: CONFLICT")]


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.replace(";", ",").encode(),
        lambda text: text.replace(";", "\t").replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "with mark", "utf-16", "big endian", "commas", "tabs", "old line ends"],
)
def test_it_is_read_however_it_is_written(encoded: Any) -> None:
    (line,) = CSV.read(encoded(f"{HEAD}\nc-1;1.002820;Lê Thị Út\n;;\n")).lines
    assert (line.number, line.request_id, line.raw["owner"]) == (2, "c-1", {"name": "Lê Thị Út"})


def test_legacy_bytes_and_nul_are_told_of_their_line_and_column(context: Context) -> None:
    who = builders.principal(context)
    content = (
        f"{HEAD}\nd-1;1.002820;".encode()
        + "Lê Thị".encode("cp1258", "replace")
        + b"\nd-2;1.002820;Le\0Tam\nd-3;1.002820;An\n"
    )
    lines = told(sent(content, who, context), who, context)
    wrong = ("refused", "full_name: TEXT_UNREADABLE")
    assert [(line["outcome"], line["codes"]) for line in lines[:2]] == [wrong, wrong]
    assert lines[2]["outcome"] == "accepted"


def test_what_is_no_shift_file_is_refused_whole_and_named() -> None:
    assert refused("full_name;phon;phone;phone\nx;1;2;3\n") == {
        "request_id": "COLUMN_MISSING", "procedure": "COLUMN_MISSING", "phon": "COLUMN_UNKNOWN",
        "phone": "COLUMN_TWICE",
    }  # fmt: skip
    assert "Nguyễn" not in str(refused("a-1;1.002820;Nguyễn Văn A\n"))
    assert refused("") | refused(f"{HEAD}\n;;\n") == {
        "request_id": "COLUMN_MISSING", "procedure": "COLUMN_MISSING", "full_name": "COLUMN_MISSING",
        "lines": "REQUIRED",
    }  # fmt: skip
    assert refused(file_of(rows(5001, "e"))) == {"lines": "TOO_MANY"}
    assert refused(f'{HEAD}\na;b;"c\nd;e;f\n') == {"lines": "CSV_BROKEN"}
    assert refused(f'{HEAD}\na;b;"c\nd;e;f"\ng;"h;i\n') == {"lines": "CSV_BROKEN"}
    assert refused(HEAD.encode("utf-16-le")) == {".": "TEXT_UNREADABLE"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a;" * 2_000_000, (".", "CELLS_TOO_MANY", (("limit", 100),))),
        (b"request_id;procedure;full_name\n" + b"\n" * 4_000_000, ("lines", "TOO_MANY", (("limit", MAX_LINES),))),
    ],
)
def test_a_file_that_is_only_large_costs_nothing(content: bytes, fault: tuple[Any, ...]) -> None:
    begun = time.process_time()
    with pytest.raises(InvalidMessage) as caught:
        FORMATS.of("text/csv").read(content)
    assert [(each.path, each.code, each.params) for each in caught.value.faults] == [fault]
    assert time.process_time() - begun < 2


def test_lines_of_a_wrong_shape_are_told_alone() -> None:
    lines = CSV.read(f"{HEAD}\na;b;c;d\ne;f\ng;h;{'x' * 10_000_000}\ni;j".encode()).lines
    assert [[fault.code for fault in line.faults] for line in lines] == [
        ["CELLS_TOO_MANY"], [], ["CELL_TOO_LONG"], ["LINE_CUT"],
    ]  # fmt: skip


def test_a_result_computes_nothing_in_a_spreadsheet(context: Context) -> None:
    who = builders.principal(context)
    content = file_of([f"{sign}1+1;1.002820;Lê Văn Tám" for sign in "=+-@"])
    lines = told(sent(content, who, context), who, context)
    assert [line["request_id"] for line in lines] == ["'=1+1", "'+1+1", "'-1+1", "'@1+1"]


def test_the_same_bytes_are_the_same_file_and_another_under_its_name_is_a_conflict(context: Context) -> None:
    who = builders.principal(context)
    first = shift_files.take_in(file_of(rows(2, "f")).encode(), CSV, who, context, "shift-1")
    again = shift_files.take_in(file_of(rows(2, "f")).encode(), CSV, who, context, "shift-1")
    assert (first.repeat, again.repeat, again.file.file_no) == (False, True, first.file.file_no)
    assert first.file.state == State.WAITING
    with pytest.raises(Conflict):
        shift_files.take_in(file_of(rows(3, "f")).encode(), CSV, who, context, "shift-1")
    work_all(context)


def test_a_file_is_seen_by_its_sender_and_its_office_only(context: Context) -> None:
    who = builders.principal(context, office_id=builders.OFFICE)
    file = sent(file_of(rows(1, "g")), who, context)
    colleague = builders.principal(context, office_id=builders.OFFICE)
    assert shift_files.find(file.file_no.lower(), colleague, context).done == 1
    for other in (builders.principal(context, office_id=builders.OTHER_OFFICE), builders.principal(context)):
        with pytest.raises(NotFound):
            shift_files.find(file.file_no, other, context)


def test_what_we_failed_at_is_tried_again_when_the_file_comes_again(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, content = builders.principal(context), file_of(rows(3, "h"))
    accept = working.many.intake.accept

    def fails(submission: Any, *rest: Any) -> Any:
        if submission.request_id == "h-1":
            raise ZeroDivisionError("Nguyễn Văn Bé")
        return accept(submission, *rest)

    monkeypatch.setattr(working.many.intake, "accept", fails)
    file = sent(content, who, context)
    assert (file.state, file.count(Outcome.ACCEPTED), file.count(Outcome.FAILED)) == (State.DONE, 2, 1)
    monkeypatch.undo()
    file = sent(content, who, context)
    assert (file.state, file.count(Outcome.ACCEPTED), file.count(Outcome.FAILED)) == (State.DONE, 3, 0)


def xml_of(*dossiers: str) -> bytes:
    return f'<ShiftFile xmlns="{contract.NAMESPACE}">{"".join(dossiers)}</ShiftFile>'.encode()


def xml_dossier(request_id: str, owner: str = "<name>Lê Thị Út</name>") -> str:
    start = f"<SubmitDossier><requestId>{request_id}</requestId><procedure>1.002820</procedure>"
    return f"{start}<owner>{owner}</owner></SubmitDossier>"


def test_xml_is_judged_by_the_contract_line_by_line_and_answered_by_its_schema(context: Context) -> None:
    who = builders.principal(context)
    content = xml_of(xml_dossier("x-1"), xml_dossier("x-2", "<phone>1</phone>"), "<Ping/>", xml_dossier("x-1"))
    file = sent(content, who, context, XML)
    _, kind, result = shift_files.result(file.file_no, None, FORMATS, who, context)
    tree = etree.fromstring(result)
    etree.XMLSchema(etree.parse(contract.FOLDER / "shift-file.xsd")).assertValid(tree)
    etree.XMLSchema(etree.parse(contract.FOLDER / "shift-file.xsd")).assertValid(
        etree.fromstring(xml_of(xml_dossier("x")))
    )
    outcomes = tree.xpath("//*[local-name()='outcome']/text()")
    assert (kind.media_type, outcomes) == ("application/xml", ["accepted", "refused", "refused", "repeat"])
    paths = tree.xpath("//*[local-name()='line'][2]/*[local-name()='fieldError']/*[local-name()='path']/text()")
    assert set(paths) == {"owner/name", "owner/phone"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><ShiftFile>&b;</ShiftFile>', "XML_DOCTYPE"),
        (b"<ShiftFile>" + b"<a/>" * 500_000 + b"</ShiftFile>", "XML_TOO_COMPLEX"),
        (b"<ShiftFile>" + b"<a>" * 100 + b"</a>" * 100 + b"</ShiftFile>", "XML_TOO_COMPLEX"),
        (b"<ShiftFile>", "XML_BROKEN"),
        (b"<ShiftFile/>", "SHIFT_FILE_ROOT"),
        (xml_of(), "REQUIRED"),
        (xml_of("<a/>" * 5001), "TOO_MANY"),
    ],
    ids=["doctype", "flood", "depth", "cut", "root", "empty", "many"],
)
def test_hostile_xml_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(InvalidMessage) as caught:
        XML.read(content)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_file_that_is_gone_waits_for_a_person_and_is_healed_by_sending_it_again(context: Context) -> None:
    who, content = builders.principal(context), file_of(rows(2, "k")).encode()
    taken = shift_files.take_in(content, CSV, who, context)
    with context.database.begin() as connection:
        key = connection.execute(
            select(tables.shift_file.c.file_key).where(tables.shift_file.c.file_no == taken.file.file_no)
        ).scalar_one()
    context.files.delete(key)
    work_all(context)
    assert shift_files.find(taken.file.file_no, who, context).state == State.PARKED
    assert sent(content, who, context).count(Outcome.ACCEPTED) == 2


def clerk(context: Context) -> subprocess.Popen[bytes]:
    """The worker's part in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": context.database.url,
        "DOSSIER_VAR": str(context.settings.var),
        "DOSSIER_NOW": "2021-11-15T08:00+07:00",
        "DOSSIER_WORKER_NAME": "the clerk",
    }
    command = [sys.executable, "-c", "from app.worker import clerk; clerk.run()"]
    return subprocess.Popen(command, cwd=PROJECT, env=environment)


def until(file_no: str, done: int, who: Principal, context: Context) -> ShiftFile:
    deadline = time.monotonic() + 120
    while (file := shift_files.find(file_no, who, context)).done < done:
        assert time.monotonic() < deadline, file
        time.sleep(0.05)
    return file


def test_five_thousand_lines_sent_three_times_and_killed_in_between_are_five_thousand_dossiers(
    context: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    who, content = builders.principal(context), file_of(rows(MANY, "m")).encode()
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: shift_files.take_in(content, CSV, who, context), range(2)))
    file_no = both[0].file.file_no
    assert {each.file.file_no for each in both} == {file_no} and sum(each.repeat for each in both) == 1
    first = clerk(context)
    until(file_no, 1000, who, context)
    first.send_signal(signal.SIGKILL)
    first.wait()
    begun, before = time.monotonic(), shift_files.find(file_no, who, context).done
    assert before < MANY
    second = clerk(context)
    try:
        until(file_no, MANY, who, context)
        took = time.monotonic() - begun
        assert shift_files.take_in(content, CSV, who, context).repeat
        again = shift_files.take_in(content + b"\n", CSV, who, context)  # other bytes, the same lines
        assert until(again.file.file_no, MANY, who, context).count(Outcome.REPEAT) == MANY
    finally:
        second.send_signal(signal.SIGKILL)
        second.wait()
    assert dossiers(context, who.sender) == MANY
    with capsys.disabled():
        print(f"\nshift file: {(MANY - before) / took:,.0f} lines/s after the kill at line {before}")


WRONG = "n-8;1.002820;Lê Văn Tám;chưa có"  # a telephone that is none
ONES = [f"n-{n};1.002820;Nguyễn Văn Bé {n};" for n in range(8)] + [WRONG]


@given(st.lists(st.lists(st.integers(0, len(ONES) - 1), min_size=1, max_size=12), max_size=5))
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_however_a_file_is_cut_and_repeated_the_dossiers_are_the_same(context: Context, parts: list[list[int]]) -> None:
    who, head = builders.principal(context), "request_id;procedure;full_name;phone"
    found: dict[str, set[str]] = {}
    for part in [*parts, range(len(ONES))]:  # in the end everything has been sent
        file = sent("\n".join([head, *(ONES[n] for n in part), ""]), who, context)
        for line in told(file, who, context):
            assert (line["outcome"] == "refused") is (line["request_id"] == "n-8")
            found.setdefault(line["request_id"], set()).add(line["dossier_no"])
    assert found.pop("n-8") == {""}
    assert [len(numbers) for numbers in found.values()] == [1] * (
        len(ONES) - 1
    )  # each its own, whichever part it was in
    assert dossiers(context, who.sender) == len({*found}) == len(ONES) - 1


def full_xml_dossier(n: int) -> str:
    """All that a counter knows of a dossier, files aside."""
    citizen = f"<birth>1987-03-21</birth><idNumber>0891870{n:05d}</idNumber><phone>0918345601</phone>"
    owner = f"<name>Nguyễn Thị Ngọc Ánh</name>{citizen}<address><text>Số 12, ấp Trung Bình</text></address>"
    papers = "".join(f"<paper><name>Giấy tờ {each}</name><originals>1</originals></paper>" for each in range(4))
    fee = f"<amountVnd>135000</amountVnd><place>counter</place><method>cash</method><voucher>BL-{n}</voucher>"
    rest = f"<papers>{papers}</papers><fee>{fee}</fee><returnByPost><wish>yes</wish></returnByPost>"
    start = f"<SubmitDossier><requestId>y-{n}</requestId><procedure>1.002809</procedure>"
    return f"{start}<owner>{owner}</owner><licenceClass>B2</licenceClass>{rest}</SubmitDossier>"


def test_five_thousand_dossiers_as_xml(context: Context, capsys: pytest.CaptureFixture[str]) -> None:
    who, content = builders.principal(context), xml_of(*map(full_xml_dossier, range(MANY)))
    begun = time.perf_counter()
    taken = shift_files.take_in(content, XML, who, context)
    kept_s, begun = time.perf_counter() - begun, time.perf_counter()
    work_all(context)
    worked_s, begun = time.perf_counter() - begun, time.perf_counter()
    file, _, result = shift_files.result(taken.file.file_no, None, FORMATS, who, context)
    told_s = time.perf_counter() - begun
    assert (file.state, file.count(Outcome.ACCEPTED), result.count(b"<line>")) == (State.DONE, MANY, MANY)
    with capsys.disabled():
        print(f"\nXML of {len(content) / 1e6:.1f} MB: kept in {kept_s:.2f} s, {MANY / worked_s:,.0f} lines/s,")
        print(f"result of {len(result) / 1e6:.1f} MB in {told_s:.2f} s")


def test_a_page_of_files_leads_to_the_next(context: Context) -> None:
    who, stranger = builders.principal(context), builders.principal(context)
    numbers = [sent(file_of(rows(n, f"r{n}")), who, context).file_no for n in (1, 2, 3)]
    first = shift_files.listed(who, context, limit=2)
    assert ([file.file_no for file in first.items], first.next) == (numbers[:0:-1], numbers[1])
    second = shift_files.listed(who, context, first.next, limit=2)
    assert ([file.file_no for file in second.items], second.next) == (numbers[:1], None)
    for after, asks in (("TC-0", who), ("\0", who), (numbers[0], stranger)):
        with pytest.raises(InvalidDossier):
            shift_files.listed(asks, context, after)
