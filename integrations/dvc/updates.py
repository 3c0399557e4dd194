"""What the portal tells of a dossier that is known here: papers that came, other content, the citizen's withdrawal.

The portal sends its whole dossier each time, so what is news has to be found. What it has not said before is a
correction, so that nothing is taken back that an officer has put right; each supplement counts once by its own id;
files that were not there are papers that came. An update of a dossier that is unknown here founds it: its first push
did not arrive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from app import intake, submissions, updates
from app.context import Context
from app.domain import correction, remark, text
from app.domain.correction import Correction
from app.domain.dossier import Answer, Dossier
from app.domain.errors import Conflict, InvalidDossier, InvalidFormat, NotFound, NotSupported
from app.domain.life import MOVES
from app.domain.local_time import LOCAL
from app.domain.submission import Channel, Paper, Submission
from app.security.principals import Principal
from app.store import dossiers, requests
from integrations.dvc import codes, replay, supplements
from integrations.dvc.sheet import Sheet

TAKEN_IN_VI = "Đã nhận hồ sơ"
CORRECTED_VI = "Đã ghi nhận nội dung thay đổi"
SUPPLEMENTED_VI = MOVES["supplement"].told_vi
WITHDRAWN_VI = "Đã ghi nhận việc rút hồ sơ"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and what is said of it."""

    answer: Answer
    said_vi: str = TAKEN_IN_VI

    def then(self, answer: Answer, said_vi: str) -> Outcome:
        """Behind this one; what a person should look at for the first time stays in view."""
        before = () if self.answer.repeat else self.answer.warnings
        warnings = tuple(dict.fromkeys((*before, *answer.warnings)))
        return Outcome(replace(answer, warnings=warnings, repeat=self.answer.repeat and answer.repeat), said_vi)


@dataclass(frozen=True, slots=True)
class Door:
    """Who speaks, and in which message."""

    principal: Principal
    context: Context
    source: str

    def found(self, sheet: Sheet) -> Outcome:
        """Take a dossier in that is new."""
        return Outcome(intake.accept(self._submission(sheet), self.principal, self.context, self.source))

    def update(self, sheet: Sheet) -> Outcome:
        """All that is new in a dossier which the portal pushes again."""
        known = self._known(sheet)
        state = sheet.hoso.get("TrangThaiHoSo")
        if known and state == codes.WITHDRAWN:
            return self._withdrawn(known, sheet, remark.NOTHING)
        if known and state in codes.TOLD_BACK:
            sheet.forgive("TrangThaiHoSo")
        rows, files = supplements.read(sheet, self.context), supplements.files(sheet, self.context)
        outcome = self._changed(known, sheet) if known else self.found(sheet)
        return self._supplemented(outcome, sheet, rows, files)

    def withdraw(self, sheet: Sheet) -> Outcome:
        """A change of state; the only one that is the portal's to tell is the citizen's withdrawal."""
        if sheet.faults:
            raise InvalidDossier(sheet.faults)
        if sheet.hoso["TrangThai"] != codes.WITHDRAWN:
            raise NotSupported
        said = remark.read(_only(sheet, "reason"), MOVES["withdraw"], self.context.clock.now(), sheet.spell)
        known = self._known(sheet)
        if known is None:
            raise NotFound
        return self._withdrawn(known, sheet, said)

    def _withdrawn(self, known: Dossier, sheet: Sheet, said: remark.Remark) -> Outcome:
        request_id = supplements.request_id(sheet.code, "rut", self._digest(sheet))
        answer = updates.withdraw(known.dossier_no, request_id, self.principal, self.context, self.source, said)
        return Outcome(_as_repeat(answer), WITHDRAWN_VI)

    def _changed(self, known: Dossier, sheet: Sheet) -> Outcome:
        """What this sender has not said before corrects the dossier; without any it is a repeat."""
        first = None
        try:
            submission = self._submission(sheet)
            whose, digest = (self.principal.sender, submission.request_id), submission.fingerprint()
            first = requests.answered(self.context.database, *whose, digest)
            if first is None:  # another door has founded it
                return Outcome(intake.accept(submission, self.principal, self.context, self.source))
        except InvalidDossier:
            pass  # not whole: what is given is judged below
        except Conflict as e:
            if e.code != Conflict.code:
                raise
        self._require_same_procedure(known, sheet)
        asked = self._asked(known, sheet)
        if not asked.changes:
            return Outcome(first or Answer.about(known).repeated())
        answer = updates.correct(known.dossier_no, asked, self.principal, self.context, self.source, sheet.spell)
        return Outcome(_as_repeat(answer), CORRECTED_VI)

    def _asked(self, known: Dossier, sheet: Sheet) -> Correction:
        """The portal tells all it knows each time: what it has said before is no news."""
        asked = submissions.read_correction(
            _only(sheet, *correction.PARTS),
            request_id=supplements.request_id(sheet.code, "dinh-chinh", self._digest(sheet)),
            context=self.context,
            spell=sheet.spell,
            faults=sheet.faults,
            may_be_empty=True,
        )
        said = updates.said_by(self.principal.sender, known, self.context)
        return replace(asked, changes=correction.news(said, asked.changes))

    def _supplemented(
        self, outcome: Outcome, sheet: Sheet, rows: Sequence[supplements.Row], files: Sequence[Paper]
    ) -> Outcome:
        """Each row that is new, the first of them with the files that are; files alone where no row speaks of them."""
        new = supplements.unknown(files, self._files(outcome.answer.dossier_no))
        coming = []
        for row in rows:  # the files were read before: what came in between is known by its id
            brought = row.with_files(sheet.code, new)
            if not replay.is_known(self.principal.sender, brought.request_id, self.context):
                coming.append(brought)
                new = []
        for brought in coming or ([supplements.of_files(sheet.code, new)] if new else []):
            number = outcome.answer.dossier_no
            answer = updates.supplement(number, brought, self.principal, self.context, self.source, sheet.spell)
            outcome = outcome.then(answer, SUPPLEMENTED_VI)
        return outcome

    def _submission(self, sheet: Sheet) -> Submission:
        return submissions.read(
            sheet.raw,
            request_id=sheet.code,
            channel=self.principal.channel(Channel.PORTAL),
            context=self.context,
            spell=sheet.spell,
            faults=sheet.faults,
        )

    def _known(self, sheet: Sheet) -> Dossier | None:
        """The dossier that carries this code."""
        try:
            code = text.clean(sheet.code)
        except InvalidFormat:
            return None
        issuer = self.context.rules.code_issuer(code) or self.principal.sender
        with self.context.database.begin() as connection:
            found = dossiers.by_issued_code(connection, code, issuer)
        return found if found and found.agency_id == self.principal.agency_id else None

    def _files(self, dossier_no: str) -> list[Row[Any]]:
        """The papers that are there, with what their files were."""
        with self.context.database.begin() as connection:
            found = dossiers.by_code(connection, dossier_no, self.principal.agency_id, self.principal.office_id)
            return dossiers.files_of(connection, found.id) if found else []

    def _require_same_procedure(self, known: Dossier, sheet: Sheet) -> None:
        day = self.context.clock.now().astimezone(LOCAL).date()
        procedure = self.context.rules.procedure(str(sheet.raw.get("procedure", "")), day)
        if procedure is not None and procedure.code != known.procedure_code:
            raise Conflict(code="CODE_TAKEN")

    def _digest(self, sheet: Sheet) -> str:
        """Of the message and the place in it."""
        return hashlib.sha256(f"{self.source} {sheet.at}".encode()).hexdigest()[:16]


def _only(sheet: Sheet, *names: str) -> dict[str, object]:
    return {name: sheet.raw[name] for name in names if name in sheet.raw}


def _as_repeat(answer: Answer) -> Answer:
    """What changed nothing was here already."""
    return answer.repeated() if updates.NOTHING_CHANGED in answer.warnings else answer
