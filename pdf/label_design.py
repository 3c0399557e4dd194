"""The one design of the postal label, 94 × 142 mm, drawn on any surface. Measures are mm from its top-left corner.

Content follows what the post's own interfaces carry; its exact artwork is not public.
"""

from __future__ import annotations

from app.domain.post import item_code
from pdf import codes
from pdf.fonts import LABEL, LABEL_BOLD
from pdf.layer import Surface
from pdf.postal import Label, Party
from pdf.text import Room, Style, style
from pdf.wording import money, short_time

WIDTH, HEIGHT = 94.0, 142.0
PAD = 2.0
SERVICE_END, CODE_END, SENDER_END, RECEIVER_END, CONTENTS_END, SUMS_END = 15.0, 43.0, 67.0, 100.0, 110.5, 120.5
SORTING_LEFT = 62.0
BARS_TOP, BARS_HEIGHT, CODE_BASELINE = 16.5, 17.5, 40.5
QR_LEFT, QR_SIDE = 70.0, 23.0
SUMS = (0.0, 21.0, 47.0, 70.0)  # left edges: weight, cash on delivery, freight, who pays
SIGNATURE_LEFT = 47.0

CAPTION = style(LABEL, 6.5)
SMALL, SMALL_BOLD = style(LABEL, 8), style(LABEL_BOLD, 8)
SENDER_NAME, SUM = style(LABEL_BOLD, 9), style(LABEL_BOLD, 9)
RECEIVER, RECEIVER_NAME = style(LABEL, 10.5), style(LABEL_BOLD, 13)
DELIVERY, DELIVERY_FLOOR = style(LABEL_BOLD, 9), 7.5
SERVICE, ITEM_CODE, SORTING = style(LABEL_BOLD, 13), style(LABEL_BOLD, 17), style(LABEL_BOLD, 24)


def draw_frame(surface: Surface) -> None:
    """The lines and captions of every label."""
    surface.box(0, 0, WIDTH, HEIGHT, line_mm=0.375)
    for y_mm in (SERVICE_END, CODE_END, SENDER_END, RECEIVER_END, CONTENTS_END, SUMS_END):
        surface.line(0, y_mm, WIDTH, y_mm)
    surface.line(SORTING_LEFT, 0, SORTING_LEFT, SERVICE_END)
    for x_mm in SUMS[1:]:
        surface.line(x_mm, CONTENTS_END, x_mm, SUMS_END)
    surface.line(SIGNATURE_LEFT, SUMS_END, SIGNATURE_LEFT, HEIGHT)
    captions = (
        (SORTING_LEFT, 0.0, "Mã chia chọn"),
        (0.0, CODE_END, "NGƯỜI GỬI"),
        (0.0, SENDER_END, "NGƯỜI NHẬN"),
        (0.0, RECEIVER_END, "Nội dung bưu gửi"),
        (SUMS[0], CONTENTS_END, "Khối lượng"),
        (SUMS[1], CONTENTS_END, "Thu hộ (COD)"),
        (SUMS[2], CONTENTS_END, "Cước"),
        (SUMS[3], CONTENTS_END, "Người trả cước"),
        (0.0, SUMS_END, "Bưu cục chấp nhận"),
        (SIGNATURE_LEFT, SUMS_END, "Người nhận (ký, ghi rõ họ tên)"),
    )
    for x_mm, y_mm, caption in captions:
        surface.text(x_mm + PAD, y_mm + 3.2, caption, CAPTION)
    surface.text(SIGNATURE_LEFT + PAD, HEIGHT - 1.8, "….. giờ ….., ngày …../…../20…..", SMALL)


def draw(surface: Surface, label: Label) -> None:
    """What one label says, from the design's top-left corner."""
    _draw_service(surface, label)
    codes.code128(surface, 0, BARS_TOP, WIDTH, BARS_HEIGHT, label.item_code, field="item_code")
    surface.centre(WIDTH / 2, CODE_BASELINE, item_code.format(label.item_code), ITEM_CODE)
    codes.qr(surface, QR_LEFT, CODE_END + 0.5, QR_SIDE, label.qr or label.item_code, field="qr")
    _draw_sender(surface, label.sender)
    _draw_receiver(surface, label.receiver, _draw_delivery(surface, label.delivery))
    room = Room("contents", "Nội dung bưu gửi", WIDTH - 2 * PAD, 2, 7.5)
    _draw_text(surface, RECEIVER_END + 6.4, room, label.contents, SMALL_BOLD, 3.2)
    _draw_sums(surface, label)
    _draw_acceptance(surface, label)


def _draw_service(surface: Surface, label: Label) -> None:
    room = Room("service_name", "Dịch vụ", SORTING_LEFT - 2 * PAD, 2, 9)
    _draw_text(surface, 6.0, room, label.service_name, SERVICE, 5.2)
    if label.sorting_code:
        width_mm = WIDTH - SORTING_LEFT - 2 * PAD
        fitted = Room("sorting_code", "Mã chia chọn", width_mm, floor_pt=12).fit(label.sorting_code, SORTING)
        surface.centre((SORTING_LEFT + WIDTH) / 2, 12.8, fitted.lines[0], fitted.style)


def _draw_sender(surface: Surface, sender: Party) -> None:
    width_mm = QR_LEFT - 2 * PAD
    y_mm = CODE_END + 7.2
    room = Room("sender.name", "Người gửi", width_mm, 2, 7.5)
    y_mm = _draw_text(surface, y_mm, room, sender.name, SENDER_NAME, 3.8)
    lines = int((SENDER_END - 4.6 - y_mm) / 3.4) + 1
    room = Room("sender.address", "Địa chỉ người gửi", width_mm, lines, 6.5)
    _draw_text(surface, y_mm, room, sender.address, SMALL, 3.4)
    numbers = (("ĐT: ", sender.phone), ("Mã KH: ", sender.customer_code))
    text = "   ".join(caption + number for caption, number in numbers if number)
    _draw_text(surface, SENDER_END - 1.6, Room("sender.phone", "Điện thoại người gửi", width_mm, 1, 6), text, SMALL, 0)


def _draw_delivery(surface: Surface, delivery: str) -> float:
    """Who may take it from the postman, at the foot of the receiver's box; how far down the address may reach."""
    if not delivery:
        return RECEIVER_END
    room = Room("delivery", "Người được nhận", WIDTH - 2 * PAD, 2, DELIVERY_FLOOR)
    lines = len(room.fit(delivery, DELIVERY).lines)
    _draw_text(surface, RECEIVER_END - 1.6 - (lines - 1) * 3.6, room, delivery, DELIVERY, 3.6)
    return RECEIVER_END - 0.4 - lines * 3.6


def _draw_receiver(surface: Surface, receiver: Party, end_mm: float) -> None:
    """Name, telephone and address take the lines they need; the address gets what is left."""
    width_mm = WIDTH - 2 * PAD
    y_mm = SENDER_END + 8.4
    room = Room("receiver.name", "Người nhận", width_mm, 2, 10)
    y_mm = _draw_text(surface, y_mm, room, receiver.name, RECEIVER_NAME, 5.2)
    if receiver.phone:
        room = Room("receiver.phone", "Điện thoại người nhận", width_mm, 1, 9)
        y_mm = _draw_text(surface, y_mm, room, f"ĐT: {receiver.phone}", RECEIVER_NAME, 5.0)
    lines = int((end_mm - 1.2 - y_mm) / 4.3) + 1
    room = Room("receiver.address", "Địa chỉ người nhận", width_mm, lines, 8)
    _draw_text(surface, y_mm, room, receiver.address, RECEIVER, 4.3)


def _draw_sums(surface: Surface, label: Label) -> None:
    cells = (
        ("weight_g", "" if label.weight_g is None else f"{label.weight_g:,} g".replace(",", ".")),
        ("cod_vnd", money(label.cod_vnd) if label.cod_vnd else "Không"),
        ("freight_vnd", "" if label.freight_vnd is None else money(label.freight_vnd)),
        ("freight_payer", label.freight_payer),
    )
    for (path, text), left_mm, right_mm in zip(cells, SUMS, (*SUMS[1:], WIDTH), strict=True):
        room = Room(path, "Cước, thu hộ", right_mm - left_mm - 2 * PAD, floor_pt=6.5)
        _draw_text(surface, CONTENTS_END + 7.8, room, text, SUM, 0, left_mm)


def _draw_acceptance(surface: Surface, label: Label) -> None:
    room = Room("post_office", "Bưu cục chấp nhận", SIGNATURE_LEFT - 2 * PAD, 2, 6.5)
    y_mm = _draw_text(surface, SUMS_END + 7.2, room, label.post_office, SMALL_BOLD, 3.5)
    if label.accepted_at:
        surface.text(PAD, y_mm + 0.5, f"Ngày giờ: {short_time(label.accepted_at)}", SMALL)
    if label.reprint:
        surface.text(PAD, HEIGHT - 1.8, f"BẢN IN LẠI LẦN {label.reprint}", SMALL_BOLD)


def _draw_text(
    surface: Surface, y_mm: float, room: Room, text: str, wanted: Style, line_mm: float, x_mm: float = 0.0
) -> float:
    """Lines from the first one's baseline down; the baseline after them."""
    fitted = room.fit(text, wanted)
    for line in fitted.lines:
        surface.text(x_mm + PAD, y_mm, line, fitted.style)
        y_mm += line_mm
    return y_mm
