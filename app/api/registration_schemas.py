"""What REST is sent and answers of what a citizen registers with the post, in marshmallow."""

from __future__ import annotations

from marshmallow import Schema

from app.api import sent, told
from app.api.answers import AnswerSchema
from app.api.schemas import HomeCollectionSchema, ReturnByPostSchema
from app.domain.money.fees import FreightPayer
from app.domain.post.service_mode import ServiceMode
from app.domain.submission import MayReceive, Wish

_WISH = {"enum": [Wish.YES, Wish.NO], "example": "yes"}


class ReturnSchema(ReturnByPostSchema):
    """Nhận kết quả qua bưu chính: đăng ký, sửa, hoặc thôi (``wish: no``); mục không gửi thì giữ nguyên."""

    wish = sent.text("có hay không", required=True, **_WISH)
    may_receive = sent.text("ai được nhận", enum=[*MayReceive, None])
    reason = sent.text("ghi chú", example="Công dân đề nghị tại bưu cục")
    owner_id_number = sent.text(
        "số giấy tờ tùy thân của chủ hồ sơ, khi công dân mang giấy tờ của hồ sơ nộp trực tuyến đến; "
        "phải khớp với hồ sơ, nếu không thì như không có hồ sơ",
        example="089187004321",
    )


class CollectionSchema(HomeCollectionSchema):
    """Thu gom hồ sơ tại nhà: đăng ký, sửa, hoặc thôi (``wish: no``), khi hồ sơ chưa được tiếp nhận."""

    wish = sent.text("có hay không", required=True, **_WISH)
    reason = sent.text("ghi chú", example="Công dân đề nghị qua điện thoại")


class DeputyAnswerSchema(Schema):
    """Người nhận thay."""

    name = told.text()
    id_number = told.text()


class RegisteredSchema(AnswerSchema):
    """Việc đăng ký như đang ghi trong hồ sơ; khi ``wish`` không phải ``yes`` thì không có các mục sau ``wish``."""

    service_mode = told.text("hình thức sử dụng dịch vụ", enum=[*ServiceMode])
    service_mode_vi = told.text("hình thức đó, tiếng Việt")
    wish = told.text(enum=[*Wish])
    receiver = told.text("người nhận kết quả")
    sender = told.text("người gửi hồ sơ")
    phone = told.text()
    address = told.text()
    may_receive = told.text(enum=[*MayReceive])
    deputy = told.part(DeputyAnswerSchema)
    freight_payer = told.text("người trả cước của bưu gửi này", enum=[*FreightPayer])
    cod_vnd = told.whole("bưu tá thu khi phát, hoặc khi đến lấy hồ sơ; đồng")
