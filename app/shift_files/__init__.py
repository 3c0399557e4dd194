"""Shift files (tệp ca): a counter's dossiers of a shift in one file, taken over at once, worked off line by line.

:mod:`.taking` is what doors call, :mod:`.working` what a worker does, :mod:`.formats` what a kind of file must offer.
"""

from app.shift_files.formats import Format, Formats
from app.shift_files.taking import Taken, find, progress, recent, result, take_in

__all__ = ["Format", "Formats", "Taken", "find", "progress", "recent", "result", "take_in"]
