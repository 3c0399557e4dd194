"""The intake form and the raw dossier that is read from it; the inputs bear the names of the fields' paths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.procedure import PaperRequirement, Procedure
from app.domain.submission import Channel, FeePlace

Form = MultiDict[str, str]
OTHER_PAPERS = 3  # free lines behind the procedure's own
COUNTS = {"originals": "bản chính", "certified": "bản chứng thực", "copies": "bản sao"}
_PLAIN = ("licence_class", "code", "summary")
_PARTS = {
    "owner": ("name", "birth", "id_number", "phone", "email"),
    "submitter": ("name", "id_number", "phone"),
    "held_licence": ("licence_class", "number", "serial"),
    "fee": ("amount_vnd", "place", "method", "voucher"),
    "return_by_post": ("wish", "receiver", "phone", "may_receive"),
}
_ADDRESSES = ("owner", "return_by_post")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the table of papers: the procedure's own, or a free one."""

    position: int
    asked: PaperRequirement | None = None

    @property
    def asked_vi(self) -> str:
        """How many the procedure wants."""
        if self.asked is None:
            return ""
        given = ((getattr(self.asked, name), words) for name, words in COUNTS.items())
        counted = ", ".join(f"{count} {words}" for count, words in given if count)
        return counted if self.asked.required else f"{counted}, nếu có"


def paper_lines(procedure: Procedure, licence_class: str, channel: Channel) -> list[PaperLine]:
    """The procedure's own papers, and free lines behind them."""
    asked: list[PaperRequirement | None] = [*procedure.papers_for([licence_class] if licence_class else [], channel)]
    asked += [None] * OTHER_PAPERS
    return [PaperLine(position, each) for position, each in enumerate(asked)]


def empty(procedure: Procedure, channel: Channel, request_id: str) -> Form:
    """What stands in a new form."""
    fee_vnd = procedure.fees_vnd.get(channel)
    place = FeePlace.COUNTER if channel is Channel.POST_COUNTER else FeePlace.DESK
    amount = "" if fee_vnd is None else str(fee_vnd)
    return MultiDict({"request_id": request_id, "fee.amount_vnd": amount, "fee.place": place})


def raw_of(form: Form, procedure: Procedure, lines: list[PaperLine]) -> tuple[dict[str, Any], list[int]]:
    """The dossier in the shape of REST, and on which line of the form each of its papers stands."""
    raw: dict[str, Any] = {"procedure": procedure.code, **_given(form, "", _PLAIN)}
    for part, names in _PARTS.items():
        if found := _given(form, f"{part}.", names):
            raw[part] = found
    for part in _ADDRESSES:
        if written := form.get(f"{part}.address.text", "").strip():
            raw.setdefault(part, {})["address"] = {"text": written}
    if deputy := _given(form, "return_by_post.deputy.", ("name", "id_number")):
        raw.setdefault("return_by_post", {})["deputy"] = deputy
    if fee := _fee(raw.pop("fee", {})):
        raw["fee"] = fee
    raw["papers"], positions = papers_of(form, lines)
    return raw, positions


def papers_of(form: Form, lines: list[PaperLine]) -> tuple[list[Mapping[str, Any]], list[int]]:
    """The papers that were counted, and on which line of the form each of them stands."""
    papers = {line.position: paper for line in lines if (paper := _paper(form, line))}
    return list(papers.values()), list(papers)


def spelled(path: str, positions: list[int]) -> str:
    """The name of the input that a fault is about."""
    match = re.match(r"papers\[(\d+)\](.*)", path)
    return f"papers[{positions[int(match[1])]}]{match[2]}" if match else path


def plain_number(typed: str) -> str:
    """``135.000 đ`` as it is typed at a desk, as digits."""
    return re.sub(r"[.\s]|đ(ồng)?$", "", typed.strip())


def _fee(typed: dict[str, str]) -> dict[str, str]:
    """What was paid, or will be on return. Without how it was paid it was not: the amount stands there by the rule."""
    if "amount_vnd" not in typed or not ("method" in typed or typed.get("place") == FeePlace.ON_RETURN):
        return {}
    return typed | {"amount_vnd": plain_number(typed["amount_vnd"])}


def _given(form: Form, at: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: typed for name in names if (typed := form.get(f"{at}{name}", "").strip())}


def _paper(form: Form, line: PaperLine) -> Mapping[str, Any]:
    """A paper with at least one number; one of the procedure's own that was not counted is not there."""
    at = f"papers[{line.position}]."
    counts = _given(form, at, tuple(COUNTS))
    if line.asked is None:
        name = form.get(f"{at}name", "").strip()
        return {"name": name, **counts} if name or counts else {}
    return {"name": line.asked.name_vi, "code": line.asked.code, **counts} if counts else {}
