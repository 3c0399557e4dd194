"""What REST answers about handover lists, in marshmallow. What it is sent: :mod:`app.api.handover_schemas`."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.api import told
from app.domain.handover.count import DifferenceKind
from app.domain.handover.item import Direction, ItemKind
from app.domain.handover.life import State
from app.handover.confirming import FOUND
from app.handover.results import OUTCOMES


def _links() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "self, manifest"})


class SignatorySchema(Schema):
    """Người ký."""

    name = told.maybe("họ tên")
    role = told.maybe("chức vụ")
    at = told.moment("thời điểm ký")


class HandoverTotalsSchema(Schema):
    """Tổng cộng."""

    items = told.whole("số mục", null=True)
    by_kind = told.numbers("số mục từng loại")
    originals = told.whole("số bản chính", null=True)
    copies = told.whole("số bản sao, kể cả bản chứng thực", null=True)
    fee_vnd = told.whole("phí, lệ phí đã thu hoặc phải thu hộ, đồng", null=True)
    by_post = told.whole("số mục trả kết quả qua bưu điện", null=True)


class HandoverItemSchema(Schema):
    """Một mục của bảng kê."""

    kind = told.maybe("loại", enum=[*ItemKind])
    kind_vi = told.maybe("loại, bằng chữ")
    code = told.maybe("mã ở ngoài phong bì")
    dossier_no = told.maybe("mã hồ sơ")
    originals = told.whole("số bản chính", null=True)
    certified = told.whole("số bản chứng thực", null=True)
    copies = told.whole("số bản sao", null=True)
    fee_vnd = told.whole("phí, lệ phí đã thu hoặc phải thu hộ, đồng", null=True)
    by_post = told.flag("trả kết quả qua bưu điện")
    reason = told.maybe("lý do chuyển hoàn")


class HandoverDifferenceSchema(Schema):
    """Một sai lệch khi kiểm đếm."""

    kind = told.maybe("thiếu, sai loại hoặc thừa", enum=[*DifferenceKind])
    code = told.maybe("mã")
    dossier_no = told.maybe("mã hồ sơ, khi biết")
    text = told.maybe("diễn giải")


class HandoverBriefSchema(Schema):
    """Bảng kê, không kèm các mục."""

    list_no = told.maybe("số bảng kê", example="BG-000.00.16.H01-211122-1")
    direction = told.maybe("chiều giao nhận", enum=[*Direction])
    direction_vi = told.maybe("chiều giao nhận, bằng chữ")
    state = told.maybe("trạng thái", enum=[*State])
    state_vi = told.maybe("trạng thái, bằng chữ")
    post_office = told.maybe("bưu cục")
    desk_office = told.maybe("bộ phận một cửa; không có là cơ quan giải quyết")
    bag_no = told.maybe("số túi")
    seal_no = told.maybe("số niêm phong")
    corrects = told.maybe("số bảng kê mà bảng kê này đính chính")
    opened_at = told.moment("lập bảng kê")
    counted_at = told.moment("chốt kiểm đếm")
    signed_at = told.moment("hai bên đã ký")
    giver = told.part(SignatorySchema, null=True)
    receiver = told.part(SignatorySchema, null=True)
    count = told.whole("số mục", null=True)
    links = _links()
    repeat = told.repeat()


class HandoverSchema(HandoverBriefSchema):
    """Bảng kê, biên bản giao nhận."""

    items = told.rows(HandoverItemSchema)
    differences = told.rows(HandoverDifferenceSchema, "tính đến lúc hỏi")
    totals = told.part(HandoverTotalsSchema, "theo danh sách")
    received = told.part(HandoverTotalsSchema, "thực nhận theo danh sách")


class HandoversSchema(Schema):
    """Một trang bảng kê."""

    items = told.rows(HandoverBriefSchema)
    next = told.maybe("after của trang sau; không có ở trang cuối")


class ScanResultSchema(Schema):
    """Kết quả của một mã."""

    outcome = told.maybe("kết quả", enum=[*OUTCOMES])
    code = told.maybe("mã đã đọc được; không đọc được thì nguyên văn đã gửi")
    dossier_no = told.maybe("mã hồ sơ")
    kind = told.maybe("loại", enum=[*ItemKind])
    why = told.maybe("mã lỗi hoặc lưu ý", example="LISTED_ALREADY")
    text = told.maybe("diễn giải lỗi hoặc lưu ý")


class ScannedSchema(Schema):
    """Kết quả từng mã, theo thứ tự đã gửi."""

    results = told.rows(ScanResultSchema)
    handover = told.part(HandoverBriefSchema)
    differences = told.whole("số sai lệch tính đến lúc này", null=True)


class HandoverCheckedSchema(Schema):
    """Kết quả kiểm đếm một mục."""

    code = told.maybe("mã ở ngoài phong bì")
    outcome = told.maybe("đủ (found), thiếu, sai loại hoặc thừa", enum=[FOUND, *DifferenceKind])
    text = told.maybe("diễn giải")
    dossier_no = told.maybe("mã hồ sơ; không có với mục thừa")
    kind = told.maybe("loại đã kê", enum=[*ItemKind])


class HandoverConfirmedSchema(Schema):
    """Bảng kê sau khi xác nhận."""

    list_no = told.maybe("số bảng kê", example="BG-000.00.16.H01-211122-1")
    state = told.maybe("trạng thái: đã kiểm đếm, hoặc đã ký khi đủ hai bên", enum=[*State])
    state_vi = told.maybe("trạng thái, bằng chữ")
    signed_at = told.moment("hai bên đã ký")
    found = told.whole("số mục đủ", null=True)
    missing = told.whole("số mục thiếu", null=True)
    wrong_kind = told.whole("số mục sai loại", null=True)
    surplus = told.whole("số mục thừa", null=True)
    items = told.rows(HandoverCheckedSchema, "theo bảng kê, rồi các mục thừa")
    links = _links()
    repeat = told.flag("yêu cầu này đã được trả lời trước đó")
