"""What REST is sent at a move or another act, in marshmallow: exactly the fields that the act can say."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.api import sent
from app.api.sent import Strict
from app.domain.act import Act
from app.domain.custody.collecting import IdPaper
from app.domain.custody.step import KeeperKind, ThingKind
from app.domain.post.tracking import Reason
from app.domain.submission import FeeMethod, FeePlace

_SAYING: dict[str, Any] = {
    "reason": sent.text("lý do hoặc ghi chú"),
    "demands": fields.List(sent.text("một nội dung cần bổ sung"), metadata={"description": "nội dung cần bổ sung"}),
    "until": sent.text("thời hạn bổ sung, ISO 8601", example="2021-11-30"),
    "amount_vnd": sent.whole("số tiền, đồng"),
    "method": sent.text("hình thức thu", enum=[*FeeMethod]),
    "place": sent.text("nơi thu", enum=[*FeePlace]),
    "voucher": sent.text("số biên lai", example="BL-0001"),
    "new_due_at": sent.text("thời điểm hẹn lại, ISO 8601", example="2021-11-26T17:00:00+07:00"),
    "signer": sent.text("người ký thay mặt cơ quan"),
    "signer_role": sent.text("chức vụ người ký", example="PHÓ GIÁM ĐỐC"),
    "licence_number": sent.text("số giấy phép lái xe đã cấp", example="890120001234"),
    "licence_serial": sent.text("số seri phôi", example="AP123456"),
    "receiver": sent.text("người nhận kết quả"),
    "receiver_id_number": sent.text("số định danh của người nhận"),
    "receiver_phone": sent.text("số điện thoại của người nhận"),
    "authorisation": sent.text("giấy ủy quyền"),
    "id_paper": sent.text("giấy tờ tùy thân đã xem", enum=[*IdPaper]),
    "id_digits": sent.text("ít nhất 4 ký tự cuối của số giấy tờ", example="4321"),
    "item_code": sent.text("số hiệu bưu gửi vừa quét trên phong bì", example="EL491610889VN"),
    "post_office": sent.text("mã bưu cục, khi khóa không gắn với một bưu cục", example="881600"),
    "failure": sent.text("lý do phát không thành công", enum=[*Reason]),
    "keep_until": sent.text("lưu giữ đến hết ngày; không nêu thì theo quy định", example="2021-12-02"),
    "thing": sent.text("papers: giấy tờ của hồ sơ; licence: giấy phép lái xe", enum=[*ThingKind]),
    "keeper": sent.text("nơi đang giữ, theo kết luận", enum=[*KeeperKind]),
    "happened_at": sent.text("thời điểm thực hiện, khi báo sau; ISO 8601", example="2021-11-22T15:40:00+07:00"),
}


def schema_of(act: Act, name: str) -> type[Schema]:
    """The body of this act, called ``name`` in OpenAPI."""
    said = {field: sent.needed(_SAYING[field]) if field in act.needs else _SAYING[field] for field in sorted(act.says)}
    return Strict.from_dict(said, name=name)


def needed_vi(act: Act) -> str:
    """What must be said with it, in a sentence."""
    return f"Bắt buộc: {', '.join(sorted(act.needs)) or 'không'}."


def camel(act: Act) -> str:
    """Its name as OpenAPI writes names: ``AskSupplement``."""
    return "".join(word.capitalize() for word in act.name.split("_"))
