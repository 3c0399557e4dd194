"""What REST answers of custody, in marshmallow: keepers, their spells, what does not fit together."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.api.answers import Moment
from app.custody.watching import Why
from app.domain.custody.step import FindingKind, KeeperKind


def _text(description: str, **more: object) -> fields.String:
    return fields.String(metadata={"description": description, **more})


def _moment(description: str) -> Moment:
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time"})


class KeeperSchema(Schema):
    """Nơi giữ."""

    kind = _text("loại", enum=[*KeeperKind])
    code = _text("mã bưu cục, đơn vị, cơ quan hoặc số túi; rỗng khi chưa rõ")
    text = _text("nơi giữ, tiếng Việt")


class SpellSchema(Schema):
    """Một khoảng thời gian ở một nơi."""

    keeper = fields.Nested(KeeperSchema)
    since = _moment("từ lúc")
    until = _moment("đến lúc; null: vẫn đang giữ")


class CustodyFindingSchema(Schema):
    """Một lần báo không khớp, cần người xem lại; báo bổ sung lần còn thiếu thì hết."""

    kind = _text("loại", enum=[*FindingKind])
    at = _moment("thời điểm được báo")
    text = _text("một câu cho cán bộ")


class ThreadSchema(Schema):
    """Giấy tờ hoặc giấy phép: luôn có đúng một nơi giữ."""

    keeper = fields.Nested(KeeperSchema, metadata={"description": "nơi đang giữ"})
    since = _moment("giữ từ lúc")
    spells = fields.List(fields.Nested(SpellSchema), metadata={"description": "các nơi đã giữ, theo thứ tự"})
    findings = fields.List(fields.Nested(CustodyFindingSchema), metadata={"description": "chỗ chưa khớp"})


class LicenceThreadSchema(ThreadSchema):
    """Giấy phép lái xe."""

    serial = _text("số seri phôi; rỗng khi chưa ghi")
    item_code = _text("số hiệu bưu gửi trên phong bì; rỗng khi chưa đóng phong bì")
    attempts = fields.Integer(metadata={"description": "số lần phát không thành công"})
    keep_until = _moment("bưu cục lưu giữ đến hết ngày")


class CustodySchema(Schema):
    """Việc lưu giữ của một hồ sơ."""

    dossier_no = _text("mã hồ sơ của hệ thống")
    state = _text("trạng thái hồ sơ")
    papers = fields.Nested(ThreadSchema, metadata={"description": "giấy tờ của hồ sơ"})
    licence = fields.Nested(
        LicenceThreadSchema, allow_none=True, metadata={"description": "giấy phép lái xe; null khi chưa có"}
    )
    repeat = fields.Boolean(metadata={"description": "việc này đã được ghi nhận trước đó"})


class WatchedSchema(Schema):
    """Một việc cần xem lại."""

    dossier_no = _text("mã hồ sơ của hệ thống")
    thing = _text("papers: giấy tờ; licence: giấy phép lái xe", enum=["papers", "licence"])
    why = _text("vì sao", enum=[*Why])
    text = _text("vì sao, tiếng Việt")
    keeper = fields.Nested(KeeperSchema)
    since = _moment("giữ từ lúc")
    keep_until = _moment("bưu cục lưu giữ đến hết ngày")


class WatchlistSchema(Schema):
    """Việc lưu giữ cần xem lại."""

    items = fields.List(fields.Nested(WatchedSchema), metadata={"description": "chờ lâu nhất trước"})
    total = fields.Integer(metadata={"description": "số hồ sơ"})
