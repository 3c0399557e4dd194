"""Vietnamese text at the doors: one spelling, readable letters, search and alphabetical order.

Everything that comes in is NFC with single spaces (Unicode Standard Annex 15); reportlab and string comparison both
go wrong on decomposed letters. Search ignores marks; order is that of Vietnamese dictionaries (TCVN 6064 alphabet,
tones ngang, huyền, hỏi, ngã, sắc, nặng, counted syllable by syllable), which no C-locale database offers by itself.

>>> clean("  Nguyê\\u0303n\\u00a0Thị\\tÁnh ")
'Nguyễn Thị Ánh'
>>> search_key("Đặng Thị Ngọc Ánh")
'dang thi ngoc anh'
>>> sorted(["Lệ An", "Đào", "Dũng", "Lê Văn", "Ân", "Ăn", "An"], key=sort_key)
['An', 'Ăn', 'Ân', 'Dũng', 'Đào', 'Lê Văn', 'Lệ An']
"""

from __future__ import annotations

import re
import unicodedata

from app.domain.errors import InvalidFormat

# Joiners, soft hyphen, BOM and direction marks: pasted along from web pages and phone books, invisible, no content.
# U+200B is not among them: it stands between words, so it becomes a space.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES = re.compile("[\\s\u200b]+")
# Controls other than tab, newlines and page break; private use; lone surrogates; noncharacters; U+FFFD.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff\U000f0000-\U0010ffff]"
    "|[" + "".join(chr(plane * 0x10000 + last) for plane in range(1, 15) for last in (0xFFFE, 0xFFFF)) + "]"
)

# Words found in nearly every Vietnamese name or address, as they look when bytes of a legacy font are read as Latin-1.
# None of them is a word, a Vietnamese syllable or a foreign name: "Loïc", "Raúl", "Leão", "Hå" stay welcome.
_TCVN3_WORDS = {
    "nguyÔn", "trÇn", "lª", "ph¹m", "huúnh", "®Æng", "§Æng", "bïi", "§ç", "®ç", "thÞ", "v¨n", "hoµng",
    "d\u00ad¬ng", "®\u00adêng", "huyÖn", "tØnh", "ph\u00adêng", "thµnh",
}  # fmt: skip
_VNI_WORDS = {
    "nguyeãn", "traàn", "leâ", "phaïm", "huyønh", "ñaëng", "buøi", "ñoã", "voõ", "vaên", "hoaøng", "döông",
    "ñöôøng", "huyeän", "tænh", "phöôøng", "thaønh", "xaõ", "aáp",
}  # fmt: skip
_WORD = re.compile(r"[^\s,.;:/()]+")
# TCVN3 puts vowels where Latin-1 has signs, so they turn up inside a word: "V¨n", "Ph¹m". UTF-8 read as Windows-1252
# shows "á»", "áº" or "Ä", "Æ" before a sign: "Nguyá»…n", "Ä‘".
_SIGN_IN_WORD = re.compile("[A-Za-z][¨¬¶¸¹¼½¾][A-Za-z]")
_UTF8_AS_LATIN = re.compile("á[º»][\u00a1-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ]|Ä[‘\u0090]|Æ[°¡]|Ã[¡-§©-ª¬-²´-º¼¾]")

_ONLY_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")

_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}  # ngang, no mark, is "1"
_LETTERS = {"\u0306": "2", "\u0302": "3", "\u031b": "3"}  # ă is the second a; â ê ô the third; ơ ư after ô


def clean(raw: str) -> str:
    """The text in NFC, its white space folded to single spaces, without ends; may be empty.

    Raises ``InvalidFormat("TEXT_UNREADABLE")`` for control and private-use characters, broken decoding, and text that
    is plainly TCVN3, VNI or UTF-8 read as Latin-1. When in doubt the text passes: a clerk sees it, a refusal costs.
    """
    if raw.isascii() and raw.isprintable():  # most fields: codes, numbers, dates
        return " ".join(raw.split())
    text = unicodedata.normalize("NFC", raw)
    if _UNREADABLE.search(text) or _is_legacy(text):
        raise InvalidFormat("TEXT_UNREADABLE", "text holds unreadable characters or a legacy font encoding")
    # Once more: taking a joiner out may bring a letter and its mark together.
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip())


def search_key(text: str) -> str:
    """Lower case, without marks, đ as d, single spaces: what search fields and trigram indexes hold.

    >>> search_key("NGUYỄN  Thị Mỹ Duyên")
    'nguyen thi my duyen'
    """
    letters = (char for char in _decomposed(text) if not unicodedata.combining(char))
    return " ".join("".join(letters).translate(_PLAIN_D).split())


def sort_key(text: str) -> str:
    """A string of digits and ``a-z`` whose byte order is Vietnamese alphabetical order.

    Each letter gives two characters (``a1`` a, ``a2`` ă, ``a3`` â), each syllable ends with ``0`` and its tone, so the
    tone of a syllable counts before the next one. Digits stand before letters; case and punctuation do not count.
    """
    return "".join(_syllable_key(word) for word in _LETTERS_AND_MARKS.findall(_decomposed(text)))


_LETTERS_AND_MARKS = re.compile("[\\w\u0300-\u036f]+")
_PLAIN_D = str.maketrans({"đ": "d", "ð": "d"})  # eth is what many old Vietnamese keyboards gave for đ


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())


def _is_legacy(text: str) -> bool:
    if text.isascii():
        return False
    if _UTF8_AS_LATIN.search(text):
        return True
    if _ONLY_UNICODE.search(text):  # no legacy font read as Latin-1 gives these
        return False
    if _SIGN_IN_WORD.search(text):
        return True
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    # TCVN3 has its capitals in another font, so case is kept: "NguyÔn" is legacy, "Nguyôn" and "NGUYÔN" are misspelt.
    return any(word[0].lower() + word[1:] in _TCVN3_WORDS or word.lower() in _VNI_WORDS for word in words)


def _syllable_key(word: str) -> str:
    keys: list[str] = []
    tone = "1"
    for char in word:
        if char in _TONES:
            tone = _TONES[char]
        elif char in _LETTERS and keys:
            keys[-1] = keys[-1][0] + ("4" if char == "\u031b" and keys[-1][0] == "o" else _LETTERS[char])
        elif char in "đð":
            keys.append("d2")
        elif char.isascii() and char.isdigit():
            keys.append("1" + char)
        elif char.isascii() and char.isalpha():
            keys.append(char + "1")
        elif not unicodedata.combining(char) and char != "_":
            keys.append(f"zz{ord(char):06x}")
    return "".join(keys) + "0" + tone if keys else ""
