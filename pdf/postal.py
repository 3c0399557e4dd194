"""What a postal label says (nhãn bưu gửi, phiếu gửi): the record that :mod:`pdf.label` and :mod:`pdf.zpl` print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Sender or receiver (người gửi, người nhận)."""

    name: str
    phone: str = ""
    address: str
    customer_code: str = ""  # mã khách hàng at the post


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a label says. Texts are NFC; times are aware."""

    item_code: str  # số hiệu bưu gửi, UPU S10
    service_name: str
    sorting_code: str = ""  # mã chia chọn
    sender: Party
    receiver: Party
    delivery: str = ""  # "Chỉ phát cho người nhận"
    contents: str  # "Giấy phép lái xe – HS 000.00.16.H01-211115-0001"
    weight_g: int | None = None
    cod_vnd: int = 0  # thu hộ
    freight_vnd: int | None = None  # cước
    freight_payer: str = ""  # "Người nhận"
    accepted_at: datetime | None = None
    post_office: str = ""  # bưu cục chấp nhận: "881115 – HCC An Giang"
    qr: str = ""  # empty: the item code
    reprint: int = 0  # 0: the first print
