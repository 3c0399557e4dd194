"""Why something holds: the entries behind the answers, with their days, sources and lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.agency import Agency
from app.domain.old_licence import Handling
from app.domain.procedure import AfterSupplement, Duration, Procedure
from app.domain.score import Method
from app.domain.submission import Channel
from app.domain.suspension import Suspension
from app.rules.book import Rules
from app.rules.timeline import Dated, Timeline


@dataclass(frozen=True, slots=True)
class Reasons:
    """What decides about a procedure's dossiers on a day; None where there is nothing."""

    procedure: Dated[Procedure] | None
    durations: Mapping[Channel, Dated[Duration] | None]
    fees: Mapping[Channel, Dated[int] | None]
    receives: Mapping[Channel, Dated[bool] | None]
    suspended: Mapping[Channel, Dated[Suspension] | None]
    answers: Mapping[Channel, Dated[int] | None]
    supplement: Dated[AfterSupplement] | None
    old_licence: Dated[Handling] | None
    score: Dated[Method] | None
    agency: Dated[Agency] | None
    competent: Dated[str] | None
    provisional: Dated[str] | None


def reasons(rules: Rules, code: str, on: date, licence_class: str | None, agency_id: str) -> Reasons:
    """The entries that hold that day for a national or local code, a class (None for any) and an agency."""
    national = rules.national_code(code) or code
    procedures, practice, intake = rules._procedures, rules._practice, rules._agencies.intake
    agency = rules._agencies.agencies.row_on(agency_id, on)
    province = agency.value.province_code if agency else None
    procedure = procedures.procedures.row_on(national, on)
    channels = sorted(procedure.value.channels) if procedure else []
    places = (province, agency_id, None)
    return Reasons(
        procedure=procedure,
        durations={each: procedures.durations.row_on((national, each), on) for each in channels},
        fees={each: procedures.fees.row_on((national, each), on) for each in channels},
        receives={each: intake.row_on((agency_id, each), on) for each in channels},
        suspended={each: practice.suspended(national, each, licence_class, places, on) for each in channels},
        answers={each: practice.answers.row_on(each, on) for each in channels},
        supplement=practice.supplements.row_on(national, on),
        old_licence=practice.old_licences.row_on(national, on),
        score=practice.scores.row_on("", on),
        agency=agency,
        competent=practice.competences.row_on((province or "", national), on),
        provisional=practice.provisional.row_on("", on),
    )


def tables(rules: Rules) -> dict[str, list[Dated[Any]]]:
    """Every entry of every table by the table's name."""
    timelines: dict[str, Timeline[Any, Any]] = {
        "procedures": rules._procedures.procedures,
        "durations": rules._procedures.durations,
        "fees": rules._procedures.fees,
        "supplements": rules._practice.supplements,
        "answers": rules._practice.answers,
        "old_licences": rules._practice.old_licences,
        "scores": rules._practice.scores,
        "agencies": rules._agencies.agencies,
        "offices": rules._agencies.offices,
        "intake": rules._agencies.intake,
        "freight": rules._agencies.freight,
        "competences": rules._practice.competences,
        "regimes": rules._licences.regimes,
        "classes": rules._licences.classes,
        "forms": rules._forms.forms,
        "issuers": rules._forms.issuers,
        "post_units": rules._practice.post_units,
        "keeping": rules._practice.keeping,
        "units": rules._units.units,
        "provisional": rules._practice.provisional,
    }
    found = {name: _once(timeline.every()) for name, timeline in timelines.items()}
    found["suspensions"] = [*rules._practice.suspensions, *rules._practice.disabled]
    found["calendar"] = list(rules._calendar_entries)
    return found


def _once(rows: Iterable[Dated[Any]]) -> list[Dated[Any]]:
    """One for each entry of the files, which may stand for several keys."""
    return list({(row.entry.file, row.entry.line): row for row in rows}.values())
