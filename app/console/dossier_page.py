"""The page of one dossier: what is known of it, and the forms of what can be done now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from werkzeug.wrappers import Response

from app.console import licence_forms, moves, parcel_panel, words
from app.console.moves import ActForm
from app.console.pages import show
from app.console.session import person
from app.context import Context
from app.custody import holding
from app.custody.offering import offered
from app.desk import counting, old_licence, worklist
from app.desk.casefile import CaseFile
from app.domain.act import Act
from app.domain.custody.act import DECIDING
from app.domain.errors import NoRule
from app.domain.life import MOVES, OPEN, State
from app.domain.money.fees import COLLECT, REFUND
from app.domain.old_licence import HANDLINGS_VI, RECORD, Stage, stage_vi
from app.domain.post import doorstep, wish
from app.domain.post.item_code_void import VOID, VOIDABLE
from app.domain.post.order import Leg
from app.domain.submission import Wish
from app.forms.returning import delivery
from app.money import fees
from app.papers.reprinting import REPRINT
from app.security.principals import Role

BY_PAGE = {"supplement"}  # moves that bring papers along have a page of their own
CORRECTABLE = OPEN | {State.FINISHED, State.HANDED_TO_POST}


def page(
    case: CaseFile, context: Context, status: int = 200, *, faulty: ActForm | None = None, **values: Any
) -> Response:
    """The page. ``faulty`` is a form to show again, as it was typed, in place of its empty one."""
    ledger = _ledger(case, context)
    owed = ledger.account.outstanding_vnd if ledger else 0
    possible = [move for move in case.moves(person()) if move.name not in BY_PAGE]
    forms = [moves.form_of(move, case, context, amount_vnd=owed) for move in possible]
    money = [moves.form_of(act, case, context, amount_vnd=amount) for act, amount in _payments(ledger, case)]
    stage = old_licence.following_of(case.dossier, context) if _may(case, RECORD) else None
    if stage is not None:
        forms.append(moves.form_of(RECORD, case, context, title=words.OLD_LICENCE_VI[stage]))
    held = holding.of(case.dossier.dossier_no, person(), context)
    acts = [act for act in offered(held, person(), context) if case.is_own or act.name not in DECIDING]
    licences = [licence_forms.form_of(act, case, context) for act in acts]
    posted, unasked = parcel_panel.of(case, context)
    return show(
        "dossier.html",
        status,
        posted=posted,
        unasked=unasked,
        voiding=_with(faulty, _voiding(case, context)),
        threads=list(held.threads.both),
        licences=_with(faulty, licences),
        case=case,
        dossier=case.dossier,
        record=case.dossier.record,
        overdue=worklist.is_overdue(case.dossier, context.clock.now()),
        facts=_facts(case, context),
        forms=sorted(_with(faulty, forms), key=lambda form: not form.is_open),
        stage=stage,
        ledger=ledger,
        money=_with(faulty, money),
        sheet=counting.sheet(case.dossier.dossier_no, person(), context),
        may_count=Role.RECEIVE in person().roles,
        names=words.PAPERS_VI,
        times={told.seq: told.event.at for told in case.told},
        may_reprint=_may(case, REPRINT),
        may_supplement=any(move.name in BY_PAGE for move in case.moves(person())),
        may_correct=case.dossier.state in CORRECTABLE and _may(case, MOVES["supplement"]),
        **{"open_discrepancy": None, "reprinting": None, **values},
    )


def _may(case: CaseFile, act: Act) -> bool:
    """Whether this one works with the dossier, and may do this."""
    return case.is_own and not person().roles.isdisjoint(act.roles)


def _with(faulty: ActForm | None, forms: list[ActForm]) -> list[ActForm]:
    """The one form that is shown again stands open alone."""
    if faulty is None:
        return forms
    return [faulty if faulty.act == form.act else replace(form, is_open=False) for form in forms]


def _voiding(case: CaseFile, context: Context) -> list[ActForm]:
    """The form by which its item code is voided, while it has one that the post does not carry yet."""
    dossier = case.dossier
    can = dossier.item_code and dossier.state in VOIDABLE and _may(case, VOID)
    return [moves.form_of(VOID, case, context)] if can else []


def _ledger(case: CaseFile, context: Context) -> fees.Ledger | None:
    """How the fee stands; None where the rules of its day say nothing about it."""
    try:
        return fees.of(case.dossier.dossier_no, person(), context)
    except NoRule:
        return None


def _payments(ledger: fees.Ledger | None, case: CaseFile) -> list[tuple[Act, int]]:
    """Which way money can go now, how much of it, and by this person; a fee that is waited for is paid by its move."""
    if ledger is None or not case.is_own or Role.COLLECT not in person().roles:
        return []
    ways = ((COLLECT, ledger.account.outstanding_vnd), (REFUND, ledger.account.refundable_vnd))
    waited_for = case.dossier.state is State.FEE_DUE
    return [(act, amount) for act, amount in ways if amount and not (waited_for and act is COLLECT)]


def _facts(case: CaseFile, context: Context) -> list[tuple[str, str]]:
    """Label and value of what is known; absent ones left out."""
    dossier, record = case.dossier, case.dossier.record
    held = record.get("held_licence") or {}
    office = context.rules.office(dossier.office_id).name_vi if dossier.office_id else ""
    facts = [
        ("Thủ tục", case.procedure.name_vi if case.procedure else dossier.procedure_code),
        ("Hạng", record.get("licence_class", "")),
        ("Giấy phép đang có", ", ".join(filter(None, (held.get(k) for k in ("licence_class", "number", "serial"))))),
        ("Nội dung yêu cầu", record.get("summary", "")),
        ("Kênh tiếp nhận", words.CHANNELS_VI.get(dossier.channel, dossier.channel)),
        ("Nơi nhận hồ sơ", office),
        ("Mã của bên gửi", dossier.code or ""),
        ("Nộp hồ sơ", words.moment(dossier.submitted_at)),
        ("Trả lời trước", "" if dossier.received_at else words.moment(dossier.answer_by)),
        ("Bổ sung trước", words.moment(dossier.supplement_by)),
        ("Tiếp nhận", words.moment(dossier.received_at)),
        ("Hẹn trả kết quả", words.moment(dossier.due_at)),
        ("Có kết quả", words.moment(dossier.finished_at)),
        ("Dịch vụ bưu chính", dossier.service_mode.vi),
        ("Thu gom hồ sơ", _collection_vi(record)),
        ("Trả kết quả", _return_vi(record)),
        ("Người được nhận", delivery(wish.of(record, Leg.RETURN)) if dossier.wants_post else ""),
        ("Số hiệu bưu gửi", dossier.item_code or ""),
        ("Đã trả", words.moment(dossier.returned_at)),
        ("Giấy phép lái xe cũ", _old_licence_vi(case, context)),
    ]
    return [(label, value) for label, value in facts if value]


def _old_licence_vi(case: CaseFile, context: Context) -> str:
    """How far it is, and what becomes of it; nothing where the procedure takes none."""
    handling = old_licence.handling(case.dossier, context)
    if handling is None:
        return ""
    stage = Stage(case.dossier.old_licence) if case.dossier.old_licence else None
    return f"{words.sentence(stage_vi(stage))} ({HANDLINGS_VI[handling].lower()})"


def _return_vi(record: dict[str, Any]) -> str:
    if not wish.is_wished(record, Leg.RETURN):
        return words.WISHES_VI[wish.of(record, Leg.RETURN).get("wish", Wish.UNKNOWN)]
    return f"{words.WISHES_VI[Wish.YES]}: {_at_home(record, Leg.RETURN)}"


def _collection_vi(record: dict[str, Any]) -> str:
    if not wish.is_wished(record, Leg.COLLECT):
        return ""
    return f"{words.COLLECTIONS_VI[Wish.YES]}: {_at_home(record, Leg.COLLECT)}"


def _at_home(record: dict[str, Any], leg: Leg) -> str:
    """Who and which phone where they were named, and the address."""
    said, there = wish.of(record, leg), doorstep.of(record, leg)
    return ", ".join(filter(None, (said.get(doorstep.WHO[leg]), said.get("phone"), there.address)))
