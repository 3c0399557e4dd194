"""Papers of a submission (thành phần hồ sơ): how many of each, and the files that came with them."""

from __future__ import annotations

from collections.abc import Callable

from app.domain import attachment
from app.domain.errors import InvalidFormat
from app.domain.submission import Attachment, Paper
from app.domain.values import SHORT, Raw, Values

MAX_PAPERS = 50
NAME, URL = 4000, 2000  # characters
Decode = Callable[[str], bytes]
_FIELDS = {"ATTACHMENT_TYPE": "media_type", "ATTACHMENT_DIGEST": "sha256"}  # what else is wrong is the content


def papers_of(values: Values, decode: Decode) -> tuple[Paper, ...]:
    """All papers; ``decode`` turns base64 into bytes."""
    rows = values.raw.get("papers") or ()
    if len(rows) > MAX_PAPERS:
        values.fault("papers", "TOO_MANY", limit=MAX_PAPERS)
        return ()
    return tuple(_paper(values, row, f"papers[{i}].", decode) for i, row in enumerate(rows))


def _paper(values: Values, raw: Raw, at: str, decode: Decode) -> Paper:
    return Paper(
        name=values.text(raw, "name", at, NAME, required=True) or "",
        code=values.text(raw, "code", at, SHORT),
        originals=values.count(raw, "originals", at),
        copies=values.count(raw, "copies", at),
        certified=values.count(raw, "certified", at),
        attachment=_attachment(values, raw.get("attachment"), f"{at}attachment.", decode),
        file_url=values.text(raw, "file_url", at, URL),
    )


def _attachment(values: Values, raw: Raw | None, at: str, decode: Decode) -> Attachment | None:
    if not raw:
        return None
    name = values.text(raw, "file_name", at, NAME, required=True) or ""
    if "content" not in raw:
        values.fault(f"{at}content", "REQUIRED")
        return None
    try:
        given = raw["content"]
        content = decode(given) if isinstance(given, str) else given
        return attachment.read(content, name, raw.get("media_type"), raw.get("sha256"))
    except InvalidFormat as e:
        values.fault(at + _FIELDS.get(e.code, "content"), e.code)
        return None
