"""The rules in words, for the operator: what holds on a day and why, and how much of it is how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from app.domain.old_licence import Handling
from app.domain.procedure import AfterSupplement, PaperRequirement
from app.domain.score import Method
from app.domain.submission import Channel
from app.rules.book import Rules
from app.rules.entries import SURE
from app.rules.reasons import Reasons, reasons, tables
from app.rules.timeline import Dated

_RUNS = {
    AfterSupplement.ANEW: "the period starts anew when the dossier is complete",
    AfterSupplement.GOES_ON: "goes on",
}
_OLD_LICENCES = {
    Handling.CUT_AND_GIVEN_BACK: "given up, its corner cut, given back",
    Handling.KEPT: "stays with its holder, uncut",
}
_SCORES = {
    Method.SIMPLE: "end of processing against the due time",
    Method.DECISION_766: "Decision 766/QĐ-TTg: waits taken out, a second request for supplement is late",
}


def counts(rules: Rules) -> str:
    """A line for each table: its entries, and how many of them are how sure."""
    lines = []
    for name, rows in tables(rules).items():
        sure = Counter(row.validity.sure for row in rows)
        told = ", ".join(f"{sure[each]} {each}" for each in SURE if sure[each])
        lines.append(f"{name:<12}{len(rows):>5}  {told}".rstrip())
    return "\n".join(lines)


def show(
    rules: Rules,
    code: str,
    on: date,
    channel: Channel | None = None,
    licence_class: str | None = None,
    agency_id: str | None = None,
) -> str:
    """What holds for a procedure on a day: papers, durations, fees, who decides, who receives, what is suspended.

    Behind each line stand its days, how sure it is, its source and its line in the files. ``channel`` and
    ``licence_class`` leave out the others; without ``agency_id`` it is the first agency that is there that day.
    """
    if agency_id is None:
        there = (row.value.agency_id for row in tables(rules)["agencies"] if row.validity.covers(on))
        agency_id = next(there, "")
    found = reasons(rules, code, on, licence_class, agency_id)
    return "\n".join(_lines(rules, found, code, on, channel, licence_class))


def _lines(
    rules: Rules, found: Reasons, code: str, on: date, channel: Channel | None, licence_class: str | None
) -> Iterator[str]:
    yield f"{code} on {on}, rules {rules.version}"
    if found.procedure is None:
        yield "no such procedure on that day"
        return
    procedure = found.procedure.value
    yield f"{procedure.code} {procedure.name_vi}"
    if not procedure.enabled:
        yield "NOT SWITCHED ON (enabled = false): no dossier is taken in"
    yield from filter(None, (procedure.legal_basis_vi, procedure.note_vi))
    yield _why(found.procedure)
    yield ""
    yield f"papers, {procedure.sets} set(s)" + (f", class {licence_class}" if licence_class else "")
    classes = [licence_class] if licence_class else []
    asked = procedure.papers_for(classes, channel) if channel else procedure.papers
    asked = tuple(paper for paper in asked if not classes or licence_class not in paper.except_classes)
    yield from _papers(asked, licence_class)
    for each in sorted(procedure.channels) if channel is None else [channel]:
        yield ""
        yield each
        yield from _channel(found, each)
    yield ""
    yield f"agency       {found.agency.value.name_vi if found.agency else 'none that day'}" + _why(found.agency)
    if found.competent:
        yield f"competent    {rules.agency(found.competent.value, on).name_vi}" + _why(found.competent)
    else:
        yield "competent    nobody is named for this province, procedure and day"
    if found.supplement:
        yield f"supplement   {_RUNS[found.supplement.value]}" + _why(found.supplement)
    if found.old_licence:
        yield f"old licence  {_OLD_LICENCES[found.old_licence.value]}" + _why(found.old_licence)
    if found.score:
        yield f"score        {_SCORES[found.score.value]}" + _why(found.score)
    if found.provisional:
        yield f"calendar     {found.provisional.value}" + _why(found.provisional)


def _channel(found: Reasons, channel: Channel) -> Iterator[str]:
    suspended = found.suspended.get(channel)
    duration, fee, receives = found.durations.get(channel), found.fees.get(channel), found.receives.get(channel)
    if duration is None:
        yield "  closed: the procedure does not have this channel"
        return
    if suspended:
        but = f" (except: {suspended.value.except_vi})" if suspended.value.except_vi else ""
        yield f"  SUSPENDED  {suspended.value.reason_vi}{but}" + _why(suspended)
    yield f"  duration   {duration.value.text_vi}" + _why(duration)
    if fee is not None:
        yield f"  fee        {fee.value:,} đ".replace(",", ".") + _why(fee)
    if answer := found.answers.get(channel):
        yield f"  answered   within {answer.value} working hours" + _why(answer)
    who = "the desk, for the authority" if receives and receives.value else "the authority itself"
    yield f"  received by {who}" + _why(receives)


def _papers(papers: Sequence[PaperRequirement], licence_class: str | None) -> Iterator[str]:
    for paper in papers:
        named = ((paper.originals, "bản chính"), (paper.certified, "bản chứng thực"), (paper.copies, "bản sao"))
        kinds = ", ".join(f"{count:02d} {name}" for count, name in named if count)
        if not paper.required:
            kinds += "; if there is one"
        if paper.channels:
            kinds += f"; {', '.join(sorted(paper.channels))} only"
        if paper.except_classes and not licence_class:
            kinds += f"; not for {', '.join(sorted(paper.except_classes))}"
        yield f"  - {paper.name_vi}: {kinds}"
        if paper.note_vi:
            yield f"    {paper.note_vi}"


def _why(row: Dated[Any] | None) -> str:
    if row is None:
        return ""
    validity = row.validity
    days = f"from {validity.start}" + (f" to {validity.end}" if validity.end else "")
    return f"  [{days}; {validity.sure}; {validity.source}; {row.entry.file}:{row.entry.line}]"
