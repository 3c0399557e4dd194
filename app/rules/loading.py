"""Reading the files: every entry goes to its table, then the tables are held against each other."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from holidays.version import __version__ as holidays_version

from app.rules.agencies import AgencyTables
from app.rules.book import Rules
from app.rules.calendars import CalendarTables
from app.rules.entries import Entry, RulesError, read_entries
from app.rules.forms import FormTables
from app.rules.licences import LicenceTables
from app.rules.practice import PracticeTables
from app.rules.procedures import ProcedureTables
from app.rules.timeline import Dated
from app.rules.units import UnitTables

HERE = Path(__file__).resolve().parent

Readers = Mapping[str, Callable[[Entry], None]]


def load(folder: Path | None = None) -> Rules:
    """The rules of a folder of TOML files, by default those beside this module.

    ``agencies-an-giang.toml`` is read like ``agencies.toml``: a province may bring files of its own. Administrative
    units are in ``units-<province>.csv``. Raises ``RulesError`` naming file, line and reason for the first thing that
    is wrong.
    """
    folder = folder or HERE
    procedures, agencies, licences, forms = ProcedureTables(), AgencyTables(), LicenceTables(), FormTables()
    calendars, practice, units = CalendarTables(), PracticeTables(), UnitTables()
    files: dict[str, Readers] = {
        "procedures": {
            "procedures": procedures.read_procedures,
            "durations": procedures.read_durations,
            "fees": procedures.read_fees,
            "supplements": practice.read_supplements,
            "suspensions": practice.read_suspensions,
            "answers": practice.read_answers,
            "old_licences": practice.read_old_licences,
        },
        "agencies": {
            "agencies": agencies.read_agencies,
            "offices": agencies.read_offices,
            "intake": agencies.read_intake,
            "freight": agencies.read_freight,
            "competences": practice.read_competences,
        },
        "calendar": {
            "calendars": calendars.read_calendars,
            "openings": calendars.read_openings,
            "days_off": calendars.read_days_off,
            "working_days": calendars.read_working_days,
            "intake_stops": calendars.read_intake_stops,
            "provisional": practice.read_provisional,
        },
        "licences": {"regimes": licences.read_regimes, "classes": licences.read_classes},
        "forms": {"forms": forms.read_forms},
        "issuers": {"issuers": forms.read_issuers},
        "posts": {
            "post_provinces": practice.read_post_provinces,
            "post_districts": practice.read_post_districts,
            "keeping": practice.read_keeping,
        },
        "scores": {"scores": practice.read_scores},
    }
    paths = sorted(folder.glob("*.toml"))
    for path in paths:
        _read(path, files)
    if missing := sorted(files.keys() - {_kind(path) for path in paths}):
        raise RulesError(f"{folder}: {missing[0]}.toml is missing")
    unit_paths = sorted(folder.glob("units*.csv"))
    for path in unit_paths:
        units.read_file(path)
    procedures.check()
    agencies.check()
    licences.check()
    units.check()
    _check_classes(procedures, practice, licences)
    practice.check(procedures.procedures, agencies.agencies)
    working = calendars.build(set(agencies.agencies))
    version = _version(folder, [*paths, *unit_paths])
    return Rules(version, procedures, agencies, licences, forms, working, practice, units, tuple(calendars.read))


def _read(path: Path, files: Mapping[str, Readers]) -> None:
    kind = _kind(path)
    if kind == "edition":
        return
    if kind not in files:
        raise RulesError(f"{path.name}: unknown file; known: {', '.join(sorted(files))}")
    for entry in read_entries(path, frozenset(files[kind])):
        files[kind][entry.table](entry)
        entry.done()


def _check_classes(procedures: ProcedureTables, practice: PracticeTables, licences: LicenceTables) -> None:
    """A class is named as the law calls it on the entry's first day: ``B1`` is another one from 2025 on."""
    named: list[tuple[Dated[Any], frozenset[str]]] = [(row, row.value.classes) for row in practice.suspensions]
    for row in procedures.procedures.every():
        named += [(row, paper.except_classes) for paper in row.value.papers]
    for dated, classes in named:
        regime = licences.regimes.on("", dated.validity.start) or ""
        for code in sorted(classes):
            if licences.classes.on((code, regime), dated.validity.start) is None:
                raise dated.entry.error(f"class '{code}' is not one of those of {dated.validity.start}")


def _kind(path: Path) -> str:
    return path.stem.partition("-")[0]


def _version(folder: Path, paths: list[Path]) -> str:
    """The edition and a digest: the due time of a dossier also hangs on the library's holidays."""
    try:
        edition = tomllib.loads((folder / "edition.toml").read_text(encoding="utf-8"))["edition"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as e:
        raise RulesError(f'edition.toml: edition = "2021.1" is missing: {e}') from e
    digest = hashlib.sha256(f"holidays {holidays_version}".encode())
    for path in paths:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return f"{edition}-{digest.hexdigest()[:8]}"
