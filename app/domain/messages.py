"""The one catalogue of what people read when something is wrong: code → Vietnamese text.

Texts are in the register of a public office: they name the thing, and the way out. ``{name}`` is filled from the
fault's parameters, which are never personal data. ``docs/errors.md`` lists the same codes; a test keeps them equal.

>>> text_vi("TEXT_TOO_LONG", limit=200)
'Nội dung dài quá 200 ký tự.'
"""

from __future__ import annotations

# What ends a whole call.
CALLS = {
    "INVALID_DOSSIER": "Hồ sơ có {count} lỗi; đề nghị sửa các mục được nêu rồi gửi lại.",
    "VALIDATION": "Thông điệp không đúng định dạng đã công bố.",
    "CONFLICT": "Mã yêu cầu này đã được dùng cho một nội dung khác; đề nghị dùng mã yêu cầu mới.",
    "CODE_AMBIGUOUS": "Mã này ứng với nhiều hồ sơ của các hệ thống khác nhau; đề nghị tra cứu bằng mã của hệ thống.",
    "ITEM_CODES_EXHAUSTED": "Đã hết dải số hiệu bưu gửi được cấp; đề nghị bưu điện cấp thêm rồi thực hiện lại.",
    "ITEM_CODE_IN_USE": "Số hiệu bưu gửi {item_code} đã được cấp hoặc đã dùng trong 24 tháng qua; không được dùng lại.",
    "ITEM_CODE_NONE": "Hồ sơ không có số hiệu bưu gửi nào đang dùng để hủy.",
    "ITEM_CODE_OTHER": "Hồ sơ đang có số hiệu bưu gửi {item_code}; đề nghị hủy số hiệu đó rồi mới ghi số hiệu khác.",
    "CODE_TAKEN": "Mã này thuộc hồ sơ khác chủ hoặc thủ tục; đề nghị kiểm tra mã, ghi đúng số định danh của chủ hồ sơ.",
    "STATE_IS_OURS": "Trạng thái này do cơ quan giải quyết ghi nhận và báo cho cổng; cổng chỉ báo việc rút hồ sơ (7).",
    "CORRECTION_TOO_LATE": "Hồ sơ đang ở trạng thái “{state}”. Còn có thể đính chính: {possible}.",
    "OTHER_OWNER": "Họ tên và số định danh cùng đổi thành của người khác; đề nghị rút hồ sơ này và nộp hồ sơ mới.",
    "APOLOGISED_ALREADY": "Hồ sơ này đã được xin lỗi và hẹn lại một lần; quy định chỉ cho hẹn lại một lần.",
    "DISCREPANCY_OPEN": "Còn {count} sai lệch giấy tờ chưa được xử lý; đề nghị xử lý xong rồi thực hiện lại.",
    "DISCREPANCY_CLOSED": "Sai lệch giấy tờ này đã được xử lý trước đó; đề nghị tải lại hồ sơ để xem cách đã xử lý.",
    "OLD_LICENCE_NONE": "Thủ tục này không thu giấy phép lái xe cũ; đề nghị xem lại thủ tục của hồ sơ.",
    "OLD_LICENCE_ORDER": "Giấy phép lái xe cũ {now} nên không thể ghi nhận {asked}. Có thể ghi nhận: {possible}.",
    "NOT_BY_POST": "Hồ sơ này không có số hiệu bưu gửi vì không đăng ký nhận kết quả qua bưu chính; nên trả tại quầy.",
    "LABEL_STALE": "Nhãn ghi tiền thu hộ cũ; đề nghị đính chính nơi nhận kết quả để có nhãn mới, hoặc trả tại quầy.",
    "POST_ACCOUNT_NONE": "Cơ quan này chưa có tài khoản khách hàng tại bưu điện; kết quả được giao theo bảng kê.",
    "POST_ORDER_STANDS": "Không gửi lại được: {state}. Chỉ gửi lại yêu cầu đã bị từ chối hoặc đã hủy.",
    "SUSPENDED": "Đang tạm dừng tiếp nhận: {reason}.",
    "MOVE_IMPOSSIBLE": "Hồ sơ đang ở trạng thái “{state}” nên không thể {move}. {possible}.",
    "FEE_NOT_DUE": "Không thể thu {asked}: còn phải nộp {limit} (phải nộp {due}, đã nộp {paid}, đã hoàn {refunded}).",
    "FEE_NOT_REFUNDABLE": "Không thể hoàn {asked}: được hoàn {limit} (phí {due}, đã nộp {paid}, đã hoàn {refunded}).",
    "SHIFT_DIFFERS": "Tiền mặt phải có {expected}, đếm được {counted}: {difference}. Đề nghị đếm lại hoặc giải trình.",
    "SHIFT_REMITTED": "Ca thu đã có trong bảng kê nộp tiền khác: {shifts}. Đề nghị bỏ ra, hoặc xem lại bảng kê đó.",
    "LIST_MOVE_IMPOSSIBLE": "Bảng kê đang ở trạng thái “{state}” nên không thể {move}. Có thể: {possible}.",
    "LIST_EMPTY": "Bảng kê chưa có mục nào nên không thể chốt kiểm đếm.",
    "LIST_OTHER_WAY": "Bảng kê {direction} không nhận {kind}; chỉ nhận: {possible}.",
    "LIST_OTHER_CODE": "Bảng kê này không ghi theo {kind}; đề nghị quét {possible}.",
    "LIST_SIDE_SIGNED": "Bên này đã ký bảng kê; muốn ký lại thì mở lại bảng kê.",
    "LIST_SIGNED_BY_ONE": "Một tài khoản không thể ký cho cả bên giao và bên nhận.",
    "HANDOVER_STATE": "Hồ sơ đang ở trạng thái “{state}”; bảng kê này chỉ nhận: {possible}.",
    "HANDOVER_NOT_FROM_POST": "Hồ sơ này không nộp qua bưu cục nên bưu cục không có giấy tờ để bàn giao.",
    "HANDOVER_PAPERS_AT_DESK": "Giấy tờ của hồ sơ này đã bàn giao theo bảng kê {list_no}; không có gì bổ sung sau đó.",
    "HANDOVER_OTHER_OFFICE": "Đây là {kind} của đơn vị khác, không phải của bên giao trong bảng kê này.",
    "HANDOVER_REASON_NEEDED": "Kết quả bưu điện chuyển hoàn phải có lý do; đề nghị ghi lý do rồi quét lại.",
    "HANDOVER_NOT_LISTED": "Mã này không có trong bảng kê.",
    "HANDOVER_NOT_COUNTED": "Chưa kiểm đếm được mục nào của bảng kê nên không thể chốt kiểm đếm.",
    "HANDOVER_CHANGED": "Hồ sơ đã thay đổi sau khi ghi vào bảng kê; đề nghị bỏ mục này rồi quét lại.",
    "HANDOVER_REFUSED": "Chưa ký được vì {count} mục không còn bàn giao được: {items}. Đề nghị mở lại bảng kê để sửa.",
    "NOT_FOUND": "Không tìm thấy trong phạm vi đơn vị được phép xem; đề nghị kiểm tra lại mã hoặc số đã nhập.",
    "AUTHENTICATION": "Không xác thực được đơn vị gửi; đề nghị kiểm tra khóa hoặc tài khoản kết nối.",
    "LOGIN_FAILED": "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa.",
    "NOT_ALLOWED": "Đơn vị gửi không có quyền thực hiện việc này.",
    "DOSSIER_OF_OTHER_OFFICE": "Hồ sơ do nơi khác tiếp nhận; đề nghị đính chính, rút tại nơi đó hoặc cơ quan thụ lý.",
    "NOT_COMPETENT": "Thủ tục này nay do {agency} giải quyết; đề nghị nộp hồ sơ tại cơ quan đó.",
    "TOO_LARGE": "Thông điệp vượt quá dung lượng cho phép ({limit_mb} MB).",
    "METHOD_NOT_ALLOWED": "Địa chỉ này không nhận phương thức đó; đề nghị xem đặc tả tại /docs.",
    "MEDIA_TYPE": "Kiểu nội dung của thông điệp không được nhận.",
    "UNAVAILABLE": "Hệ thống tạm thời chưa phục vụ được; đề nghị gửi lại sau ít phút.",
    "INTERNAL": "Hệ thống gặp lỗi ngoài dự kiến; đề nghị gửi lại và báo mã lỗi kèm theo nếu còn lặp lại.",
    "CALENDAR_UNKNOWN": "Chưa có lịch làm việc của năm {year}; đề nghị quản trị hệ thống cập nhật.",
    "NO_RULE": "Quy định đang áp dụng chưa có cho trường hợp này; đề nghị liên hệ cơ quan giải quyết.",
    "LAYOUT": "Nội dung mục “{field}” không in vừa trên giấy.",
    "LETTER_UNPRINTABLE": "Mục “{field}” có ký tự mà phông chữ in không có; đề nghị sửa lại mục này.",
    "OUTSIDE": "Hệ thống {system} trả lời không đúng quy ước.",
    "OUTSIDE_UNAVAILABLE": "Hệ thống {system} tạm thời không liên lạc được; sẽ gửi lại.",
    "OUTSIDE_OUTCOME_UNKNOWN": "Chưa rõ hệ thống {system} đã nhận yêu cầu hay chưa; đang chờ đối soát.",
    "OUTSIDE_REJECTED": "Hệ thống {system} từ chối yêu cầu.",
    "OUTSIDE_ALREADY_EXISTS": "Hệ thống {system} đã có yêu cầu này.",
}

# What is wrong with one field.
FIELDS = {
    "REQUIRED": "Mục này bắt buộc phải có.",
    "TYPE_INVALID": "Giá trị không đúng kiểu dữ liệu.",
    "CHOICE_UNKNOWN": "Giá trị không nằm trong danh mục cho phép.",
    "MEDIA_TYPE_JSON": "Thông điệp phải có Content-Type: application/json.",
    "JSON_INVALID": "Thân thông điệp không phải JSON hợp lệ (UTF-8); có thể đã bị cắt ngang.",
    "FIELD_UNKNOWN": "Mục này không có trong đặc tả; đề nghị bỏ đi.",
    "TEXT_TOO_LONG": "Nội dung dài quá {limit} ký tự.",
    "TEXT_UNREADABLE": "Văn bản có ký tự không đọc được hoặc dùng bảng mã cũ; đề nghị gửi Unicode (UTF-8).",
    "PHONE_INVALID": "Số điện thoại không hợp lệ: cần số di động 10 chữ số hoặc số cố định 11 chữ số của Việt Nam.",
    "CITIZEN_ID_INVALID": "Số định danh phải có 12 chữ số (căn cước), 9 chữ số (CMND) hoặc là số hộ chiếu.",
    "EMAIL_INVALID": "Địa chỉ thư điện tử không hợp lệ.",
    "DATE_INVALID": "Ngày tháng không có thật hoặc không đúng định dạng.",
    "BIRTH_DATE_INVALID": "Ngày sinh không hợp lệ; có thể chỉ ghi năm sinh.",
    "PERIOD_INVALID": "Khoảng thời gian phải bắt đầu không sau ngày cuối và dài nhất {limit} ngày.",
    "TIME_IN_FUTURE": "Thời điểm này ở sau thời điểm hiện tại.",
    "TIME_PAST": "Thời điểm này phải ở sau thời điểm hiện tại.",
    "TIME_NOT_LATER": "Ngày hẹn lại phải sau ngày hẹn trả đã ghi cho hồ sơ.",
    "TIME_CLOSED": "Cơ quan không làm việc vào thời điểm này; đề nghị chọn giờ làm việc của một ngày làm việc.",
    "TIME_TOO_FAR": "Thời điểm này quá xa trong tương lai.",
    "TIME_TOO_OLD": "Thời điểm này quá xa trong quá khứ.",
    "PROCEDURE_UNKNOWN": "Thủ tục hành chính này không có trong danh mục đang áp dụng.",
    "LICENCE_CLASS_UNKNOWN": "Hạng giấy phép lái xe không có trong danh mục đang áp dụng.",
    "FEE_INVALID": "Mức phí, lệ phí phải là số đồng nguyên, từ 0 đến 1 tỷ đồng.",
    "AMOUNT_INVALID": "Số tiền phải là số đồng nguyên, từ 1 đồng đến 1 tỷ đồng.",
    "CASH_INVALID": "Tiền mặt thực đếm phải là số đồng nguyên; ghi số âm khi đã chi hoàn nhiều hơn thu.",
    "NUMBER_NEGATIVE": "Số lượng phải là số nguyên không âm.",
    "TOO_MANY": "Số mục vượt quá giới hạn {limit}.",
    "ATTACHMENT_BROKEN": "Tệp đính kèm không giải mã được (base64) hoặc rỗng.",
    "ATTACHMENT_DIGEST": "Tệp đính kèm không khớp mã băm SHA-256 đã khai.",
    "ATTACHMENT_TYPE": "Loại tệp đính kèm không được nhận; chỉ nhận PDF, JPEG, PNG, TIFF, HEIC.",
    "ATTACHMENT_TOO_LARGE": "Tệp đính kèm lớn hơn 14 MB; đề nghị giảm dung lượng rồi gửi lại.",
    "PASSWORD_WEAK": "Mật khẩu mới cần 10 đến 200 ký tự, không chứa tên đăng nhập và không lặp lại một vài ký tự.",
    "PASSWORD_WRONG": "Mật khẩu hiện tại không đúng.",
    "PASSWORDS_DIFFER": "Hai lần nhập mật khẩu mới không giống nhau.",
    "ITEM_CODE_INVALID": "Số hiệu bưu gửi không đúng (UPU S10, có chữ số kiểm tra).",
    "DOSSIER_NUMBER_INVALID": "Mã hồ sơ không đúng cấu trúc.",
    "SCAN_UNKNOWN": "Mã vừa quét không phải số hiệu bưu gửi, mã hồ sơ hay mã vạch trên giấy tiếp nhận.",
    "PAPER_MISSING": "Hồ sơ này không tìm thấy hoặc chưa có loại giấy tờ này.",
    "PAPER_NOT_COUNTED": "Chưa ghi kết quả kiểm đếm giấy tờ này; không có thì ghi số 0.",
    "PAPER_NOT_LISTED": "Hồ sơ không kê giấy tờ có số thứ tự này; giấy tờ chưa kê thì ghi vào mục giấy tờ khác.",
    "PAPER_COUNTED_TWICE": "Giấy tờ này được ghi hai lần trong một lần kiểm đếm.",
    "SHIFT_MISSING": "Không tìm thấy ca thu này trong phạm vi đơn vị được phép xem.",
    "SHIFT_OPEN": "Ca thu này chưa kết; đề nghị kết ca rồi nộp tiền.",
    "SHIFT_OF_OTHER_OFFICE": "Ca thu này của đơn vị khác; mỗi bảng kê nộp tiền chỉ gồm các ca của một đơn vị.",
    "OFFICE_UNKNOWN": "Cơ quan này không có đơn vị mang mã này ở bên kia của bảng kê.",
    "PLACE_MISSING": "Tờ nhãn không có ô này.",
    "REQUEST_ID_INVALID": "Mã yêu cầu gồm 1 đến 128 ký tự nhìn thấy được, không có khoảng trắng.",
    "RETURN_ADDRESS_REQUIRED": "Đã đăng ký nhận kết quả qua bưu chính thì phải có người nhận và địa chỉ nhận.",
    "ID_YEAR_DIFFERS": "Năm sinh không khớp với số định danh; đề nghị kiểm tra lại.",
    "ID_SEX_DIFFERS": "Giới tính không khớp với số định danh; đề nghị kiểm tra lại.",
    "ID_PLACEHOLDER": "Số định danh là số điền tạm; đề nghị bổ sung số thật.",
    "ORDER_WRONG": "Mục này lặp lại hoặc đặt sai thứ tự so với lược đồ (XSD).",
    "XML_BROKEN": "Thông điệp không phải là XML hợp lệ hoặc bị cắt cụt.",
    "XML_DOCTYPE": "Phần đầu thông điệp không được chứa DOCTYPE hoặc chú thích dài.",
    "XML_TOO_COMPLEX": "Thông điệp có quá nhiều phần tử, thuộc tính hoặc lồng nhau quá sâu.",
    "MEDIA_TYPE_UNKNOWN": "Content-Type phải là text/xml, application/soap+xml hay multipart/related, không nén.",
    "ENCODING_UNKNOWN": "Bảng mã của thông điệp phải là UTF-8, UTF-16 hoặc ISO-8859-1.",
    "MTOM_BROKEN": "Các phần của thông điệp MTOM (multipart/related) không đúng quy ước.",
    "ENVELOPE_INVALID": "Thông điệp phải là phong bì SOAP có đúng một phần tử trong Body.",
    "OPERATION_UNKNOWN": "Thao tác này không có trong WSDL; đề nghị kiểm tra tên và không gian tên (namespace).",
    "ACTION_OTHER": "SOAPAction nêu một thao tác khác với nội dung của Body.",
}

# What a person should look at, though the dossier was taken in.
WARNINGS = {
    "SAME_CITIZEN_OPEN": "Công dân này đang có hồ sơ khác cùng thủ tục chưa giải quyết xong; đề nghị kiểm tra.",
    "PAPERS_DIFFER": "Giấy tờ đã nộp chưa khớp thành phần hồ sơ theo quy định; nội dung khác biệt được in trên phiếu.",
    "FEE_OUTSTANDING": "Đã trả kết quả nhưng phí, lệ phí chưa nộp đủ; đề nghị thu phần còn thiếu.",
    "SCORE_SUFFERS": "Đây là lần yêu cầu bổ sung thứ hai trở lên; hồ sơ sẽ bị tính trễ hạn khi chấm điểm đúng hạn.",
    "NOT_ASKED_FOR": "Hồ sơ không ở trạng thái chờ bổ sung; giấy tờ vẫn được ghi nhận, thời hạn giải quyết không đổi.",
    "NOTHING_CHANGED": "Nội dung này đã có trong hồ sơ; không có gì thay đổi.",
    "LISTED_ALREADY": "Mã này đã có trong bảng kê; không ghi thêm.",
    "COUNTED_ALREADY": "Mã này đã được quét khi kiểm đếm; không tính thêm.",
    "JOINED": "Mã này đã có hồ sơ do kênh khác chuyển đến; giấy tờ vừa nộp được bổ sung vào hồ sơ đó.",
}

CATALOGUE = CALLS | FIELDS | WARNINGS


def text_vi(code: str, **params: object) -> str:
    """The Vietnamese text of a code, ``KeyError`` for an unknown one. A value that is not given shows as "…"."""
    return CATALOGUE[code].format_map(_Given(params))


class _Given(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"
