"""How far a correction may go: until when, no other person's dossier, and what the record must have as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import text
from app.domain.correction.record import Record
from app.domain.errors import Conflict, Fault
from app.domain.identity import IdDocument
from app.domain.life import OPEN, STATES, State
from app.domain.post.order import Leg
from app.domain.post.wish import COLLECTION, RETURN, of
from app.domain.reading.wishes import collection_faults, return_faults

RETURN_VI = "việc nhận kết quả qua bưu chính"
AT_THE_POST = frozenset({f"{RETURN}.may_receive", f"{RETURN}.deputy", "owner.id_number"})  # what shows who collects it
AT_THE_POST_VI = "người được nhận thay và số giấy tờ tùy thân của chủ hồ sơ"
NOTHING_VI = "không còn mục nào"
BUT_COLLECTION_VI = "các mục khác, trừ việc thu gom hồ sơ tại nhà"


def require_possible(state: State, names: Iterable[str]) -> None:
    """:class:`Conflict` that says what may still be corrected; where the result goes, until it is handed over, and
    where the papers are fetched, until the dossier is received. Who may take it from the post, as long as that has it.
    """
    names = frozenset(names)
    parts = {name.partition(".")[0] for name in names}
    if state in OPEN:
        possible = BUT_COLLECTION_VI if COLLECTION in parts and state is not State.SUBMITTED else ""
    elif state is State.FINISHED:
        possible = "" if parts <= {RETURN} else RETURN_VI
    elif state is State.HANDED_TO_POST:
        possible = "" if names <= AT_THE_POST else AT_THE_POST_VI
    else:
        possible = NOTHING_VI
    if possible:
        raise Conflict(code="CORRECTION_TOO_LATE", state=STATES[state].vi, possible=possible)


def require_same_owner(before: Record, after: Record) -> None:
    """:class:`Conflict` where name and number both become another person's: that is another dossier."""
    old, new = before["owner"], after["owner"]
    number = _number(old)
    other_number = number is not None and _number(new) != number
    if other_number and text.search_key(old["name"]) != text.search_key(new["name"]):
        raise Conflict(code="OTHER_OWNER")


def faults(record: Record) -> list[Fault]:
    """What a corrected record lacks as a whole."""
    found = []
    if "submitter" in record and not record["submitter"].get("name"):
        found.append(Fault("submitter.name", "REQUIRED"))
    back, fetched, home = of(record, Leg.RETURN), of(record, Leg.COLLECT), record["owner"].get("address")
    found += return_faults(
        back.get("wish"), back.get("may_receive"), address=bool(back.get("address") or home), deputy="deputy" in back
    )
    found += collection_faults(fetched.get("wish"), record.get("channel"), address=bool(fetched.get("address") or home))
    return found


def _number(owner: Record) -> str | None:
    known = IdDocument(**owner["id_document"]) if owner.get("id_document") else None
    return known.number if known and not known.is_placeholder else None
