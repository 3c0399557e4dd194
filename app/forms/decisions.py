"""What the authority tells the citizen: bring more (form 02), refused (03), late and when instead (04), stopped."""

from __future__ import annotations

import pdf.apology
import pdf.refusal
import pdf.stop_notice
import pdf.supplement
from app.context import Context
from app.domain.paper_check import Difference
from app.domain.submission import Channel
from app.forms import parts
from app.forms.edition import Edition
from pdf.form import PaperLine

# The office keeps its own book of these papers: the number is written in by hand.
REQUEST_NO, REFUSAL_NO, APOLOGY_NO, NOTICE_NO = "………/HDHS", "………/TCHS", "………/PXL", "………/TB"
HEAD_VI = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"


def supplement_request(edition: Edition, context: Context) -> pdf.supplement.SupplementRequest:
    """Form 02: what the officer asked for, else what the papers lack by the procedure's list; and until when."""
    said, people = edition.said, parts.people(edition.dossier.record)
    del people["identity_no"]
    lacking = parts.differences(edition, context).to_supplement
    desk = parts.desk(edition, context)
    return pdf.supplement.SupplementRequest(
        number=REQUEST_NO,
        request=parts.request(edition, context),
        demands=said.demands or tuple(each.text_vi for each in lacking),
        papers=tuple(_to_come(each) for each in lacking),
        reason=said.reason,
        supplement_by=said.until,
        contact=f"{desk} ({edition.officer})" if edition.officer else desk,
        contact_phone=parts.agency(edition, context).phone,
        officer_name=edition.officer,
        **parts.head(edition, context),
        **parts.look_up(edition, context),
        **people,
    )


def _to_come(lacking: Difference) -> PaperLine:
    """How many of a paper are still to be brought, of each kind."""
    asked, found = lacking.asked, lacking.found
    return PaperLine(
        lacking.name_vi,
        originals=max(asked.originals - found.originals, 0),
        certified=max(asked.certified - found.certified, 0),
        copies=max(asked.copies - found.copies, 0),
    )


def refusal(edition: Edition, context: Context) -> pdf.refusal.Refusal:
    """Form 03, of a dossier that is not received and of one that was; its papers and its fee go back."""
    dossier, people = edition.dossier, parts.people(edition.dossier.record)
    del people["identity_no"]
    return pdf.refusal.Refusal(
        number=REFUSAL_NO,
        desk=parts.desk(edition, context),
        request=parts.request(edition, context),
        submitted_at=edition.submitted_at,
        papers=parts.given_back(edition),
        reason=edition.said.reason,
        refund=parts.refund(edition),
        officer_name=edition.officer,
        submitter_signs=dossier.channel not in (Channel.PORTAL, Channel.POST_COUNTER),
        **parts.head(edition, context),
        **parts.look_up(edition, context),
        **people,
    )


def apology(edition: Edition, context: Context) -> pdf.apology.Apology:
    """Form 04: the time that was promised, and the new one."""
    said, people = edition.said, parts.people(edition.dossier.record)
    return pdf.apology.Apology(
        number=APOLOGY_NO,
        agency_name=parts.agency(edition, context).name_vi,
        owner_name=people["owner_name"],
        address=people["address"],
        request=parts.request(edition, context),
        received_at=parts.known(edition.received_at),
        due_at=parts.known(edition.due_before),
        reason=said.reason,
        new_due_at=parts.known(said.new_due_at),
        signer_above=parts.deputy(said.signer_role),
        signer_role=said.signer_role.upper() or HEAD_VI,
        signer_name=said.signer,
        **parts.head(edition, context),
    )


def stop_notice(edition: Edition, context: Context) -> pdf.stop_notice.StopNotice:
    """The notice that Circular 03/2025/TT-VPCP has; by the rules of earlier days no such paper is owed."""
    people = parts.people(edition.dossier.record)
    return pdf.stop_notice.StopNotice(
        number=NOTICE_NO,
        agency_name=parts.agency(edition, context).name_vi,
        owner_name=people["owner_name"],
        address=people["address"],
        request=parts.request(edition, context),
        submitted_at=edition.submitted_at,
        due_at=edition.due_at if edition.received_at else None,
        stopped_at=edition.at,
        reason=edition.said.reason,
        refund=parts.refund(edition),
        papers=parts.given_back(edition),
        **parts.head(edition, context),
        **parts.look_up(edition, context),
    )
