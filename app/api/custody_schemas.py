"""What REST answers of custody, in marshmallow: keepers, their spells, what does not fit together."""

from __future__ import annotations

from marshmallow import Schema

from app.api import told
from app.custody.watching import Why
from app.domain.custody.step import FindingKind, KeeperKind


class KeeperSchema(Schema):
    """Nơi giữ."""

    kind = told.text("loại", enum=[*KeeperKind])
    code = told.text("mã bưu cục, đơn vị, cơ quan hoặc số túi; rỗng khi chưa rõ")
    text = told.text("nơi giữ, tiếng Việt")


class SpellSchema(Schema):
    """Một khoảng thời gian ở một nơi."""

    keeper = told.part(KeeperSchema)
    since = told.moment("từ lúc")
    until = told.moment("đến lúc; null: vẫn đang giữ")


class CustodyFindingSchema(Schema):
    """Một lần báo không khớp, cần người xem lại; báo bổ sung lần còn thiếu thì hết."""

    kind = told.text("loại", enum=[*FindingKind])
    at = told.moment("thời điểm được báo")
    text = told.text("một câu cho cán bộ")


class ThreadSchema(Schema):
    """Giấy tờ hoặc giấy phép: luôn có đúng một nơi giữ."""

    keeper = told.part(KeeperSchema, "nơi đang giữ")
    since = told.moment("giữ từ lúc")
    spells = told.rows(SpellSchema, "các nơi đã giữ, theo thứ tự")
    findings = told.rows(CustodyFindingSchema, "chỗ chưa khớp")


class LicenceThreadSchema(ThreadSchema):
    """Giấy phép lái xe."""

    serial = told.text("số seri phôi; rỗng khi chưa ghi")
    item_code = told.text("số hiệu bưu gửi trên phong bì; rỗng khi chưa đóng phong bì")
    attempts = told.whole("số lần phát không thành công")
    keep_until = told.moment("bưu cục lưu giữ đến hết ngày")


class CustodySchema(Schema):
    """Việc lưu giữ của một hồ sơ."""

    dossier_no = told.text("mã hồ sơ của hệ thống")
    state = told.text("trạng thái hồ sơ")
    papers = told.part(ThreadSchema, "giấy tờ của hồ sơ")
    licence = told.part(LicenceThreadSchema, "giấy phép lái xe; null khi chưa có", null=True)
    repeat = told.flag("việc này đã được ghi nhận trước đó")


class WatchedSchema(Schema):
    """Một việc cần xem lại."""

    dossier_no = told.text("mã hồ sơ của hệ thống")
    thing = told.text("papers: giấy tờ; licence: giấy phép lái xe", enum=["papers", "licence"])
    why = told.text("vì sao", enum=[*Why])
    text = told.text("vì sao, tiếng Việt")
    keeper = told.part(KeeperSchema)
    since = told.moment("giữ từ lúc")
    keep_until = told.moment("bưu cục lưu giữ đến hết ngày")


class WatchlistSchema(Schema):
    """Việc lưu giữ cần xem lại."""

    items = told.rows(WatchedSchema, "chờ lâu nhất trước")
    total = told.whole("số hồ sơ")
