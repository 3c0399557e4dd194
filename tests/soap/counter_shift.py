"""A clerk's shift by SOAP, the same for every client that nobody here wrote, and what it must have read of it.

A client is told who it is, the shift file to send, where to put the result file, a list with two results that wait to
be confirmed, the order of the first of them and its item code, and a dossier that came online. It

- opens the shift, twice, and hands in a dossier with a fee of 135,000 that was paid in cash,
- registers the return with a deputy who is not named (a fault), then with one, then takes it back,
- searches for a phone that nobody has, sends the shift file, twice, and asks for its result until it is done,
- reports an attempt at the order, and a parcel without a status, and asks for the parcels of its own dossier and of
  the order,
- opens a list to the desk, looks at it, scans its dossier and ``?``, looks again, with the paper, and finds it among
  the lists of its office,
- confirms the list that waits with one of its two results,
- corrects the phone of its dossier, adds a paper without a file, takes its slip, has the papers of the one that came
  online fetched at home, and withdraws that one,
- asks for the report of the day, and who answers,
- closes the shift with 5,000 too little (a fault), and again with a note,

and prints what it read, a ``name=value`` a line: :data:`READ` and what :func:`wrong` knows besides. ``-`` is what is
not there, several values have a blank between them, a time is in seconds since 1970.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.context import Context
from app.desk import counter_report
from app.domain.life import STATES, State
from app.domain.messages import FIELDS
from app.domain.post.shift_file import OUTCOMES_VI, Outcome
from tests import builders
from tests.soap.errands import Errand

DAY = "2021-11-15"
READ = {
    "shift_clerk": "Phạm Thị Thu Thủy",
    "shift_repeat": "false true",
    "shift_cash": "0",
    "shift_till": "135000",
    "return_fault": f"INVALID_DOSSIER deputy DEPUTY_REQUIRED {FIELDS['DEPUTY_REQUIRED']}",
    "return_receiver": "Lê Thị Yến",
    "return_deputy": "Trần Văn Hòa",
    "return_mode": "Gửi hồ sơ và nhận kết quả",
    "return_cod": "0",
    "return_gone": "no - - -",  # wish, receiver, codVnd, warnings
    "searched": "0",
    "file_total": "4",
    "file_repeat": "false true",
    "file_text": "đã xử lý xong",
    "file_counts": "3 0 1 0 0",  # accepted, repeats, refused, conflicts, failed
    "event_counts": "1 0 1",  # kept, repeats, refused
    "event_results": "kept unreadable",
    "event_text": "đã ghi nhận",
    "event_status": "attempted -",
    "event_fields": "0 1",  # how many of each
    "event_field": "statusCode REQUIRED",
    "parcels": "0 1",
    "parcel_reason": "người nhận đi vắng",
    "list_state": "đang lập",
    "list_empty": "0 - -",  # items, fileName, content
    "scan": "added refused",
    "scan_why": "- SCAN_UNKNOWN",
    "list_paper": "%PDF-",
    "lists": "đang lập",  # stateText of its list, as in the list of lists
    "bag_state": "đã kiểm đếm",
    "bag_counts": "1 1 0 0",  # found, missing, wrongKind, surplus
    "bag_items": "found missing",
    "bag_texts": "đủ thiếu",
    "bag_signed": "-",
    "corrected": "Đã tiếp nhận false",  # stateText, repeat
    "supplemented": "Đã tiếp nhận NOT_ASKED_FOR",
    "collection": "Lê Văn Tám Gửi hồ sơ 0",  # sender, serviceModeText, codVnd
    "withdrawn": f"withdrawn {STATES[State.WITHDRAWN].vi}",
    "service": "Dossier Post",
    "close_fault": "SHIFT_DIFFERS",
    "close_sums": "135000 130000 -5000",  # expected, counted, difference
    "close_note": "Trả nhầm tiền thừa",
}


def read(output: str) -> dict[str, str]:
    """What a client printed."""
    return dict(line.split("=", 1) for line in output.splitlines() if "=" in line)


def wrong(said: dict[str, str], errand: Errand, context: Context) -> Iterator[str]:
    """Whatever a client did not read as it was; nothing if all was right."""
    expected = READ | _told_of_the_day(errand, context)
    for name, value in expected.items():
        if said.get(name) != value:
            yield f"{name}: {said.get(name)!r}, not {value!r}"
    sums = ("135.000", "130.000", "5.000")
    if not all(each in said.get("close_message", "") for each in sums):
        yield f"close_message: {said.get('close_message')!r}"
    now = context.clock.now().timestamp()
    for name in ("opened_at", "closed_at"):
        if not said.get(name, "").isdecimal() or abs(float(said[name]) - now) > 3600:
            yield f"{name}: {said.get(name)!r}, now it is {now:.0f}"
    if not (number := said.get("dossier_no")) or said.get("list_items") != number:
        yield f"list_items: {said.get('list_items')!r}, not {number!r}"
    if said.get("slip") != f"{number}-posted_slip-a5.pdf %PDF-":
        yield f"slip: {said.get('slip')!r}"
    if said.get("shift_no") in (None, "-") or said.get("closed_no") != said.get("shift_no"):
        yield f"closed_no: {said.get('closed_no')!r} of {said.get('shift_no')!r}"
    yield from _wrong_in_the_result(errand)


def _told_of_the_day(errand: Errand, context: Context) -> dict[str, str]:
    """The counter's own report, as it must have been told."""
    period = counter_report.read(DAY, DAY, context.clock.now())
    found = counter_report.report(period, errand.principal, context)
    whole = found.whole
    figures = (whole.received, whole.registered, whole.returned, whole.total, whole.fee_vnd, builders.OFFICE)
    return {"report": " ".join(map(str, figures)), "report_days": DAY}


def _wrong_in_the_result(errand: Errand) -> Iterator[str]:
    if not errand.result.exists():
        yield "the result file was not written"
        return
    rows = list(csv.DictReader(io.StringIO(errand.result.read_text("utf-8-sig")), delimiter=";"))
    outcomes = [(row["outcome"], row["outcome_text"]) for row in rows]
    if outcomes != [(each, OUTCOMES_VI[each]) for each in [Outcome.ACCEPTED] * 3 + [Outcome.REFUSED]]:
        yield f"result: {outcomes}"
    if not all(row["dossier_no"].startswith(builders.AGENCY) for row in rows[:3]):
        yield "result: without numbers"
