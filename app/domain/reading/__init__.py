"""From raw values to a clean :class:`~app.domain.submission.Submission`, or all faults at once.

A door's adapter brings the outside shape into one dict with the names used here (``owner.name``, ``fee.amount_vnd``…);
this is the one place where values are cleaned and judged: each kind of part in a module of its own, :mod:`trunk
<app.domain.reading.trunk>` puts them together. Faults are reported under the names the sender used: the door passes
``spell``, which turns our path into its own.
"""

from app.domain.reading.papers import MAX_PAPERS
from app.domain.reading.trunk import read, read_papers, wrong_request_id

__all__ = ["MAX_PAPERS", "read", "read_papers", "wrong_request_id"]
