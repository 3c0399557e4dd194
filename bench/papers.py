"""Records to print, and their content as plain data, so that peers draw the same words and the same codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import zint

from app.domain.post import item_code
from pdf.form import PaperLine
from pdf.label import Label, Party
from pdf.receipt import BRING_THIS, COPIES, Receipt
from pdf.stationery import MOTTO, NATION, SCAN_TO_LOOK_UP
from pdf.wording import count, hour_and_day, look_up_note, money, place_and_day, short_time

NAMES = (
    "Nguyễn Thị Ngọc Ánh",
    "Trần Văn Dũng",
    "Lê Hoàng Phúc",
    "Huỳnh Thị Kim Phượng",
    "Đỗ Quốc Bảo",
    "Néang Sóc Kha",
)
WARDS = ("phường Mỹ Bình", "phường Bình Khánh", "xã Mỹ Hòa Hưng", "thị trấn An Châu", "xã Vĩnh Thạnh Trung")
OFFICE = "Số 88 Tôn Đức Thắng, phường Mỹ Bình, thành phố Long Xuyên, tỉnh An Giang"
PAPERS = (
    "Đơn đề nghị đổi giấy phép lái xe (Phụ lục 19)",
    "Giấy khám sức khỏe của người lái xe",
    "Bản sao giấy phép lái xe",
    "Bản sao thẻ căn cước công dân",
    "Ảnh chân dung 3 × 4 cm, nền xanh",
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a paper says, in order: centred lines, fields, a table, fields, notes, signatures; and its codes."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    title: str
    copies: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    table: tuple[tuple[str, ...], ...]
    fields_after: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    signatures: tuple[tuple[str, str], ...]
    bars: str
    qr: str


def receipts(number: int) -> list[Receipt]:
    """Different dossiers, with two to five papers."""
    return [_receipt(nth) for nth in range(number)]


def labels(number: int) -> list[Label]:
    """Different items."""
    return [_label(nth) for nth in range(number)]


def _receipt(nth: int) -> Receipt:
    name = NAMES[nth % len(NAMES)]
    return Receipt(
        agency_lines=("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI"),
        place="An Giang",
        issued_at=datetime.fromisoformat("2021-11-15T08:20+07:00"),
        dossier_no=f"000.00.16.H01-211115-{nth + 1:04d}",
        alias=f"{211115000000 + nth}",
        lookup_url=f"https://dossier.angiang.gov.vn/tra-cuu/7Qm3vK9xT2bWc8RnYp4LdA6sHf1Z{nth:05d}",
        desk=f"Bưu cục 881115 – HCC An Giang, {OFFICE}",
        owner_name=name,
        submitter_name=name,
        address=_address(nth),
        phone=f"0912{345678 + nth:06d}",
        email=f"cong.dan.{nth}@example.vn",
        identity_no=f"0891870{nth:05d}",
        request="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
        fee_vnd=135_000,
        fee_method="Thu khi tiếp nhận",
        channel="Bưu chính công ích",
        papers=tuple(PaperLine(paper, originals=1) for paper in PAPERS[: 2 + nth % 4]),
        duration="05 ngày làm việc",
        received_at=datetime.fromisoformat("2021-11-15T08:15+07:00"),
        due_at=datetime.fromisoformat("2021-11-22T08:15+07:00"),
        return_place="Nhà, qua dịch vụ bưu chính công ích",
        website="https://dichvucong.angiang.gov.vn",
        hotline="1900 0000",
        officer_name="Trần Văn Bảo",
    )


def _label(nth: int) -> Label:
    return Label(
        item_code=item_code.build("EL", 49_161_088 + nth),
        service_name="Chuyển phát kết quả hành chính công",
        sorting_code="8810",
        sender=Party(
            name="Trung tâm Phục vụ hành chính công tỉnh An Giang",
            phone="02963 957 006",
            address=OFFICE,
            customer_code="KH88.000123",
        ),
        receiver=Party(name=NAMES[nth % len(NAMES)], phone=f"0912 {345678 + nth:06d}", address=_address(nth)),
        contents=f"Giấy phép lái xe – HS 000.00.16.H01-211115-{nth + 1:04d}",
        weight_g=50,
        freight_vnd=30_000,
        freight_payer="Người nhận",
        accepted_at=datetime.fromisoformat("2021-11-22T09:05+07:00"),
        post_office="881115 – HCC An Giang",
        qr=f"https://dossier.angiang.gov.vn/tra-cuu/7Qm3vK9xT2bWc8RnYp4LdA6sHf1Z{nth:05d}",
    )


def _address(nth: int) -> str:
    return f"Số {nth + 1}/4B đường Nguyễn Thái Học nối dài, khóm {nth % 9 + 1}, {WARDS[nth % 5]}, tỉnh An Giang"


def receipt_content(receipt: Receipt) -> Content:
    """The words of form 01."""
    return Content(
        left=receipt.agency_lines,
        right=(NATION, MOTTO, place_and_day(receipt.place, receipt.issued_at), *SCAN_TO_LOOK_UP),
        title=receipt.title,
        copies=COPIES,
        fields=(
            ("Mã hồ sơ", receipt.dossier_no),
            ("Bộ phận tiếp nhận và trả kết quả", receipt.desk),
            ("Tiếp nhận hồ sơ của", receipt.owner_name),
            ("Người nộp hồ sơ", receipt.submitter_name),
            ("Địa chỉ", receipt.address),
            ("Số điện thoại", receipt.phone),
            ("Số CMND/Thẻ căn cước/Hộ chiếu", receipt.identity_no),
            ("Email", receipt.email),
            ("Nội dung yêu cầu giải quyết", receipt.request),
            ("Hình thức thu phí, lệ phí", f"{receipt.fee_method} – {money(receipt.fee_vnd or 0)}"),
            ("Hình thức nộp hồ sơ", receipt.channel),
            ("1. Thành phần hồ sơ nộp gồm", ""),
        ),
        table=(
            ("TT", "Tên giấy tờ", "Bản chính", "Bản chứng thực", "Bản photo"),
            *((str(nth), paper.name, count(paper.originals), "", "") for nth, paper in enumerate(receipt.papers, 1)),
        ),
        fields_after=(
            ("2. Số lượng hồ sơ", f"{count(receipt.sets)} (bộ)"),
            ("3. Thời gian giải quyết hồ sơ theo quy định", receipt.duration),
            ("4. Thời gian nhận hồ sơ", hour_and_day(receipt.received_at)),
            ("5. Thời gian trả kết quả giải quyết hồ sơ", hour_and_day(receipt.due_at or receipt.received_at)),
            ("6. Đăng ký nhận kết quả tại", receipt.return_place),
        ),
        notes=(
            *look_up_note(receipt.website, receipt.hotline),
            BRING_THIS,
            f"{receipt.form_no}. {receipt.legal_basis}",
        ),
        signatures=(("NGƯỜI NỘP HỒ SƠ", receipt.submitter_name), ("NGƯỜI TIẾP NHẬN HỒ SƠ", receipt.officer_name)),
        bars=receipt.alias,
        qr=receipt.lookup_url,
    )


def label_content(label: Label) -> Content:
    """The words of a label."""
    return Content(
        left=(label.service_name,),
        right=("Mã chia chọn", label.sorting_code),
        title=item_code.format(label.item_code),
        copies=("",),
        fields=(
            ("NGƯỜI GỬI", label.sender.name),
            ("Địa chỉ", label.sender.address),
            ("ĐT", f"{label.sender.phone}   Mã KH: {label.sender.customer_code}"),
            ("NGƯỜI NHẬN", label.receiver.name),
            ("ĐT", label.receiver.phone),
            ("Địa chỉ", label.receiver.address),
            ("Nội dung bưu gửi", label.contents),
        ),
        table=(
            ("Khối lượng", "Thu hộ (COD)", "Cước", "Người trả cước"),
            (f"{label.weight_g} g", "Không", money(label.freight_vnd or 0), label.freight_payer),
        ),
        fields_after=(
            ("Bưu cục chấp nhận", label.post_office),
            ("Ngày giờ", short_time(label.accepted_at) if label.accepted_at else ""),
        ),
        notes=("….. giờ ….., ngày …../…../20…..",),
        signatures=(("Người nhận (ký, ghi rõ họ tên)", ""),),
        bars=label.item_code,
        qr=label.qr,
    )


def runs(data: str, *, matrix: bool) -> tuple[int, list[tuple[int, int, int]]]:
    """A code by zint, for the peers that have none: modules across, and dark runs as (x, row, length)."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.QRCODE if matrix else zint.Symbology.CODE128
    symbol.option_1 = 2 if matrix else -1
    symbol.encode(data)
    table, dark = symbol.encoded_data.cast("B"), []
    for row in range(symbol.rows):
        bits = f"{int.from_bytes(bytes(table[row * 144 : row * 144 + 144]), 'little'):0{symbol.width}b}"[::-1]
        start = bits.find("1")
        while start >= 0:
            end = bits.find("0", start)
            end = symbol.width if end < 0 else end
            dark.append((start, row, end - start))
            start = bits.find("1", end)
    return symbol.width, dark


def shares(table: tuple[tuple[str, ...], ...]) -> list[float]:
    """How wide the columns of a table are, against the whole: as long as their longest cell."""
    longest = [max(map(len, column)) + 2 for column in zip(*table, strict=True)]
    return [length / sum(longest) for length in longest]


def svg(data: str, *, matrix: bool) -> str:
    """The same as a drawing; bars are 20 modules high."""
    width, dark = runs(data, matrix=matrix)
    height = 1 if matrix else 20
    path = "".join(f"M{x} {y}h{length}v{height}h-{length}z" for x, y, length in dark)
    box = f"{width} {width if matrix else 20}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box}"><path d="{path}"/></svg>'
