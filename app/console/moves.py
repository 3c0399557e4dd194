"""The form of an act (a move, a fee, the old licence): exactly the fields that can be said with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from werkzeug.datastructures import MultiDict

from app.console import words
from app.console.pages import new_request_id
from app.context import Context
from app.desk.casefile import CaseFile
from app.domain.act import Act
from app.domain.errors import Fault
from app.domain.life import State
from app.domain.post import doorstep
from app.domain.post.order import Leg
from app.effects import suffers_from_another

Form = MultiDict[str, str]
_CHOICES = {
    "method": words.METHODS_VI,
    "place": words.PLACES_VI,
    "id_paper": words.ID_PAPERS,
    "failure": words.FAILURES_VI,
    "thing": words.THINGS_VI,
    "keeper": words.KEEPERS,
}
# What a desk most often does next stands open, the rest behind its name.
_NEXT = {
    State.SUBMITTED: {"receive"},
    State.RECEIVED: {"start"},
    State.PROCESSING: {"finish"},
    State.FEE_DUE: {"settle_fee"},
    State.WITHDRAWN: {"stop"},
    State.FINISHED: {"hand_over", "return_in_person"},
    State.HANDED_TO_POST: {"deliver"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """One input."""

    name: str
    label: str
    kind: str
    hint: str
    required: bool
    value: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActForm:
    """A move or another act as it stands on the page; ``faults`` by field, ``warning`` is to be read before."""

    act: Act
    title: str
    fields: tuple[Field, ...]
    is_open: bool
    warning: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""


def form_of(
    act: Act,
    case: CaseFile,
    context: Context,
    typed: Form | None = None,
    faults: tuple[Fault, ...] = (),
    title: str = "",
    amount_vnd: int = 0,
) -> ActForm:
    """Its form, with what was typed and what is wrong with it, or with what most often is."""
    given = typed if typed is not None else _suggested(act, case, amount_vnd)
    fields = tuple(
        Field(
            name=name,
            label=words.OPTIONAL_REASON_VI if name == "reason" and name not in act.needs else label,
            kind=kind,
            hint=hint,
            required=name in act.needs,
            value=given.get(name, ""),
            choices=_CHOICES.get(kind, {}),
        )
        for name, (label, kind, hint) in words.FIELDS_VI.items()
        if name in act.says
    )
    return ActForm(
        act=act,
        title=title or words.sentence(act.vi),
        fields=fields,
        is_open=typed is not None or act.name in _NEXT.get(case.dossier.state, ()),
        warning=warning_before(act, case, context.clock.now(), context),
        faults={fault.path.partition("[")[0]: fault.text for fault in faults},
        request_id=given.get("request_id") or new_request_id(),
    )


def warning_before(act: Act, case: CaseFile, now: datetime, context: Context) -> str:
    """What to read before it, nothing for most."""
    if act.name == "ask_supplement" and suffers_from_another(case.told, context, now):
        return "SCORE_SUFFERS"
    return ""


def _suggested(act: Act, case: CaseFile, amount_vnd: int) -> Form:
    """What an officer would most often type."""
    suggested: Form = MultiDict()
    if amount_vnd and "amount_vnd" in act.says:
        suggested["amount_vnd"] = str(amount_vnd)
    if act.name == "ask_supplement":
        suggested["demands"] = "\n".join(each.text_vi for each in case.differences.to_supplement)
    if act.name == "collected":
        suggested["receiver"] = doorstep.of(case.dossier.record, Leg.RETURN).who
    if act.name == "return_in_person":
        owner = case.dossier.record["owner"]
        suggested["receiver"] = owner["name"]
        suggested["receiver_id_number"] = (owner.get("id_document") or {}).get("number", "")
    return suggested
