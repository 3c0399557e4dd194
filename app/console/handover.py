"""Handover lists at the desk: open, scan, count, sign, print. A hand scanner types a code and Enter.

A scan in which every code was taken ends in a redirect; one with refusals shows them: sending it again does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import handover
from app.console.handover_page import all_lists, one_list
from app.console.pages import back, pdf
from app.console.session import SOURCE, person
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, LayoutError
from app.domain.handover import said
from app.domain.messages import text_vi
from app.handover import Result, Scanned
from app.handover.results import ALREADY, REFUSED
from app.http_status import status_of


def add(routes: Blueprint, context: Context) -> None:
    """``bang-ke`` and all below it."""
    _overview(routes, context)
    _scans(routes, context)
    _steps(routes, context)


def _overview(routes: Blueprint, context: Context) -> None:
    @routes.get("/bang-ke")
    def list_handovers() -> Response:
        return all_lists(context)

    @routes.post("/bang-ke")
    def open_handover() -> Response:
        raw = {name: request.form.get(name, "") for name in ("direction", "other_side", "bag_no", "seal_no")}
        try:
            opening = said.read_opening(raw, context.clock.now())
            kept, _ = handover.begin(opening, person(), context, request_id=request.form.get("request_id") or None)
        except InvalidDossier as e:
            return all_lists(context, 422, _faults(e))
        return back("console.show_handover", done="opened", list_no=kept.listed.number)

    @routes.get("/bang-ke/<list_no>")
    def show_handover(list_no: str) -> Response:
        return one_list(list_no, context)

    @routes.get("/bang-ke/<list_no>.pdf")
    def print_handover(list_no: str) -> Response:
        return pdf(handover.manifest(list_no, person(), context))

    @routes.post("/bang-ke/<list_no>/dinh-chinh")
    def correct_handover(list_no: str) -> Response:
        request_id = request.form.get("request_id") or None
        try:
            kept, _ = handover.correct(list_no, ("", ""), person(), context, request_id=request_id)
        except Conflict as e:
            return one_list(list_no, context, 409, refusal=e.message_vi)
        return back("console.show_handover", done="opened", list_no=kept.listed.number)


def _scans(routes: Blueprint, context: Context) -> None:
    def scanned(list_no: str, part: str, use_case: Callable[..., Scanned], done: str, codes: Sequence[str]) -> Response:
        raw = {"codes": codes, "reason": request.form.get("reason", "")}
        try:
            told = use_case(list_no, said.read_codes(raw, context.clock.now()), person(), context)
        except InvalidDossier as e:
            return one_list(
                list_no, context, 422, faults={f"{part}-{path}": words for path, words in _faults(e).items()}
            )
        except Conflict as e:
            return one_list(list_no, context, 409, refusal=e.message_vi)
        results = list(zip(codes, told.results, strict=True))
        if any(result.outcome in (ALREADY, REFUSED) for _, result in results):
            return one_list(list_no, context, 422, told_part=part, told=_told(results), again=_again(results))
        return back("console.show_handover", done=done, list_no=list_no)

    @routes.post("/bang-ke/<list_no>/quet")
    def scan_handover(list_no: str) -> Response:
        return scanned(list_no, "scan", handover.scan_in, "scanned", _typed_lines())

    @routes.post("/bang-ke/<list_no>/kiem-dem")
    def count_handover(list_no: str) -> Response:
        return scanned(list_no, "count", handover.count, "counted", _typed_lines())

    @routes.post("/bang-ke/<list_no>/bo")
    def remove_from_handover(list_no: str) -> Response:
        return scanned(list_no, "remove", handover.take_out, "removed", request.form.getlist("codes"))

    @routes.post("/bang-ke/<list_no>/bo-kiem-dem")
    def uncount_handover(list_no: str) -> Response:
        return scanned(list_no, "uncount", handover.uncount, "removed", request.form.getlist("codes"))


def _steps(routes: Blueprint, context: Context) -> None:
    def step(list_no: str, done: str, use_case: Callable[[], object]) -> Response:
        try:
            use_case()
        except InvalidDossier as e:
            return one_list(list_no, context, 422, faults=_faults(e))
        except (Conflict, LayoutError) as e:
            return one_list(list_no, context, status_of(e), refusal=e.message_vi)
        return back("console.show_handover", done=done, list_no=list_no)

    @routes.post("/bang-ke/<list_no>/tui")
    def pack_handover(list_no: str) -> Response:
        return step(list_no, "packed", lambda: _pack(list_no, context))

    @routes.post("/bang-ke/<list_no>/chot")
    def close_handover(list_no: str) -> Response:
        return step(list_no, "closed", lambda: handover.close(list_no, person(), context))

    @routes.post("/bang-ke/<list_no>/huy")
    def cancel_handover(list_no: str) -> Response:
        return step(list_no, "cancelled", lambda: handover.cancel(list_no, person(), context))

    @routes.post("/bang-ke/<list_no>/mo-lai")
    def reopen_handover(list_no: str) -> Response:
        return step(list_no, "reopened", lambda: handover.reopen(list_no, person(), context))

    @routes.post("/bang-ke/<list_no>/ky")
    def sign_handover(list_no: str) -> Response:
        if not request.form.get("confirmed"):
            return one_list(list_no, context, 422, faults={"confirmed": text_vi("REQUIRED")})
        return step(list_no, "signed", lambda: _sign(list_no, context))


def _pack(list_no: str, context: Context) -> object:
    labels = said.read_labels(_raw("bag_no", "seal_no"), context.clock.now())
    return handover.pack(list_no, labels, person(), context)


def _sign(list_no: str, context: Context) -> object:
    asked = said.read_signing(_raw("name", "role", "side"), context.clock.now())
    return handover.sign(list_no, asked, person(), context, SOURCE)


def _typed_lines() -> list[str]:
    """What the scanner typed: a code a line."""
    return [line.strip() for line in request.form.get("codes", "").splitlines() if line.strip()]


def _told(results: Sequence[tuple[str, Result]]) -> list[str]:
    """A sentence for each code that was not simply taken; the code itself only where it is one."""
    return [
        f"{f'{result.read.text}' if result.read else f'Dòng {nth}'}: {result.text_vi}"
        for nth, (_, result) in enumerate(results, 1)
        if result.outcome in (ALREADY, REFUSED)
    ]


def _again(results: Sequence[tuple[str, Result]]) -> str:
    """What was refused, to be put right."""
    return "\n".join(code for code, result in results if result.outcome == REFUSED and result.read)


def _raw(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "") for name in names}


def _faults(error: InvalidDossier) -> dict[str, str]:
    return {fault.path.partition("[")[0]: fault.text for fault in error.faults}
