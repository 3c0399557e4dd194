"""The columns of a shift file (CSV), and which field of a submission each of them is.

The first fifteen are those of the post's own file; the others may be added to it. Order and capitals do not matter.
"""

from __future__ import annotations

import re

COLUMNS = {
    "request_id": "request_id",
    "procedure": "procedure",
    "class": "licence_class",
    "full_name": "owner.name",
    "birth_date": "owner.birth",
    "citizen_id": "owner.id_number",
    "phone": "owner.phone",
    "address": "owner.address.text",
    "papers": "papers",
    "fee_vnd": "fee.amount_vnd",
    "voucher": "fee.voucher",
    "return_by_post": "return_by_post.wish",
    "receiver": "return_by_post.receiver",
    "receiver_phone": "return_by_post.phone",
    "receiver_address": "return_by_post.address.text",
    "email": "owner.email",
    "fee_place": "fee.place",
    "fee_method": "fee.method",
    "channel": "channel",
    "code": "code",
    "code_issuer": "code_issuer",
    "held_class": "held_licence.licence_class",
    "held_number": "held_licence.number",
    "held_serial": "held_licence.serial",
    "submitter": "submitter.name",
    "submitter_phone": "submitter.phone",
    "submitter_id": "submitter.id_number",
    "summary": "summary",
    "submitted_at": "submitted_at",
}
REQUIRED = ("request_id", "procedure", "full_name")
_SPELLED = {path: column for column, path in COLUMNS.items()}


def spell(path: str) -> str:
    """The column of a field: ``owner.phone`` is ``phone``; a paper is in ``papers``, whichever it is.

    >>> spell("papers[2].copies"), spell("owner.id_number"), spell("return_by_post.address")
    ('papers', 'citizen_id', 'receiver_address')
    """
    path = re.sub(r"\[.*", "", path)
    return _SPELLED.get(path) or _SPELLED.get(f"{path}.text") or path
