"""Updates (bổ sung, rút, đính chính hồ sơ): what comes for a dossier that is there, by any door, each once.

Each is found by our number, its own code or its alias, and answered as an intake is: the first answer is kept with the
request id, in the one namespace of its sender, and given again to a repeat. What was done under it is part of what
makes the content the same, so a request id never serves two purposes.
"""

from app.updates.correcting import correct, said_by
from app.updates.once import NOTHING_CHANGED, require_role
from app.updates.registering import Registered, register
from app.updates.supplementing import Supplement, supplement
from app.updates.withdrawing import withdraw

__all__ = [
    "NOTHING_CHANGED",
    "Registered",
    "Supplement",
    "correct",
    "register",
    "require_role",
    "said_by",
    "supplement",
    "withdraw",
]
