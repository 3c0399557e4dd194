"""What each move changes: columns, dates for the event, papers that are owed, warnings for a person.

The table of moves (:mod:`app.domain.life`) says which are possible; here stands only what is particular to one.
"""

from app.effects.effect import effect
from app.effects.scene import Effect, Scene
from app.effects.supplement import suffers_from_another

__all__ = ["Effect", "Scene", "effect", "suffers_from_another"]
