"""What a program printed, as text: UTF-8, and on Windows each line that is none in one of the machine's two code pages.

There a program that prints into a file or a pipe uses the ANSI page: so do the C runtime, Python (its documentation of
`sys.stdout`) and what GNU gettext translates (its page on the Windows console). cmd's own commands, .bat files and
Windows' own tools use the console's, the OEM page. A line does not say which it is in: the ANSI page's, which
applications print, unless it reads better in the other. Measured with translated messages of GNU's programs, a line
each: of those in the ANSI page 99 to 100 in a hundred came out right, of those in the OEM page 58 to 98 (nine in
Italian).
"""

from __future__ import annotations

import codecs
import os
import unicodedata
from collections.abc import Sequence

PAGES = ("mbcs", "oem") if os.name == "nt" else ()
"""Python's names of the ANSI page and the console's; elsewhere everything speaks UTF-8."""
LETTERS = ("Ll", "Lu", "Lo")
OPENING, CURLED = "¡¿‚„", "‘’“”"
"""The latter open in one language and close in another."""


def decoded(data: bytes, *, pages: Sequence[str] = PAGES) -> str:
    """`data` as text; `pages` are the codecs of lines that are no UTF-8, the likeliest first."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_line(line, pages) for line in data.splitlines(keepends=True))


def without_half_letter(data: bytes) -> bytes:
    """`data` without a letter of UTF-8 at its end of which only the beginning is there."""
    return data[: codecs.utf_8_decode(data, "replace", False)[1]]


def _line(line: bytes, pages: Sequence[str]) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return min((line.decode(page, "replace") for page in pages or ("utf-8",)), key=_oddities)


def _oddities(text: str) -> int:
    """How many signs stand where no writer would put them."""
    places = zip(f" {text}", text, f"{text[1:]} ")
    return sum(not sign.isascii() and _is_odd(before, sign, after) for before, sign, after in places)


def _is_odd(before: str, sign: str, after: str) -> bool:
    """Whether `sign` does not belong between these: a capital after a small letter, a quote inside a word, ..."""
    kind = unicodedata.category(sign)
    if kind in LETTERS:
        return (before.islower() and sign.isupper()) or (sign.islower() and after.isupper())
    if sign in OPENING:
        return before.isalnum() or after.isspace()
    is_alone = before.isspace() and after.isspace()
    is_in_word = before.isalpha() and after.isalpha() and sign != "’"
    return is_in_word or (is_alone and sign in CURLED) or kind.startswith("C") or sign == "\ufffd"
