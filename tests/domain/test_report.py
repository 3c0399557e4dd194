"""What a report of a parcel may bring: what is of a step of custody alone is told so."""

from __future__ import annotations

from app.domain.post import report


def test_what_belongs_to_a_step_of_custody_is_told_apart_from_what_is_misspelt() -> None:
    found = report.strange({"id_paper": "x", "statuscode": "y"}, report.FIELDS)
    assert {fault.path: fault.code for fault in found} == {"id_paper": "CUSTODY_ONLY", "statuscode": "FIELD_UNKNOWN"}
    assert report.strange({"id_paper": "x"}, report.FIELDS | report.MORE) == []
