"""Shift files (tệp ca): a counter's dossiers of a shift in one file, taken over at once, worked off line by line.

:mod:`.taking` and :mod:`.looking` are what doors call, :mod:`.working` what a worker does, :mod:`.formats` what a
kind of file must offer.
"""

from app.shift_files.formats import Format, Formats
from app.shift_files.looking import MAX_PAGE, PAGE, Page, find, listed, progress, result
from app.shift_files.taking import Taken, take_in

__all__ = [
    "MAX_PAGE",
    "PAGE",
    "Format",
    "Formats",
    "Page",
    "Taken",
    "find",
    "listed",
    "progress",
    "result",
    "take_in",
]
