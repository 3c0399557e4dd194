"""REST for what comes after a dossier was handed in: papers, its withdrawal, corrections; each under a request id."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema

from app import submissions, updates
from app.api.answers import AnswerSchema
from app.api.dossiers import KEY_PARAMETER, SOURCE
from app.api.replies import answered, refusals
from app.api.requests import IDEMPOTENCY_KEY, json_body, principal, refuse_unreadable
from app.api.schemas import (
    AddressSchema,
    HeldLicenceSchema,
    HomeCollectionSchema,
    PaperSchema,
    ReturnByPostSchema,
    Strict,
    part_field,
    text_field,
)
from app.context import Context
from app.security.principals import Principal

_SPELLED = {"request_id": IDEMPOTENCY_KEY, ".": "body"}


class PersonChangesSchema(Strict):
    """Những mục cần đính chính của một người; mục không gửi thì giữ nguyên."""

    name = text_field("họ và tên", example="Nguyễn Thị Ngọc Ánh")
    birth = text_field("ngày sinh hoặc năm sinh: 1990-05-12, 12/05/1990, 1990", example="1987-03-21")
    id_number = text_field("căn cước 12 số, CMND 9 số hoặc hộ chiếu", example="089187004321")
    phone = text_field("số điện thoại, viết cách nào cũng được", example="0918 345 602")
    email = text_field("thư điện tử", example="anh@example.com")
    address = part_field(AddressSchema, "nơi cư trú; thay toàn bộ địa chỉ cũ")


class CorrectionSchema(Strict):
    """Đính chính: chỉ gửi những mục cần sửa."""

    owner = part_field(PersonChangesSchema, "chủ hồ sơ")
    submitter = part_field(PersonChangesSchema, "người nộp")
    licence_class = text_field("hạng đề nghị", example="B2")
    held_licence = part_field(HeldLicenceSchema, "giấy phép lái xe đang có")
    return_by_post = part_field(ReturnByPostSchema, "nhận kết quả qua bưu chính")
    home_collection = part_field(HomeCollectionSchema, "thu gom hồ sơ tại nhà; khi hồ sơ chưa được tiếp nhận")
    summary = text_field("nội dung yêu cầu giải quyết", example="Đổi giấy phép lái xe hạng B2")
    reason = text_field("lý do đính chính", example="Ghi nhầm số điện thoại")


class SupplementSchema(Strict):
    """Giấy tờ bổ sung."""

    papers = part_field(PaperSchema, "giấy tờ vừa nộp thêm", required=True, many=True)
    reason = text_field("ghi chú", example="Công dân nộp tại bưu cục")


class WithdrawalSchema(Strict):
    """Rút hồ sơ."""

    reason = text_field("lý do", example="Công dân đề nghị rút hồ sơ")


def blueprint(context: Context) -> Blueprint:
    """The three routes under ``/api/v1/dossiers/<code>``."""
    routes = Blueprint("updates", __name__, url_prefix="/api/v1/dossiers", description="Bổ sung, rút, đính chính")
    routes.url_value_preprocessor(refuse_unreadable)
    told = "trả lời đầu tiên; repeat=true khi yêu cầu này đã được trả lời trước đó"

    @routes.route("/<code>/supplement")
    class SupplementDossier(MethodView):
        @routes.doc(
            summary="Bổ sung giấy tờ, theo yêu cầu hoặc tự nguyện", **described("supplementDossier", SupplementSchema)
        )
        @routes.response(200, AnswerSchema, description=told)
        def post(self, code: str) -> Any:
            who = allowed("supplement", context)
            brought = submissions.read_supplement(**came(SupplementSchema(), context))
            return answered(updates.supplement(code, brought, who, context, SOURCE), context)

    @routes.route("/<code>/withdraw")
    class WithdrawDossier(MethodView):
        @routes.doc(
            summary="Rút hồ sơ khi chưa có kết quả", **described("withdrawDossier", WithdrawalSchema, required=False)
        )
        @routes.response(200, AnswerSchema, description=told)
        def post(self, code: str) -> Any:
            who = allowed("withdraw", context)
            asked = came(WithdrawalSchema(), context, required=False)
            said = submissions.read_withdrawal(**asked)
            return answered(updates.withdraw(code, asked["request_id"], who, context, SOURCE, said), context)

    @routes.route("/<code>/correct")
    class CorrectDossier(MethodView):
        @routes.doc(
            summary="Đính chính; giấy tờ đã in mà đổi nội dung thì được in lại",
            **described("correctDossier", CorrectionSchema),
        )
        @routes.response(200, AnswerSchema, description=told)
        def post(self, code: str) -> Any:
            who = allowed("correct", context)
            asked = submissions.read_correction(**came(CorrectionSchema(), context))
            return answered(updates.correct(code, asked, who, context, SOURCE, spelled), context)

    return routes


def described(operation_id: str, schema: type[Schema], *, required: bool = True) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "parameters": [KEY_PARAMETER],
        "requestBody": {"required": required, "content": {"application/json": {"schema": schema}}},
        "responses": refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
    }


def allowed(kind: str, context: Context) -> Principal:
    """Whose key it is; whoever may not do this is told so before what is sent is looked at."""
    who = principal(context)
    updates.require_role(who, kind)
    return who


def came(schema: Schema, context: Context, *, required: bool = True) -> dict[str, Any]:
    """The body and its request id, ready to be judged."""
    raw, faults = json_body(context, schema, required=required)
    request_id = request.headers.get(IDEMPOTENCY_KEY, "")
    return {"raw": raw, "request_id": request_id, "context": context, "spell": spelled, "faults": faults}


def spelled(path: str) -> str:
    return _SPELLED.get(path, path)
