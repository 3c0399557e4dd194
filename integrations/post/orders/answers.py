"""What an answer of the post says: its code and its text, held against each other.

A code that is not in the table, or a text that says something else than the code, leaves the end unknown: to count an
order as refused that was taken makes a second parcel, to count one as taken that was refused loses a licence.

>>> from integrations.post.codes import load
>>> codes = load("ngsp")
>>> judged("100", "Thành công", codes), judged("100", "Thêm không thành công", codes), judged("101", "", codes)
(<End.ACCEPTED: 'accepted'>, <End.UNKNOWN: 'unknown'>, <End.UNKNOWN: 'unknown'>)
>>> judged("17", "Sai mã khách hàng", codes), judged("17", "Lỗi hệ thống", codes), judged("17", "Thành công", codes)
(<End.REFUSED: 'refused'>, <End.UNKNOWN: 'unknown'>, <End.UNKNOWN: 'unknown'>)
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import AlreadyExists
from integrations.post.codes import Codes, End, folded
from integrations.post.orders.ends import MAX_DETAIL, Sent, ended
from integrations.post.orders.port import SYSTEM

_AGREES = {
    End.ACCEPTED: {None, End.ACCEPTED},
    End.EXISTS: {None, End.EXISTS, End.ACCEPTED},
    End.REFUSED: {None, End.REFUSED, End.EXISTS},
    End.UNKNOWN: set(),
}
_NO_SIGNS = {ord(sign): " " for sign in ".,;:!?()[]\"'"}


def judged(code: str, text: str, codes: Codes, own: Mapping[str, End] | None = None) -> End:
    """The end by the code (``own`` before the table) and the text; by the text alone only that it was refused."""
    said = (own or {}).get(code) or codes.answers.get(code)
    by_text = heard(text, codes)
    if said is None:
        return End.REFUSED if by_text is End.REFUSED else End.UNKNOWN
    return said if by_text in _AGREES[said] else End.UNKNOWN


def is_gone(text: str, codes: Codes) -> bool:
    """Whether the answer to a cancellation says that the order is cancelled already, which is what was asked for."""
    said = f" {folded(text.translate(_NO_SIGNS))} "
    return any(f" {phrase} " in said for phrase in codes.gone)


def heard(text: str, codes: Codes) -> End | None:
    """What the phrases in a text say, the longest first; UNKNOWN if they contradict, None if there are none."""
    rest = f" {folded(text.translate(_NO_SIGNS))} "
    found = set()
    for phrase in sorted(codes.words, key=len, reverse=True):
        if f" {phrase} " in rest:
            found.add(codes.words[phrase])
            rest = rest.replace(f" {phrase} ", " | ")
    return (found.pop() if len(found) == 1 else End.UNKNOWN) if found else None


def accept(code: str, text: str, codes: Codes, own: Mapping[str, End], *, changes: bool = True) -> None:
    """Returns for an answer of success; raises what the answer says otherwise, ``detail`` being ``code text``."""
    end = judged(code, text, codes, own)
    detail = f"{code} {text}".strip()[:MAX_DETAIL]
    if end is End.EXISTS:
        raise AlreadyExists(SYSTEM, detail=detail)
    if end is not End.ACCEPTED:
        raise ended(Sent.REFUSED if end is End.REFUSED else Sent.MAYBE, changes, detail=detail)
