"""From raw values to a clean :class:`Submission`, or all faults at once.

A door's adapter brings the outside shape into one dict with the names used here (``owner.name``, ``fee.amount_vnd``…);
this is the one place where values are cleaned and judged. Faults are reported under the names the sender used: the
door passes ``spell``, which turns our path into its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Protocol

from app.domain import attachment, dossier_number, identity, phone
from app.domain.address import Address, scheme_on
from app.domain.errors import Fault, InvalidDossier, InvalidFormat
from app.domain.local_time import LOCAL
from app.domain.submission import (
    FETCHED_FROM,
    Attachment,
    Channel,
    Deputy,
    Fee,
    FeeMethod,
    FeePlace,
    HeldLicence,
    HomeCollection,
    MayReceive,
    Paper,
    Person,
    ReturnByPost,
    Submission,
    Wish,
)
from app.domain.values import SHORT, Raw, Values, whole

LIMITS = {"name": 200, "address": 500, "summary": 1000, "paper": 4000, "email": 254, "url": 2000}
MAX_PAPERS = 50
MAX_FEE_VND = 1_000_000_000
_REQUEST_ID = re.compile(r"[!-~]{1,128}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Catalogue(Protocol):
    """What the rules must tell to judge a submission (:class:`app.rules.Rules` does)."""

    def procedure(self, code: str, on: date) -> Any: ...
    def licence_class(self, code: str, on: date) -> Any: ...


def read(
    raw: Raw,
    *,
    request_id: str,
    channel: Channel,
    rules: Catalogue,
    now: datetime,
    spell: Callable[[str], str] = str,
    faults: Iterable[Fault] = (),
    decode: Callable[[str], bytes] = attachment.decode,
) -> Submission:
    """The submission, or :class:`InvalidDossier` with every fault.

    ``now`` is the business clock; ``decode`` turns base64 into bytes as :func:`app.domain.attachment.decode` does;
    ``faults`` are those that the door found in the shape, their paths already spelled
    its way: they are reported too, and the fields they name are not judged twice.
    """
    reader = Reader(raw, now, spell, list(faults), decode)
    submission = reader.submission(request_id, channel, rules)
    if reader.faults:
        raise InvalidDossier(reader.faults)
    return submission


def read_papers(
    raw: Raw,
    *,
    now: datetime,
    spell: Callable[[str], str] = str,
    faults: Iterable[Fault] = (),
    decode: Callable[[str], bytes] = attachment.decode,
) -> tuple[Paper, ...]:
    """The papers of a message that brings nothing else (``papers`` as in a submission), judged as :func:`read` does."""
    reader = Reader(raw, now, spell, list(faults), decode)
    papers = reader.papers()
    if reader.faults:
        raise InvalidDossier(reader.faults)
    return papers


def wrong_request_id(request_id: str) -> str | None:
    """The code of what is wrong with a request id, None for a good one."""
    if _REQUEST_ID.fullmatch(request_id or ""):
        return None
    return "REQUEST_ID_INVALID" if request_id else "REQUIRED"


class Reader(Values):
    """Puts the parts of a submission together."""

    def __init__(
        self,
        raw: Raw,
        now: datetime,
        spell: Callable[[str], str],
        faults: list[Fault],
        decode: Callable[[str], bytes],
    ) -> None:
        super().__init__(raw, now, spell, faults)
        self.decode = decode
        self.today = now.astimezone(LOCAL).date()

    def submission(self, request_id: str, channel: Channel, rules: Catalogue) -> Submission:
        raw = self.raw
        if code := wrong_request_id(request_id):
            self.fault("request_id", code)
        owner = self.person("owner", required=True)
        given = self.text(raw, "procedure", "", SHORT, required=True) or ""
        procedure = rules.procedure(given, self.today) if given else None
        if given and procedure is None:
            self.fault("procedure", "PROCEDURE_UNKNOWN")
        code = self.text(raw, "code", "", SHORT)
        if code and dossier_number.is_valid(code):
            code = dossier_number.compact(code)
        issuer = self.text(raw, "code_issuer", "", SHORT)
        if issuer and not code:
            self.fault("code", "REQUIRED")
        fee, collection = self.fee(), self.home_collection(owner, channel)
        if fee and fee.place is FeePlace.ON_COLLECTION and not (collection and collection.wish is Wish.YES):
            self.fault("fee.place", "COLLECTION_NONE")
        return Submission(
            request_id=request_id,
            channel=channel,
            procedure_code=procedure.code if procedure else given,
            procedure_raw=given,
            code=code,
            code_issuer=issuer,
            owner=owner or Person(name=""),
            submitter=self.person("submitter", required=False),
            licence_class=self.licence_class(raw, "licence_class", "", rules),
            held_licence=self.held_licence(rules),
            papers=self.papers(),
            fee=fee,
            return_by_post=self.return_by_post(owner),
            home_collection=collection,
            summary=self.text(raw, "summary", "", LIMITS["summary"]),
            submitted_at=self.time(raw, "submitted_at", ""),
            foreign=tuple(sorted((str(k), str(v)) for k, v in (raw.get("foreign") or {}).items())),
        )

    def person(self, key: str, *, required: bool) -> Person | None:
        raw = self.part(key)
        if not raw:
            if required and not self.is_known(key):
                self.fault(f"{key}.name", "REQUIRED")
            return None
        return self.person_of(raw, f"{key}.", required=True)

    def person_of(self, raw: Raw, at: str, *, required: bool) -> Person:
        """``required``: there is no person without a name."""
        name = self.text(raw, "name", at, LIMITS["name"], required=required)
        phone_raw = self.text(raw, "phone", at, SHORT)
        birth = self.parsed(raw, "birth", at, self.birth)
        return Person(
            name=name or "",
            birth=birth,
            id_document=self.parsed(raw, "id_number", at, identity.parse_id),
            phone=self.judged(f"{at}phone", phone.normalise, phone_raw),
            phone_raw=phone_raw,
            email=self.email(raw, at),
            address=self.address(raw, at),
        )

    def birth(self, raw: str) -> identity.BirthDate:
        birth = identity.parse_birth(raw)
        identity.check(birth, self.today)
        return birth

    def email(self, raw: Raw, at: str) -> str | None:
        email = self.text(raw, "email", at, LIMITS["email"])
        if email and not _EMAIL.fullmatch(email):
            self.fault(f"{at}email", "EMAIL_INVALID")
        return email

    def address(self, raw: Raw, at: str) -> Address | None:
        part = raw.get("address")
        if not part:
            return None
        at = f"{at}address."
        units = {name: self.text(part, name, at, 20) for name in ("province", "district", "ward")}
        written = self.text(part, "text", at, LIMITS["address"], required=not any(units.values()))
        scheme = self.text(part, "scheme", at, 20) or (scheme_on(self.today) if any(units.values()) else None)
        return Address(
            raw=written or "",
            scheme=scheme,
            province_code=units["province"],
            district_code=units["district"],
            ward_code=units["ward"],
        )

    def licence_class(self, raw: Raw, key: str, at: str, rules: Catalogue) -> str | None:
        code = self.text(raw, key, at, 10)
        if code is None:
            return None
        known = rules.licence_class(code.upper(), self.today)
        if known is None:
            self.fault(f"{at}{key}", "LICENCE_CLASS_UNKNOWN")
        return code.upper()

    def held_licence(self, rules: Catalogue) -> HeldLicence | None:
        raw = self.part("held_licence")
        if not raw:
            return None
        at = "held_licence."
        return HeldLicence(
            licence_class=self.text(raw, "licence_class", at, 10),  # may be of any regime, also one long gone
            number=self.text(raw, "number", at, SHORT),
            serial=self.text(raw, "serial", at, SHORT),
        )

    def papers(self) -> tuple[Paper, ...]:
        rows = self.raw.get("papers") or ()
        if len(rows) > MAX_PAPERS:
            self.fault("papers", "TOO_MANY", limit=MAX_PAPERS)
            return ()
        return tuple(self.paper(row, f"papers[{i}].") for i, row in enumerate(rows))

    def paper(self, raw: Raw, at: str) -> Paper:
        return Paper(
            name=self.text(raw, "name", at, LIMITS["paper"], required=True) or "",
            code=self.text(raw, "code", at, SHORT),
            originals=self.count(raw, "originals", at),
            copies=self.count(raw, "copies", at),
            certified=self.count(raw, "certified", at),
            attachment=self.attachment(raw.get("attachment"), f"{at}attachment."),
            file_url=self.text(raw, "file_url", at, LIMITS["url"]),
        )

    def attachment(self, raw: Raw | None, at: str) -> Attachment | None:
        if not raw:
            return None
        name = self.text(raw, "file_name", at, LIMITS["paper"], required=True) or ""
        if "content" not in raw:
            self.fault(f"{at}content", "REQUIRED")
            return None
        try:
            given = raw["content"]
            content = self.decode(given) if isinstance(given, str) else given
            return attachment.read(content, name, raw.get("media_type"), raw.get("sha256"))
        except InvalidFormat as e:
            self.fault(at + _ATTACHMENT_FIELD.get(e.code, "content"), e.code)
            return None

    def fee(self) -> Fee | None:
        raw = self.part("fee")
        if not raw:
            return None
        amount = whole(raw.get("amount_vnd"))
        if amount is None or amount > MAX_FEE_VND:
            self.fault("fee.amount_vnd", "FEE_INVALID")
        return Fee(
            amount_vnd=amount or 0,
            place=self.choice(raw, "place", "fee.", FeePlace, FeePlace.UNKNOWN),
            method=self.choice(raw, "method", "fee.", FeeMethod, FeeMethod.UNKNOWN),
            voucher=self.text(raw, "voucher", "fee.", SHORT),
        )

    def return_by_post(self, owner: Person | None) -> ReturnByPost:
        raw = self.part("return_by_post")
        if not raw:
            return ReturnByPost()
        back = self.returning(raw)
        if back.wish is Wish.YES and back.address is None and (owner is None or owner.address is None):
            self.fault("return_by_post.address", "RETURN_ADDRESS_REQUIRED")
        if wrong := wrong_deputy(back.may_receive, has_one=back.deputy is not None):
            self.fault(*wrong)
        return back

    def returning(self, raw: Raw) -> ReturnByPost:
        """The wish as it was said, whether or not there is an address."""
        at = "return_by_post."
        return ReturnByPost(
            wish=self.choice(raw, "wish", at, Wish, Wish.UNKNOWN),
            receiver=self.text(raw, "receiver", at, LIMITS["name"]),
            phone=self.parsed(raw, "phone", at, phone.normalise),
            address=self.address(raw, at),
            may_receive=self.choice(raw, "may_receive", at, MayReceive, None),
            deputy=self.deputy(raw, at),
        )

    def deputy(self, raw: Raw, at: str) -> Deputy | None:
        """Name and number: without a number the postman has nothing to compare."""
        part = raw.get("deputy")
        if not part:
            return None
        at = f"{at}deputy."
        name = self.text(part, "name", at, LIMITS["name"], required=True)
        self.text(part, "id_number", at, SHORT, required=True)
        return Deputy(name or "", self.parsed(part, "id_number", at, identity.parse_id))

    def home_collection(self, owner: Person | None, channel: Channel) -> HomeCollection | None:
        raw = self.part("home_collection")
        if not raw:
            return None
        found = self.collecting(raw)
        if found.wish is Wish.YES:
            if channel not in FETCHED_FROM:
                self.fault("home_collection.wish", "COLLECTION_NOT_NEEDED")
            if found.address is None and (owner is None or owner.address is None):
                self.fault("home_collection.address", "COLLECTION_ADDRESS_REQUIRED")
        return None if found == HomeCollection() else found

    def collecting(self, raw: Raw) -> HomeCollection:
        """The wish as it was said, whether or not it can be."""
        at = "home_collection."
        return HomeCollection(
            wish=self.choice(raw, "wish", at, Wish, Wish.UNKNOWN),
            sender=self.text(raw, "sender", at, LIMITS["name"]),
            phone=self.parsed(raw, "phone", at, phone.normalise),
            address=self.address(raw, at),
        )


def wrong_deputy(may_receive: str | None, *, has_one: bool) -> tuple[str, str] | None:
    """Path and code where who may receive and the deputy do not go together."""
    if (may_receive == MayReceive.AUTHORISED) == has_one:
        return None
    return "return_by_post.deputy", "DEPUTY_NOT_ASKED" if has_one else "DEPUTY_REQUIRED"


_ATTACHMENT_FIELD = {"ATTACHMENT_TYPE": "media_type", "ATTACHMENT_DIGEST": "sha256"}
