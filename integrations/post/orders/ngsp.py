"""NGSP's names for an order and for a report: what both adapters write and read.

Source: public clients of the NGSP/MITC service (``order/post``, ``order/tracking``) and of its LGSP variant. NGSP has
no field for who pays the postage, none for a weight: the first is said in ``Description``, the second only when a
price is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.money.fees import FreightPayer
from app.domain.post import item_code
from app.domain.post.order import Party, PostalOrder
from app.domain.post.tracking import Status, TrackingEvent
from integrations.post.codes import Codes, times
from integrations.post.orders.port import BadEvent, Page
from integrations.post.storable import MAX_NAME, storable

RECEIVER_PAYS = "Cước do người nhận trả."
MAX_RAW = 2000
_OBJECT_ID = re.compile(r"[0-9a-f]{24}")
_NEEDS_A_REASON = frozenset({Status.ATTEMPTED, Status.HELD, Status.RETURNING, Status.RETURNED})

Fields = dict[str, Any]


def order_fields(order: PostalOrder, customer_code: str) -> Fields:
    """The body of ``order/post``; what is not known is null."""
    return {
        "CustomerCode": customer_code,
        "OrderNumber": order.order_no,
        "CODAmount": order.cod_vnd,
        **_party("Sender", order.sender),
        "SenderDesc": order.contents,
        "Description": _description(order),
        **_party("Receiver", order.receiver),
    }


def price_fields(order: PostalOrder) -> Fields:
    """The body of ``getprice``; HCC is the post's service for administrative papers (hành chính công)."""
    return {
        "weight": order.weight_g,
        "mainSrv": "HCC",
        "isreturn": 1,
        "sender": {"provCode": order.sender.province, "distCode": order.sender.district},
        "receiver": {"provCode": order.receiver.province, "distCode": order.receiver.district},
    }


def page(reports: Sequence[Any], codes: Codes, source: str, cursor: str, page_size: int) -> Page:
    """A page of the feed; a report that cannot be read stands in ``bad`` and fails no other."""
    read = [_read(storable(report), codes, source) for report in reports]
    events = tuple(each for each in read if isinstance(each, TrackingEvent))
    ids = [each.source_id for each in read if each.source_id and _OBJECT_ID.fullmatch(each.source_id)]
    following = _next_cursor(ids, cursor, whole=len(reports) >= page_size)
    return Page(
        events=events,
        bad=tuple(each for each in read if isinstance(each, BadEvent)),
        next_cursor=following,
        stuck=bool(reports) and following <= cursor,
    )


def _next_cursor(ids: Sequence[str], cursor: str, *, whole: bool) -> str:
    """The highest id, unless the page is full and out of order: then what lies before its end is not known."""
    if not ids or (whole and list(ids) != sorted(ids)):
        return cursor
    return max(cursor, *ids)


def _read(report: Any, codes: Codes, source: str) -> TrackingEvent | BadEvent:
    raw = json.dumps(report, ensure_ascii=False, default=str)[:MAX_RAW]
    if not isinstance(report, Mapping):
        return BadEvent(None, "not an object", raw)
    source_id = _id(report.get("_id"))
    order_no, code_of_item = _text(report, "OrderNumber"), _text(report, "ItemCode")
    if not source_id:
        return BadEvent(None, "no id", raw)
    code, text = _text(report, "StatusCode"), _text(report, "StatusMessage")
    if max(map(len, (source_id, order_no, code_of_item, code))) > MAX_NAME:
        return BadEvent(source_id if len(source_id) <= MAX_NAME else None, f"a name of over {MAX_NAME} characters", raw)
    if not (order_no or code_of_item):
        return BadEvent(source_id, "neither order number nor item code", raw)
    meaning = codes.status(code)
    reason = meaning.reason
    if reason is None and meaning.status in _NEEDS_A_REASON:
        reason = codes.reason(_text(report, "Notes"), text if text != meaning.text_vi else None)
    return TrackingEvent(
        source=source,
        source_id=source_id,
        order_no=order_no or None,
        item_code=_item_code(code_of_item),
        raw_code=code,
        raw_text=text,
        raw_time=_text(report, "EventTime"),
        at=times.read(report.get("EventTime")),
        status=meaning.status,
        reason=reason,
        pos_code=_text(report, "POSID") or None,
    )


def _id(value: Any) -> str:
    found = value.get("$oid") if isinstance(value, Mapping) else value
    return found.strip().lower() if isinstance(found, str) else ""


def _text(report: Mapping[str, Any], name: str) -> str:
    """A text as it is, null and absent as empty, anything else as its JSON: kept, whatever it means."""
    value = report.get(name)
    if isinstance(value, Mapping) and len(value) == 1:  # a number of MongoDB's, as {"$numberInt": "4"}
        value = value.get("$numberInt", value.get("$numberLong", value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return ("" if value is None else value if isinstance(value, str) else json.dumps(value)).strip()[:MAX_RAW]


def _item_code(text: str) -> str | None:
    """Without spaces and in capitals, where it is one of the UPU's; otherwise as written."""
    return item_code.validate(text) if item_code.is_valid(text) else text or None


def _party(role: str, party: Party) -> Fields:
    return {
        f"{role}Name": party.name,
        f"{role}Tel": party.phone,
        f"{role}Address": party.address,
        f"{role}Province": _code(party.province) or 0,  # not null there; 0 lets the post read the address
        f"{role}District": _code(party.district),
        f"{role}Email": party.email,
    }


def _code(code: str | None) -> int | None:
    return int(code) if code and code.isdigit() else None


def _description(order: PostalOrder) -> str | None:
    parts = (order.note, RECEIVER_PAYS if order.payer is FreightPayer.RECEIVER else "")
    return " ".join(part for part in parts if part) or None
