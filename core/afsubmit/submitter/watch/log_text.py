"""What tasks print, as lines to read: without the marks of terminals, and which of them tell of an error. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...local.output_text import BEGINNING_CUT
from ...local.output_words import has, vocabulary
from ...wire.states import ERR

PIECE = 64 * 1024
"""So many letters are looked at in one go: other threads wait as long."""
_LIKELY_WORDS = ("error", "fatal", "exception", "traceback", "abort", "failed", "cannot", "can't", "no")
_LIKELY = re.compile(
    r"\b(?:error|fatal|exception|traceback|abort(?:ed)?|failed|cannot|can't|not found|no such file)\b", re.IGNORECASE
)
_HARMLESS = re.compile(r"\b(?:0|no|without) errors?\b|\berrors?\s*[:=]\s*0\b", re.IGNORECASE)
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069]")
CUTS = ("Maximum size reached. Output middle trunctated.", BEGINNING_CUT.strip())
"""What stands in place of what was dropped: of afrender 3.4.1 (its own spelling), and of the farm of this machine."""


class LogText:
    """The text of one log, which grows; `is_cut` says that something was dropped in it."""

    def __init__(self, parser: str = "", service: str = "") -> None:
        """Of a task whose output the farm's `parser` reads, "" for that of its `service`."""
        self.text = ""
        self.is_cut = False
        words = vocabulary(parser, service)
        self._errors = [*(one for one, bits in words.verdicts if bits & ERR), *words.bad_results]
        self._known = self._likely = -1
        self._lines = 0
        self._rest = ""

    @property
    def first_error(self) -> int:
        """The number of the first line that a parser knows for an error, else of the first that sounds so; -1."""
        return self._known if self._known >= 0 else self._likely

    def add(self, raw: str) -> str:
        """Take more of what was printed; returns it as it is to be read."""
        pieces = [readable(piece) for piece in _pieces(raw)]
        for piece in pieces:
            *lines, self._rest = (self._rest + piece).split("\n")
            self._look(lines)
            self._lines += len(lines)
        added = "".join(pieces)
        self.text += added
        return added

    def finish(self) -> None:
        """Look at the last line, which has no end."""
        self._look([self._rest])

    def _look(self, lines: list[str]) -> None:
        """Look for errors in these lines; where no word of one is, in none of them by itself."""
        whole = "\n".join(lines)
        lowered = whole.lower()
        self.is_cut = self.is_cut or any(cut in whole for cut in CUTS)
        errors = [words for words in self._errors if has(words, lowered)] if self._known < 0 else []
        is_likely = self._likely < 0 and any(word in lowered for word in _LIKELY_WORDS)
        for number, line in enumerate(lines if errors or is_likely else (), self._lines):
            if errors and any(has(words, line.lower()) for words in errors):
                self._known = number
                errors = []
            if is_likely and _LIKELY.search(line) and not _HARMLESS.search(line):
                self._likely, is_likely = number, False


def _pieces(raw: str) -> Iterator[str]:
    """Pieces that end with a line where they can."""
    place = 0
    while place < len(raw):
        end = raw.find("\n", place + PIECE) + 1 or len(raw)
        yield raw[place:end]
        place = end


def readable(piece: str) -> str:
    """What was printed without colours and other marks of terminals; a sign for what else is no letter."""
    if "\x1b" in piece:
        piece = _ESCAPES.sub("", piece)
    if "\r" in piece:  # programs go back to paint the same line again
        piece = piece.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", piece)
