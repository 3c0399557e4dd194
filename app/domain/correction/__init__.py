"""Correction (đính chính hồ sơ): what of a dossier is put right after it was handed in.

Only what is given is read; blank is not given, so nothing can be taken away by accident. Values are judged as those of
a submission are. An address is replaced whole: the ward of one never stays beside the text of another.
"""

from app.domain.correction.given import read
from app.domain.correction.limits import AT_THE_POST_VI, RETURN_VI, faults, require_possible, require_same_owner
from app.domain.correction.record import PARTS, Correction, Kept, Record, changed, merged, news, without

__all__ = [
    "AT_THE_POST_VI",
    "PARTS",
    "RETURN_VI",
    "Correction",
    "Kept",
    "Record",
    "changed",
    "faults",
    "merged",
    "news",
    "read",
    "require_possible",
    "require_same_owner",
    "without",
]
