"""What each operation does: plain values in, plain values out, no XML; by what they are about.

Values are named as in the contract, in our spelling (``owner.id_number`` for ``owner/idNumber``).
"""

from __future__ import annotations

from integrations.post.soap.handlers import dossiers, events, handovers, papers, registering, reports, searching, shifts
from integrations.post.soap.handlers.request import Handler, Request, Values

__all__ = ["HANDLERS", "Request", "Values"]

HANDLERS: dict[str, Handler] = {
    **dossiers.HANDLERS,
    **registering.HANDLERS,
    **papers.HANDLERS,
    **searching.HANDLERS,
    **handovers.HANDLERS,
    **events.HANDLERS,
    **reports.HANDLERS,
    **shifts.HANDLERS,
}
