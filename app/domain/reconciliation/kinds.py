"""What daily reconciliation may find (các loại chênh lệch), as a table: its words, and the way out for a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """One kind of finding; the value is what stands in the database."""

    ONLY_OURS = "only_ours"
    ONLY_POSTS = "only_posts"
    LISTED_TWICE = "listed_twice"
    STATUS_DIFFERS = "status_differs"
    ITEM_CODE_DIFFERS = "item_code_differs"
    COD_DIFFERS = "cod_differs"
    PAYER_DIFFERS = "payer_differs"
    NOT_BOOKED = "not_booked"
    NO_STATEMENT = "no_statement"
    LINE_UNREADABLE = "line_unreadable"
    LINE_CODE_UNKNOWN = "line_code_unknown"
    REPORT_UNREADABLE = "report_unreadable"
    REPORT_CODE_UNKNOWN = "report_code_unknown"
    NOT_SEEN = "not_seen"
    ORDER_UNKNOWN = "order_unknown"
    ORDER_REFUSED = "order_refused"
    TAKING_BACK = "taking_back"
    TWO_LIVE = "two_live"
    ITEM_CODE_UNUSABLE = "item_code_unusable"
    END_CONTRADICTED = "end_contradicted"
    FEED_STUCK = "feed_stuck"
    NOT_WEIGHED = "not_weighed"
    WORK_PARKED = "work_parked"
    NOT_REMITTED = "not_remitted"

    @property
    def vi(self) -> str:
        return KINDS[self].vi

    @property
    def way_out_vi(self) -> str:
        return KINDS[self].way_out_vi

    @property
    def mirror(self) -> Kind:
        """What it is called when the two sides change places."""
        return _MIRRORED.get(self, self)


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind is called, and what a person does about it."""

    vi: str
    way_out_vi: str


KINDS = {
    Kind.ONLY_OURS: Words(
        "chỉ cơ quan có",
        "Đề nghị bưu điện tìm bưu gửi theo số yêu cầu và số hiệu; có thì đề nghị bổ sung vào bảng kê, không có thì lập "
        "biên bản.",
    ),
    Kind.ONLY_POSTS: Words(
        "chỉ bưu điện có",
        "Kiểm tra bưu gửi có phải của cơ quan; không phải thì đề nghị bưu điện đưa ra khỏi bảng kê.",
    ),
    Kind.LISTED_TWICE: Words("kê hai lần", "Đề nghị bưu điện nộp lại bảng kê, mỗi bưu gửi một dòng."),
    Kind.STATUS_DIFFERS: Words(
        "khác trạng thái",
        "Đối chiếu hành trình và chứng từ phát với bưu điện, rồi ghi nhận trạng thái đúng tại trang hồ sơ.",
    ),
    Kind.ITEM_CODE_DIFFERS: Words(
        "khác số hiệu bưu gửi",
        "Đối chiếu nhãn trên phong bì; đề nghị bưu điện sửa, hoặc hủy số hiệu cũ tại trang hồ sơ.",
    ),
    Kind.COD_DIFFERS: Words(
        "khác tiền thu hộ", "Đối chiếu biên lai thu hộ; đề nghị bưu điện nộp phần thiếu hoặc trả phần thừa."
    ),
    Kind.PAYER_DIFFERS: Words("khác người trả cước", "Đối chiếu phiếu gửi; đề nghị bưu điện sửa trên hóa đơn cước."),
    Kind.NOT_BOOKED: Words(
        "đã phát, chưa ghi sổ tiền",
        "Nhận tiền thu hộ từ bưu điện rồi ghi nhận khoản thu tại trang hồ sơ; chưa thu được thì đòi người nộp.",
    ),
    Kind.NO_STATEMENT: Words("chưa có bảng kê của bưu điện", "Đề nghị bưu điện nộp bảng kê đối soát của ngày này."),
    Kind.LINE_UNREADABLE: Words(
        "dòng bảng kê không đọc được", "Đề nghị bưu điện sửa dòng này rồi nộp lại cả bảng kê của ngày."
    ),
    Kind.LINE_CODE_UNKNOWN: Words(
        "mã trạng thái lạ trong bảng kê",
        "Hỏi bưu điện nghĩa của mã, báo quản trị hệ thống bổ sung vào bảng mã, rồi nộp lại bảng kê.",
    ),
    Kind.REPORT_UNREADABLE: Words(
        "tin định vị không đọc được", "Báo quản trị hệ thống xem nguyên văn tin và báo bưu điện, rồi ghi cách xử lý."
    ),
    Kind.REPORT_CODE_UNKNOWN: Words(
        "mã trạng thái lạ trong tin định vị",
        "Hỏi bưu điện nghĩa của mã, báo quản trị hệ thống bổ sung vào bảng mã, rồi ghi cách xử lý.",
    ),
    Kind.NOT_SEEN: Words(
        "đã giao, bưu điện chưa ghi nhận",
        "Đối chiếu biên bản giao nhận với bưu cục; tìm bưu gửi, không thấy thì lập biên bản mất.",
    ),
    Kind.ORDER_UNKNOWN: Words(
        "chưa rõ bưu điện đã nhận yêu cầu",
        "Hỏi bưu điện theo số yêu cầu, rồi ghi kết quả ở trang hồ sơ, mục bưu gửi.",
    ),
    Kind.ORDER_REFUSED: Words(
        "bưu điện từ chối yêu cầu", "Đính chính hồ sơ theo lý do từ chối, rồi gửi lại yêu cầu với số kế tiếp."
    ),
    Kind.TAKING_BACK: Words(
        "hủy yêu cầu chưa xong",
        "Hỏi bưu điện yêu cầu đã hủy chưa; nếu bưu gửi vẫn chuyển thì đề nghị hoàn về cơ quan.",
    ),
    Kind.TWO_LIVE: Words(
        "một hồ sơ có hai bưu gửi đang chuyển", "Xác định bưu gửi thật; đề nghị bưu điện hủy hoặc hoàn bưu gửi kia."
    ),
    Kind.ITEM_CODE_UNUSABLE: Words(
        "số hiệu bưu gửi bưu điện cho không dùng được",
        "Hỏi bưu điện số hiệu đúng của yêu cầu; chưa có thì hủy yêu cầu rồi gửi lại tại trang hồ sơ.",
    ),
    Kind.END_CONTRADICTED: Words(
        "kết quả phát trái với hồ sơ", "Đối chiếu chứng từ phát, rồi ghi nhận bước đúng tại trang hồ sơ."
    ),
    Kind.FEED_STUCK: Words(
        "dừng đọc định vị",
        "Báo quản trị hệ thống và bưu điện: tin định vị sai thứ tự hoặc không đọc được, nên chưa đọc tiếp.",
    ),
    Kind.NOT_WEIGHED: Words(
        "bưu gửi có tin định vị chưa xử lý được",
        "Báo quản trị hệ thống số yêu cầu để tìm nguyên nhân; xử lý xong, bưu gửi được cập nhật ở lần đọc tin sau.",
    ),
    Kind.WORK_PARKED: Words(
        "việc tạm gác trong hệ thống",
        "Báo quản trị hệ thống mã hồ sơ và mã lỗi để xử lý nguyên nhân và cho làm lại.",
    ),
    Kind.NOT_REMITTED: Words("ca đã kết, chưa nộp tiền", "Đôn đốc đơn vị nộp tiền, lập bảng kê nộp tiền gồm ca này."),
}
COMPARED = frozenset(
    {
        Kind.ONLY_OURS, Kind.ONLY_POSTS, Kind.LISTED_TWICE, Kind.STATUS_DIFFERS, Kind.ITEM_CODE_DIFFERS,
        Kind.COD_DIFFERS, Kind.PAYER_DIFFERS,
    }
)  # fmt: skip
OF_STATEMENT = frozenset({Kind.NO_STATEMENT, Kind.LINE_UNREADABLE, Kind.LINE_CODE_UNKNOWN})  # of a day of its own
_MIRRORED = {Kind.ONLY_OURS: Kind.ONLY_POSTS, Kind.ONLY_POSTS: Kind.ONLY_OURS}
