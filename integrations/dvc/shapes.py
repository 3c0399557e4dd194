"""The outer shape of the portal's messages: envelope and dossier (HoSo), read leniently.

Keys that are not known are tolerated, ``null`` and ``""`` read as absent, one row may come without its list. What has
the wrong type is a fault; what the values mean is judged in :mod:`integrations.dvc.mapping` and behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate

from app.domain.errors import Fault
from integrations.dvc import codes

KEPT = 100  # characters of a value of the wrong type
_TEXTS: dict[str, Any] = {
    "invalid": "TYPE_INVALID",
    "type": "TYPE_INVALID",
    "null": "REQUIRED",
    "required": "REQUIRED",
    "unknown": "CHOICE_UNKNOWN",
}


class Scalar(fields.Field[str]):
    """A text; numbers are text already (:mod:`app.strict_json`)."""

    default_error_messages = _TEXTS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str):
            return value.strip()
        raise self.make_error("invalid")


class Loose(fields.Field[str]):
    """A text that is never at fault: anything else is written as JSON, to be kept."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:KEPT]


class Flag(fields.Field[bool]):
    """A logical value in any of the portal's spellings."""

    default_error_messages = _TEXTS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool | str):
            raise self.make_error("invalid")
        flag = codes.FLAGS.get(str(value).strip().lower())
        if flag is None:
            raise self.make_error("unknown")
        return flag


class Lenient(Schema):
    """Unknown keys are kept; error texts are codes of the catalogue."""

    class Meta:
        unknown = INCLUDE

    error_messages = _TEXTS


class Part(fields.Nested):
    """An object; a text stands for its field ``text``."""

    default_error_messages = _TEXTS

    def __init__(self, schema: type[Schema], text: str) -> None:
        super().__init__(schema, load_default=dict)
        self.text = text

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = {self.text: value}
        return super().deserialize({} if value is None else value, *args, **kwargs)


class Rows(fields.Nested):
    """A list of objects."""

    default_error_messages = _TEXTS

    def __init__(self, schema: type[Schema]) -> None:
        super().__init__(schema, many=True, load_default=list)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        rows = [] if value in (None, "") else [value] if isinstance(value, dict) else value
        return super().deserialize(rows, *args, **kwargs)


def _shape(name: str, *texts: str, **others: fields.Field[Any]) -> type[Schema]:
    return Lenient.from_dict({**{key: Scalar(allow_none=True) for key in texts}, **others}, name=name)


def _flag() -> Flag:
    return Flag(allow_none=True, load_default=False)


ENVELOPE = _shape(
    "Envelope",
    service=Scalar(required=True, validate=validate.OneOf(codes.SERVICES, error="CHOICE_UNKNOWN")),
    isUpdating=_flag(),
    data=fields.Raw(required=True, error_messages=_TEXTS),
)()

HO_SO = _shape(
    "HoSo",
    *codes.FOREIGN,
    *(name for names in codes.TEXTS.values() for name in names),
    "SoGiayToChuHoSo",
    "NgayNopHoSo",
    "TenTepDonDangKy",
    "TepDonDangKy",
    profile_ems=Loose(allow_none=True),
    DiaChi=Part(_shape("DiaChi", *codes.ADDRESS.values()), text=codes.ADDRESS["text"]),
    DinhDanhCHS=Rows(_shape("DinhDanh", "LoaiDinhDanh", "SoDinhDanh")),
    TaiLieuNop=Rows(_shape("TaiLieu", *codes.PAPER.values(), *codes.FILE.values(), IsDeleted=_flag())),
    DanhSachHoSoBoSung=Rows(
        _shape(
            "BoSung",
            *codes.SUPPLEMENT,
            DanhSachGiayToBoSung=Rows(_shape("GiayToBoSung", *codes.SUPPLEMENT_PAPER.values())),
        )
    ),
    **{name: Rows(_shape(name, *texts)) for name, texts in codes.FOREIGN_ROWS.items()},
)()

TRANG_THAI = _shape("TrangThai", "MaHoSo", "MaHoSoQG", "TrangThai", "NoiDung", "NgayXuLy")()


def load(schema: Schema, raw: Any, at: str) -> tuple[dict[str, Any], list[Fault]]:
    """What could be read, and the faults of the rest; ``at`` is where it stands in the message."""
    try:
        return schema.load(raw), []
    except ValidationError as e:
        return dict(e.valid_data or {}), list(_faults(e.messages_dict, at))


def _faults(messages: Mapping[Any, Any], at: str) -> Iterator[Fault]:
    for key, found in messages.items():
        path = at if key == "_schema" else f"{at}[{key}]" if isinstance(key, int) else f"{at}.{key}".lstrip(".")
        if isinstance(found, Mapping):
            yield from _faults(found, path)
        else:
            yield Fault(path or ".", found[0])
