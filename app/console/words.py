"""What people read on the desk page: labels of fields, names of papers and events, doors."""

from __future__ import annotations

from datetime import datetime

from app.domain.custody.collecting import IdPaper
from app.domain.custody.step import KEEPERS_VI, ThingKind
from app.domain.local_time import LOCAL
from app.domain.old_licence import Stage
from app.domain.post.tracking import Reason
from app.domain.submission import Channel, FeeMethod, FeePlace, MayReceive, Wish

CHANNELS_VI: dict[str, str] = {
    Channel.POST_COUNTER: "Bưu chính công ích",
    Channel.PORTAL: "Trực tuyến",
    Channel.DISTRICT_DESK: "Bộ phận một cửa cấp huyện",
    Channel.PROVINCIAL_CENTRE: "Trung tâm phục vụ hành chính công",
}
METHODS_VI: dict[str, str] = {
    FeeMethod.CASH: "Tiền mặt",
    FeeMethod.TRANSFER: "Chuyển khoản",
    FeeMethod.CARD: "Thẻ",
}
PLACES_VI: dict[str, str] = {
    FeePlace.DESK: "Tại bộ phận một cửa",
    FeePlace.COUNTER: "Tại bưu cục",
    FeePlace.ONLINE: "Trực tuyến",
    FeePlace.ON_RETURN: "Khi trả kết quả",
    FeePlace.ON_COLLECTION: "Khi đến lấy hồ sơ",
}
WISHES_VI: dict[str, str] = {
    Wish.YES: "Nhận qua dịch vụ bưu chính công ích",
    Wish.NO: "Nhận trực tiếp",
    Wish.UNKNOWN: "Chưa rõ",
}
COLLECTIONS_VI: dict[str, str] = {
    Wish.YES: "Bưu điện đến lấy giấy tờ tại nhà",
    Wish.NO: "Không",
    Wish.UNKNOWN: "Chưa rõ",
}
MAY_RECEIVE_VI: dict[str, str] = {each: each.vi for each in MayReceive}
PAPERS_VI = {
    "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "slip": "Phiếu xác nhận đã nộp hồ sơ",
    "supplement_request": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "refusal": "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
    "apology": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "stop_notice": "Thông báo dừng giải quyết hồ sơ",
    "control_slip": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "posted_slip": "Phiếu gửi hồ sơ",
    "result_slip": "Giấy biên nhận trả kết quả",
    "label": "Nhãn bưu gửi",
}
# The fields of a remark, in the order of a form: label, input, hint.
FIELDS_VI = {
    "reason": ("Lý do", "text", ""),
    "demands": ("Nội dung cần bổ sung", "text", "mỗi nội dung một dòng"),
    "until": ("Thời hạn bổ sung", "line", "ngày/tháng/năm"),
    "amount_vnd": ("Số tiền", "line", "đồng"),
    "method": ("Hình thức thu", "method", ""),
    "place": ("Nơi thu", "place", ""),
    "voucher": ("Số biên lai", "line", ""),
    "new_due_at": ("Thời điểm hẹn trả mới", "line", "ngày/tháng/năm giờ:phút"),
    "signer": ("Người ký", "line", ""),
    "signer_role": ("Chức vụ người ký", "line", "ví dụ PHÓ GIÁM ĐỐC"),
    "licence_number": ("Số giấy phép lái xe", "line", ""),
    "licence_serial": ("Số seri phôi", "line", ""),
    "receiver": ("Người nhận", "line", ""),
    "receiver_id_number": ("Số định danh của người nhận", "line", "CCCD, CMND hoặc hộ chiếu"),
    "receiver_phone": ("Điện thoại người nhận", "line", ""),
    "id_paper": ("Giấy tờ tùy thân đã xem", "id_paper", ""),
    "id_digits": ("Các số cuối của giấy tờ đó", "line", "ít nhất 4 số"),
    "item_code": ("Số hiệu bưu gửi quét trên phong bì", "line", ""),
    "failure": ("Lý do phát không thành công", "failure", ""),
    "post_office": ("Mã bưu cục", "line", "khi ghi thay bưu cục"),
    "thing": ("Giấy tờ hoặc giấy phép", "thing", ""),
    "keeper": ("Nơi đang giữ", "keeper", ""),
    "keep_until": ("Lưu giữ đến hết ngày", "line", "ngày/tháng/năm; để trống: theo quy định"),
    "happened_at": ("Thời điểm thực hiện", "line", "ngày/tháng/năm giờ:phút; để trống: bây giờ"),
    "authorisation": ("Giấy ủy quyền", "line", "số, ngày, nơi chứng thực"),
}
ID_PAPERS: dict[str, str] = {each: each.vi for each in IdPaper}
FAILURES_VI: dict[str, str] = {each: each.vi for each in Reason}
KEEPERS: dict[str, str] = {str(kind): kind_vi for kind, kind_vi in KEEPERS_VI.items()}
THINGS_VI: dict[str, str] = {ThingKind.PAPERS: "Giấy tờ của hồ sơ", ThingKind.LICENCE: "Giấy phép lái xe"}
OLD_LICENCE_VI = {
    Stage.GIVEN_UP: "Thu giấy phép lái xe cũ",
    Stage.CUT: "Cắt góc giấy phép lái xe cũ",
    Stage.GIVEN_BACK: "Trả lại giấy phép lái xe cũ",
}
OPTIONAL_REASON_VI = "Ghi chú"


def moment(value: datetime | None) -> str:
    """``15/11/2021 08:05`` in Vietnam; nothing for none."""
    return f"{value.astimezone(LOCAL):%d/%m/%Y %H:%M}" if value else ""


def day(value: datetime | None) -> str:
    """``15/11/2021`` in Vietnam; nothing for none."""
    return f"{value.astimezone(LOCAL):%d/%m/%Y}" if value else ""


def sentence(words: str) -> str:
    """With a capital letter."""
    return words[:1].upper() + words[1:]
