"""Makes the font files beside it: ``python -m pdf.faces.build``. Run by hand, when a font's release changes.

From the wheels ``fontpkg-noto-serif`` and ``fontpkg-be-vietnam-pro`` (SIL Open Font Licence, see OFL-*.txt): one static
instance per face, with Latin, Greek and Cyrillic letters, without hints and layout tables. Reading these takes
milliseconds at start-up; making an instance of the variable font takes two seconds a face.
"""

from __future__ import annotations

from pathlib import Path

import fontpkg
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent

# Latin and its extensions, combining marks, Greek, Cyrillic, Vietnamese, punctuation, currencies, № and ™.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x2B0, 0x530),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2060),
    *range(0x20A0, 0x20C0),
    0x2116,
    0x2122,
    0x2212,
]

# Our name → family, style, weight, width in percent (None: the font has no such axis).
# Noto Serif at 87.5 % is about as wide as the Times that offices are used to.
FACES = {
    "serif": ("Noto Serif", "normal", 400, 87.5),
    "serif-bold": ("Noto Serif", "normal", 700, 87.5),
    "serif-italic": ("Noto Serif", "italic", 400, 87.5),
    "label": ("Be Vietnam Pro", "normal", 400, None),
    "label-bold": ("Be Vietnam Pro", "normal", 700, None),
}


def build(name: str) -> None:
    """Write one face beside this module."""
    family, style, weight, width = FACES[name]
    font = TTFont(fontpkg.path(family, weight, style), recalcTimestamp=False)
    if width is not None:
        font = instancer.instantiateVariableFont(font, {"wght": weight, "wdth": width})
    options = subset.Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True)
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "STAT", "DSIG", "gasp", "MVAR", "HVAR", "avar"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    _rename(font, f"{family.replace(' ', '')}-{name}")
    font.save(HERE / f"{name}.ttf", reorderTables=False)


def _rename(font: TTFont, postscript_name: str) -> None:
    """Only the names that a PDF needs, so that the two families cannot be mixed up."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 1, 2, 13, 14)]
    names.setName(postscript_name, 4, 3, 1, 0x409)
    names.setName(postscript_name, 6, 3, 1, 0x409)


if __name__ == "__main__":
    for face in FACES:
        build(face)
