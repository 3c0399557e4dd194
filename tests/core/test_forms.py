"""Every paper of a dossier that made its moves in a real database, read back from the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import forms
from app.context import Context
from app.desk import old_licence
from app.domain import remark
from app.domain.errors import InvalidDossier, NotFound
from app.domain.money.fees import COLLECT
from app.domain.old_licence import Stage
from app.domain.remark import Remark
from app.domain.submission import Channel, Paper
from app.money import fees
from app.papers import documents, editions, reprinting
from app.rules import load
from app.store import outbox
from tests import builders
from tests.core.papers import NEW_FORMS, OFFICER, OLD_LAW, POLICE_DAY, Desk
from tests.pdf.reading import pages, text

FEE = {"amount_vnd": 135_000, "place": "counter", "method": "cash", "voucher": "BL-0001"}
HEALTH = "Giấy khám sức khỏe của người lái xe"
TITLES = {
    "receipt": "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "slip": "PHIẾU XÁC NHẬN ĐÃ NỘP HỒ SƠ",
    "posted_slip": "PHIẾU GỬI HỒ SƠ",
    "supplement_request": "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
    "refusal": "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
    "apology": "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
    "stop_notice": "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
    "control_slip": "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
    "result_slip": "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
}
NUMBERED = {"receipt": "01", "supplement_request": "02", "refusal": "03", "apology": "04", "control_slip": "05"}


@pytest.fixture
def desk(context: Context) -> Desk:
    """The authority on the morning of 15 November 2021."""
    return Desk.on(context, OLD_LAW)


@pytest.fixture
def counter(context: Context) -> Desk:
    """A post office that morning."""
    return Desk.on(context, OLD_LAW, builders.OFFICE)


def whole_life(desk: Desk) -> dict[str, bytes]:
    """Every paper that the moves of three dossiers owe."""
    number = desk.hand_in(Channel.PORTAL)
    found = {"slip": desk.paper(number, "slip")}
    desk.make("receive", number)
    desk.make("ask_supplement", number, reason="Đơn chưa ký")
    found["supplement_request"] = desk.paper(number, "supplement_request")
    desk.bring(number, Paper("Đơn đề nghị đã ký", originals=1))
    desk.make("apologise", number, reason="Máy in hỏng", new_due_at=desk.now() + timedelta(days=9))
    desk.make("finish", number)
    for kind in ("receipt", "apology", "control_slip", "label"):
        found[kind] = desk.paper(number, kind)
    desk.make("return_in_person", number, receiver="Nguyễn Văn Dũng", receiver_id_number="089085004321")
    found["result_slip"] = desk.paper(number, "result_slip")
    posted = desk.hand_in(Channel.POST_COUNTER)
    desk.make("refuse", posted, reason="Không đủ điều kiện")
    found |= {kind: desk.paper(posted, kind) for kind in ("posted_slip", "refusal")}
    return found


# -- by the day of the dossier -------------------------------------------------------------------------------------


def test_every_paper_of_2021_has_its_title_its_number_and_the_circular_of_2018(desk: Desk) -> None:
    found = {kind: text(paper) for kind, paper in whole_life(desk).items()}
    assert found.keys() == forms.KINDS.keys() - {"stop_notice"}
    for kind in found.keys() - {"label"}:
        assert TITLES[kind] in found[kind], kind
        number = NUMBERED.get(kind)
        assert (f"Mẫu số {number}. (Ban hành kèm theo Thông tư số 01/2018/TT-VPCP" in found[kind]) == bool(number), kind
        assert "SỞ GIAO THÔNG VẬN TẢI" in found[kind], kind


def test_every_paper_of_march_2025_has_the_head_of_the_police(context: Context) -> None:
    found = {kind: text(paper) for kind, paper in whole_life(Desk.on(context, POLICE_DAY)).items()}
    for kind in found.keys() - {"label"}:
        assert "CÔNG AN TỈNH AN GIANG PHÒNG CẢNH SÁT GIAO THÔNG" in found[kind], kind
        assert ("01/2018/TT-VPCP" in found[kind]) == (kind in NUMBERED), kind
    assert "Phòng Cảnh sát giao thông Công an tỉnh An Giang" in found["label"]


def test_every_paper_of_october_2025_follows_the_circular_of_2025(context: Context) -> None:
    found = {kind: text(paper) for kind, paper in whole_life(Desk.on(context, NEW_FORMS)).items()}
    for kind in NUMBERED:
        assert "Thông tư số 03/2025/TT-VPCP ngày 15 tháng 9 năm 2025" in found[kind], kind
    assert "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT" in found["apology"]
    assert "Mẫu số 06." in found["control_slip"]


def test_a_notice_of_stopping_is_a_paper_since_the_circular_of_2025_only(context: Context, desk: Desk) -> None:
    older = desk.hand_in()
    desk.make("stop", older, reason="Công dân đề nghị rút hồ sơ.")
    with pytest.raises(NotFound):
        desk.paper(older, "stop_notice")
    newer = Desk.on(context, NEW_FORMS)
    number = newer.hand_in(fee=FEE)
    newer.make("withdraw", number)
    newer.make("stop", number, reason="Công dân đề nghị rút hồ sơ.")
    told = newer.read(number, "stop_notice")
    for part in (
        TITLES["stop_notice"],
        "Mẫu số 05.",
        "Kính gửi: Ông/Bà Nguyễn Thị Ngọc Ánh",
        "Ngày 01 tháng 10 năm 2025, Ông/Bà đã nộp hồ sơ đến Phòng Cảnh sát giao thông Công an tỉnh An Giang",
        "thông báo dừng giải quyết hồ sơ nêu trên kể từ 08 giờ 00 phút, ngày 01/10/2025.",
        "Lý do: Công dân đề nghị rút hồ sơ.",
        "Phí, lệ phí đã nộp: 135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng), được hoàn trả cho người nộp",
        "Giấy tờ trả lại người nộp:",
        "Nơi nhận: - Như trên; - Lưu: VT.",
    ):
        assert part in told, part


# -- each form -----------------------------------------------------------------------------------------------------


def test_a_request_without_words_asks_for_what_the_papers_lack(desk: Desk) -> None:
    number = desk.hand_in(
        papers=[{"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1}, {"name": HEALTH, "copies": 1}]
    )
    desk.make("ask_supplement", number, reason="Hồ sơ chưa đủ", until=desk.now() + timedelta(days=10))
    told = desk.read(number, "supplement_request")
    assert f"1. {HEALTH}: phải nộp 01 bản chính, mới có 01 bản sao." in told
    assert "2. Bản sao giấy phép lái xe: còn thiếu, phải nộp 01 bản sao." in told
    assert f"1 {HEALTH} 01 2 Bản sao giấy phép lái xe 01" in told  # the papers that are still to come
    assert "Thời hạn bổ sung, hoàn thiện hồ sơ: 08 giờ 00 phút, ngày 25/11/2021" in told
    assert f"liên hệ với Sở Giao thông vận tải An Giang ({OFFICER}) để được hướng dẫn./." in told
    assert f"NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) {OFFICER}" in told


def test_a_request_asks_for_what_the_officer_said(desk: Desk) -> None:
    number = desk.hand_in(licence_class="A1")
    desk.make(
        "ask_supplement", number, reason="Đơn ghi sai", demands=("Ghi lại ngày sinh trong đơn.", "Ký tên vào đơn.")
    )
    told = desk.read(number, "supplement_request")
    assert "những nội dung sau: 1. Ghi lại ngày sinh trong đơn. 2. Ký tên vào đơn." in told
    assert "Lý do: Đơn ghi sai" in told
    assert "Thời hạn bổ sung" not in told


def test_a_request_that_lacks_nothing_and_asks_by_its_reason_has_no_empty_list(desk: Desk) -> None:
    number = desk.hand_in(licence_class="A1", papers=[
        {"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1},
        {"name": "Bản sao giấy phép lái xe", "copies": 1},
        {"name": "Bản sao thẻ căn cước công dân", "copies": 1},
    ])  # fmt: skip
    desk.make("ask_supplement", number, reason="Chữ ký trong đơn chưa rõ")
    told = desk.read(number, "supplement_request")
    assert "những nội dung sau" not in told and "Lý do: Chữ ký trong đơn chưa rõ" in told


@pytest.mark.parametrize(("place", "where"), [
    ("counter", "tại bưu cục đã thu."),
    ("online", "qua kênh đã thanh toán trực tuyến."),
    ("desk", "tại nơi đã thu."),
])  # fmt: skip
def test_a_refusal_says_in_words_what_becomes_of_the_fee(desk: Desk, place: str, where: str) -> None:
    number = desk.hand_in(fee=FEE | {"place": place})
    desk.make("refuse", number, reason="Giấy phép lái xe không có trong hệ thống thông tin giấy phép lái xe.")
    told = desk.read(number, "refusal")
    assert "Lý do: Giấy phép lái xe không có trong hệ thống thông tin giấy phép lái xe." in told
    words = "135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng), được hoàn trả cho người nộp"
    assert f"Phí, lệ phí đã nộp: {words} {where}" in told
    assert "NGƯỜI NỘP HỒ SƠ" in told and "NGƯỜI TỪ CHỐI (Ký và ghi rõ họ tên)" in told


def test_a_refusal_without_a_fee_that_was_paid_says_nothing_of_one(desk: Desk) -> None:
    number = desk.hand_in(Channel.PORTAL, fee=FEE | {"place": "on_return"}, papers=[{"name": "Đơn đề nghị (tệp)"}])
    desk.make("decline", number, reason="Không thuộc thẩm quyền")
    told = desk.read(number, "refusal")
    assert "Phí, lệ phí" not in told
    assert "Giấy tờ trả lại" not in told  # files cannot be given back
    assert "NGƯỜI NỘP HỒ SƠ" not in told  # nobody stands at the desk


def test_an_apology_tells_the_old_time_and_the_new_and_who_signs_for_whom(desk: Desk) -> None:
    number, later = desk.hand_in(), desk.later(days=7)
    new_due_at = later.now() + timedelta(days=3)
    said = {"signer": "Lê Hoàng Phước", "signer_role": "Phó Giám đốc"}
    later.make("apologise", number, reason="Máy in hỏng", new_due_at=new_due_at, **said)
    told = later.read(number, "apology")
    assert "Ngày 15 tháng 11 năm 2021, Sở Giao thông vận tải An Giang tiếp nhận giải quyết hồ sơ của Ông/Bà" in told
    assert "Thời gian hẹn trả kết quả giải quyết hồ sơ: 08 giờ 00 phút, ngày 22/11/2021" in told
    assert "sẽ trả kết quả giải quyết hồ sơ vào 08 giờ 00 phút, ngày 25/11/2021." in told
    assert "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC (Ký, ghi rõ họ tên và đóng dấu) Lê Hoàng Phước" in told


def test_a_control_slip_says_who_gave_to_whom_as_far_as_is_known(counter: Desk, desk: Desk) -> None:
    number = counter.hand_in(Channel.POST_COUNTER)
    assert "Giao: Bưu cục" not in desk.read(number, "control_slip")
    desk.make("start", number)
    desk.later(days=1).make("finish", number)
    told = desk.read(number, "control_slip")
    assert "Giao: Bưu cục Chợ Mới Nhận: Sở Giao thông vận tải An Giang" in told
    assert "Giao: Sở Giao thông vận tải An Giang Nhận: Bưu cục Chợ Mới" in told
    assert "08 giờ 00 phút, ngày 16/11/2021" in told
    assert told.count(OFFICER) == 2
    assert "Trước hạn" in told
    assert told.count("Nhận: ………………") == 3
    assert "Thời gian hẹn trả kết quả: 08 giờ 00 phút, ngày 22/11/2021" in told


@pytest.mark.parametrize(("days", "outcome"), [(6, "Trước hạn"), (7, "Đúng hạn"), (8, "Quá hạn")])
def test_a_control_slip_compares_the_end_with_the_due_time(desk: Desk, days: int, outcome: str) -> None:
    number = desk.hand_in()
    desk.later(days=days, minutes=-2).make("finish", number)
    assert outcome in desk.read(number, "control_slip")


def test_there_is_no_control_slip_before_the_dossier_is_received(desk: Desk) -> None:
    number = desk.hand_in(Channel.PORTAL)
    with pytest.raises(NotFound):
        desk.paper(number, "control_slip")
    desk.make("receive", number)
    assert TITLES["control_slip"] in desk.read(number, "control_slip")


def test_a_posted_slip_is_signed_by_sender_and_clerk_in_three_copies(counter: Desk) -> None:
    submitter = {"name": "Nguyễn Văn Dũng", "id_number": "089085004321", "phone": "0912345678"}
    papers = [{"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1}]
    number = counter.hand_in(Channel.POST_COUNTER, submitter=submitter, papers=papers)
    paper = counter.paper(number, "posted_slip")
    told = text(paper)
    assert len(pages(paper)) == 3
    for part in (
        "BƯU CỤC CHỢ MỚI",
        "Bưu cục nhận gửi: 881600 – Bưu cục Chợ Mới, huyện Chợ Mới, tỉnh An Giang",
        "Hình thức sử dụng dịch vụ: Gửi hồ sơ và nhận kết quả",
        "Người gửi: Nguyễn Văn Dũng",
        "Chủ hồ sơ: Nguyễn Thị Ngọc Ánh",
        "Số CMND/Thẻ căn cước/Hộ chiếu: 089085004321",
        "Cơ quan giải quyết: Sở Giao thông vận tải An Giang",
        "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (mã thủ tục 1.002809)",
        f"Khác với thành phần hồ sơ theo quy định: {HEALTH}: còn thiếu, phải nộp 01 bản chính.",
        "Phí, lệ phí thu hộ: 135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng)",
        "Chứng từ thu số: BL-0001",
        "NGƯỜI GỬI (Ký và ghi rõ họ tên)",
        "GIAO DỊCH VIÊN BƯU CỤC (Ký và ghi rõ họ tên)",
        "45/2016/QĐ-TTg",
    ):
        assert part in told, part


@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.PROVINCIAL_CENTRE])
def test_only_the_post_gives_a_posted_slip(desk: Desk, channel: Channel) -> None:
    number = desk.hand_in(channel)
    with pytest.raises(NotFound):
        desk.paper(number, "posted_slip")


def test_a_result_slip_names_what_was_given_out_to_whom_and_what_was_collected(desk: Desk) -> None:
    number = desk.hand_in(fee=FEE | {"place": "on_return"})
    for stage in (Stage.GIVEN_UP, Stage.CUT):
        old_licence.record(number, stage, Remark(licence_number="AX 123456"), desk.who, desk.context, "test")
    desk.make("finish", number, licence_number="890187001234", licence_serial="AB 123456")
    old_licence.record(number, Stage.GIVEN_BACK, Remark(), desk.who, desk.context, "test")
    pay(desk, number)
    desk.make(
        "return_in_person", number, receiver="Nguyễn Văn Dũng", receiver_id_number="089085004321",
        receiver_phone="0912345678", authorisation="số 12 ngày 20/11/2021",
    )  # fmt: skip
    told = desk.read(number, "result_slip").replace("\u00a0", " ")
    for part in (
        "Người nhận kết quả: Nguyễn Văn Dũng",
        "Số CMND/Thẻ căn cước/Hộ chiếu: 089085004321",
        "Giấy ủy quyền: số 12 ngày 20/11/2021",
        "1 Giấy phép lái xe 890187001234 Hạng C, số seri phôi AB 123456 01",
        "- Giấy phép lái xe cũ số AX 123456, đã cắt góc",
        "Số tiền thu khi trả kết quả: 135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng)",
        "NGƯỜI TRẢ KẾT QUẢ (Ký và ghi rõ họ tên)",
        "NGƯỜI NHẬN KẾT QUẢ (Ký và ghi rõ họ tên)",
    ):
        assert part in told, part


def pay(desk: Desk, number: str) -> None:
    fees.collect(number, remark.read({"method": "cash"}, COLLECT, desk.now()), desk.who, desk.context, "test")


def test_a_result_slip_says_nothing_of_an_old_licence_that_was_not_given_back(desk: Desk) -> None:
    number = desk.hand_in()
    old_licence.record(number, Stage.GIVEN_UP, Remark(), desk.who, desk.context, "test")
    desk.make("finish", number)
    desk.make("return_in_person", number, receiver="Nguyễn Văn Dũng", receiver_id_number="089085004321")
    told = desk.read(number, "result_slip")
    assert "Giấy tờ trả lại" not in told and "Số tiền thu" not in told


def test_a_label_collects_what_is_owed_when_the_dossier_is_finished(desk: Desk) -> None:
    owing, paid = (desk.hand_in(fee=FEE | {"place": "on_return"}) for _ in range(2))
    pay(desk, paid)
    for number in (owing, paid):
        desk.make("finish", number)
    assert "135.000 đồng" in desk.read(owing, "label")
    assert "135.000 đồng" not in desk.read(paid, "label")


def test_a_receipt_without_a_word_about_the_fee_tells_what_is_due(desk: Desk) -> None:
    number = desk.hand_in(fee=None)
    assert "Hình thức thu phí, lệ phí: theo quy định – 135.000 đồng" in desk.read(number, "receipt")


# -- a paper stands for its event ----------------------------------------------------------------------------------


def again(desk: Desk, number: str, kind: str, edition: int) -> bytes:
    """The same paper rendered anew from what the database holds now."""
    with desk.dossier(number) as (connection, dossier):
        wanted = editions.owed(connection, dossier, kind, edition)
        return forms.render(kind, editions.records(connection, [wanted], desk.context)[0])


def test_every_paper_is_the_same_after_all_that_came_later(desk: Desk) -> None:
    number = desk.hand_in(Channel.PORTAL, papers=[])
    printed: dict[tuple[str, int], bytes] = {}

    def note(*kinds: str) -> None:
        with desk.dossier(number) as (connection, dossier):
            newest = dict(outbox.editions(connection, dossier.id))
        printed.update({(kind, newest[kind]): desk.paper(number, kind) for kind in kinds})

    note("slip")
    desk.make("ask_supplement", number, reason="Thiếu giấy tờ")
    note("supplement_request")
    desk.bring(number, Paper(HEALTH, originals=1))
    desk.make("receive", number)
    note("receipt")
    desk.make("ask_supplement", number, reason="Thiếu ảnh")
    note("supplement_request")
    desk.later(days=1).bring(number, Paper("Ảnh chân dung 3x4", originals=1))
    note("receipt")
    desk.make("apologise", number, reason="Máy hỏng", new_due_at=datetime(2021, 12, 17, 9, tzinfo=UTC))
    note("apology")
    desk.paper(number, "control_slip")
    note("control_slip")
    desk.correct(number, owner={"name": "Nguyễn Thị Ngọc Anh"})
    desk.correct(number, summary="Đổi giấy phép lái xe bị hỏng", owner={"name": "Nguyễn Thị Ngọc Án"})
    note("receipt")
    desk.make("finish", number)
    note("label")
    reprinting.reprint(number, "receipt", "Mất giấy", desk.who, desk.context)
    desk.make("return_in_person", number, receiver="Nguyễn Văn Dũng", receiver_id_number="089085004321")
    assert len(printed) == 9
    for (kind, edition), paper in printed.items():
        assert again(desk, number, kind, edition) == paper, kind
        assert desk.paper(number, kind, edition) == paper, kind


def test_the_second_receipt_shows_the_papers_brought_and_the_new_due_time(desk: Desk) -> None:
    number = desk.hand_in(papers=[{"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1}])
    first = desk.read(number, "receipt")
    assert "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 00 phút, ngày 22/11/2021" in first
    assert f"{HEALTH}: còn thiếu" in first
    desk.make("ask_supplement", number, reason="Thiếu giấy khám sức khỏe")
    desk.later(days=2).bring(number, Paper(HEALTH, originals=1))
    second = desk.read(number, "receipt")
    assert "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 00 phút, ngày 24/11/2021" in second
    assert "4. Thời gian nhận hồ sơ: 08 giờ 00 phút, ngày 15/11/2021" in second
    assert f"2 {HEALTH} 01" in second and f"{HEALTH}: còn thiếu" not in second


# -- nothing that the rules can ask for is too long for its paper --------------------------------------------------

DIFFERING = ("receipt", "slip", "posted_slip", "supplement_request")
SURPLUS: list[dict[str, Any]] = [
    {"name": f"Giấy tờ khác mà người nộp mang theo số {nth}", "copies": 1} for nth in range(5)
]


@pytest.mark.parametrize("told", [OLD_LAW, "2025-01-10T08:00+07:00", POLICE_DAY, NEW_FORMS])
@pytest.mark.parametrize("papers", [[], SURPLUS], ids=["none", "only surplus ones"])
def test_no_procedure_asks_for_more_than_its_papers_hold(
    context: Context, folder: Any, told: str, papers: list[dict[str, Any]]
) -> None:
    for file in folder.glob("procedures*.toml"):  # those too that an operator can switch on
        file.write_text(file.read_text().replace("enabled = false", "enabled = true"))
    desk = Desk.on(replace(context, rules=load(folder)), told)
    number = desk.hand_in(Channel.POST_COUNTER, papers=papers)
    desk.make("ask_supplement", number, reason="Hồ sơ chưa đủ")
    with desk.dossier(number) as (connection, dossier):
        kinds = [("receipt", 2), ("slip", 1), ("posted_slip", 1), ("supplement_request", 3)]
        wanted = [editions.Wanted(dossier, kind, edition) for kind, edition in kinds]
        made = editions.editions(connection, wanted)
    procedures = desk.context.rules.procedures(desk.now().date())
    assert len(procedures) > 2
    for procedure in procedures:
        for channel in procedure.channels:
            of = replace(dossier, procedure_code=procedure.code, channel=channel)
            of = replace(of, record={name: value for name, value in of.record.items() if name != "licence_class"})
            for edition in made:
                record = forms.record(replace(edition, dossier=of), desk.context)
                for stock in forms.KINDS[edition.kind].stocks:
                    assert forms.render(edition.kind, record, stock), (procedure.code, channel, edition.kind, stock)
                if edition.kind != "supplement_request":
                    assert record.differences, (procedure.code, channel)


# -- what is taken in, and what is said at a move, fits every paper --------------------------------------------------

LONG = {
    "owner": {
        "name": "Nguyễn " * 11,
        "id_number": "089187004321",
        "phone": "0918 345 601",
        "email": f"{'nguyen.thi.ngoc.anh.' * 11}x@example.vn",
        "address": {"text": "ấp Trung Bình " * 25},
    },
    "summary": "Đổi giấy phép lái xe " * 24,
    "return_by_post": {"wish": "no"},  # a label has less room, and is tried at the door
}


def test_the_longest_texts_that_are_taken_in_fit_every_paper(context: Context) -> None:
    for told, kinds in ((OLD_LAW, 8), (NEW_FORMS, 9)):
        desk, printed = Desk.on(context, told), set()
        posted = desk.hand_in(Channel.POST_COUNTER, **LONG)
        online = desk.hand_in(Channel.PORTAL, **LONG)
        desk.make("ask_supplement", posted, reason="x" * 1000, demands=("Nội dung cần bổ sung " * 45,) * 20)
        desk.make("refuse", posted, reason="Lý do từ chối " * 70)
        desk.make("receive", online)
        desk.make("start", online)
        desk.make(
            "apologise", online, reason="Lý do " * 160, new_due_at=desk.now() + timedelta(days=9), signer="A" * 60
        )
        said = {"licence_number": "8" * 200, "licence_serial": str(kinds) * 200}
        desk.make("finish", online, **said)
        desk.make("return_in_person", online, receiver="Nguyễn " * 11, receiver_id_number="089085004321")
        desk.make("stop", other := desk.hand_in(Channel.PORTAL, **LONG), reason="Lý do dừng " * 90)
        for number in (posted, online, other):
            for one in documents.listed(number, desk.who, desk.context):
                for stock in forms.KINDS[one.kind].stocks:
                    assert documents.paper(number, one.kind, desk.who, desk.context, stock, one.edition).content
                printed.add(one.kind)
        assert len(printed) == kinds


@pytest.mark.parametrize(("move", "said", "expected"), [
    ("refuse", {"reason": "Thiếu giấy tờ 漢字"}, {"reason": "LETTER_UNPRINTABLE"}),
    ("apologise", {"reason": "Máy hỏng", "signer": "Lê Hoàng Phước " * 13}, {"signer": "LAYOUT"}),
    ("ask_supplement", {"reason": "x", "demands": ("Ký đơn", "漢字")}, {"demands[1]": "LETTER_UNPRINTABLE"}),
])  # fmt: skip
def test_what_could_not_be_printed_is_refused_at_the_move(
    desk: Desk, move: str, said: dict[str, Any], expected: dict[str, str]
) -> None:
    number = desk.hand_in()
    due = {"new_due_at": desk.now() + timedelta(days=9)} if move == "apologise" else {}
    with pytest.raises(InvalidDossier) as caught:
        desk.make(move, number, **said, **due)
    assert {fault.path: fault.code for fault in caught.value.faults} == expected
    with desk.dossier(number) as (connection, dossier):
        assert dossier.state == "received"
        assert [kind for kind, _ in outbox.editions(connection, dossier.id)] == ["receipt"]
