"""REST for what a desk does beside the moves: counting papers, closing discrepancies, the old licence."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint

from app.api.desk_schemas import CountSchema, OldLicenceAnswerSchema, OldLicenceSchema, ResolutionSchema, SheetSchema
from app.api.openapi import refusals, writing
from app.api.replies import facts, shown
from app.api.requests import SOURCE, allowed, json_body, number, principal, refuse_unreadable
from app.context import Context
from app.desk import counting, old_licence
from app.domain import old_licence as stages
from app.domain import remark
from app.domain.errors import Fault
from app.domain.old_licence import Stage
from app.domain.remark import Remark


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/dossiers/<code>``."""
    routes = Blueprint("desk", __name__, url_prefix="/api/v1/dossiers", description="Kiểm đếm và giấy phép lái xe cũ")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("/<code>/count")
    @routes.doc(
        operationId="getCount",
        summary="Bảng kiểm đếm: giấy tờ đã kê và các sai lệch",
        responses=refusals(401, 403, 404, 409, 503),
    )
    @routes.response(200, SheetSchema, description="tính đến lúc hỏi")
    def get_count(code: str) -> Any:
        return sheet(counting.sheet(code, principal(context), context))

    @routes.post("/<code>/count")
    @routes.doc(
        operationId="countPapers",
        summary="Ghi kết quả kiểm đếm giấy tờ tại bàn; mỗi khác biệt mở một sai lệch",
        **writing(CountSchema),
    )
    @routes.response(200, SheetSchema, description="bảng kiểm đếm sau lần này")
    def count_papers(code: str) -> Any:
        who = principal(context)
        raw, faults = json_body(context, CountSchema)
        return sheet(counting.count(code, raw, who, context, SOURCE, faults))

    @routes.post("/<code>/discrepancies/<discrepancy>/close")
    @routes.doc(
        operationId="closeDiscrepancy",
        summary="Đóng một sai lệch giấy tờ, ghi rõ đã xử lý thế nào",
        **writing(ResolutionSchema),
    )
    @routes.response(200, SheetSchema, description="bảng kiểm đếm sau khi đóng")
    def close_discrepancy(code: str, discrepancy: str) -> Any:
        who = principal(context)
        raw, faults = json_body(context, ResolutionSchema)
        return sheet(counting.close(code, number(discrepancy), raw, who, context, SOURCE, faults))

    @routes.post("/<code>/old-licence")
    @routes.doc(
        operationId="recordOldLicence",
        summary="Ghi nhận giấy phép lái xe cũ khi đổi: đã thu, đã cắt góc, đã trả lại",
        **writing(OldLicenceSchema),
    )
    @routes.response(200, OldLicenceAnswerSchema, description="hồ sơ sau khi ghi nhận")
    def record_old_licence(code: str) -> Any:
        who = allowed(context, *stages.RECORD.roles)
        stage, said = _stage(context)
        recorded = old_licence.record(code, stage, said, who, context, SOURCE)
        following = old_licence.following_of(recorded.dossier, context)
        now = {"old_licence": recorded.dossier.old_licence, "old_licence_next": following}
        vi = stages.stage_vi(Stage(recorded.dossier.old_licence or stage))
        return shown(recorded.dossier, context, repeat=recorded.repeat) | now | {"old_licence_vi": vi}

    return routes


def sheet(counted: counting.Sheet) -> dict[str, Any]:
    """A count as it stands."""
    return {
        "dossier_no": counted.dossier.dossier_no,
        "papers": [
            facts(each, ("position", "name", "code", "is_file")) | asdict(each.counts) for each in counted.papers
        ],
        "discrepancies": [asdict(each) | {"text": each.text_vi} for each in counted.discrepancies],
        "open": len(counted.open),
        "repeat": counted.repeat,
    }


def _stage(context: Context) -> tuple[Stage, Remark]:
    """The stage that is recorded, and what is said of it; every fault of both at once."""
    raw, faults = json_body(context, OldLicenceSchema)
    asked = raw.pop("stage", "")
    if asked not in [*Stage] and not any(fault.path == "stage" for fault in faults):
        faults.append(Fault("stage", "CHOICE_UNKNOWN" if asked else "REQUIRED"))
    said = remark.read(raw, stages.RECORD, context.clock.now(), faults=faults)
    return Stage(asked), said
