"""A terminal in memory: what stands on it after the escape sequences that the watch writes."""

from __future__ import annotations

import io
import re

from afsubmit.cli.text_table import width

SEQUENCE = re.compile(r"\x1b\[(\??)(\d*)([A-Za-z])")


class Screen(io.StringIO):
    """A terminal of so many columns that knows no sequences but those it must."""

    def __init__(self, columns: int = 80, lines: int = 24, encoding: str = "utf-8") -> None:
        super().__init__()
        self.columns, self.height, self.name_of_encoding = columns, lines, encoding
        self.rows = [""]
        self.line = 0
        self.is_cursor_hidden = False
        self.colours: list[str] = []

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.name_of_encoding

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError("no file")

    def write(self, text: str) -> int:
        text.encode(self.name_of_encoding)
        place = 0
        while place < len(text):
            found = SEQUENCE.match(text, place)
            if found:
                self._act(*found.groups())
                place = found.end()
                continue
            assert text[place] != "\x1b", repr(text[place : place + 10])
            self._put(text[place])
            place += 1
        return len(text)

    def resize(self, columns: int) -> None:
        """As terminals do: lines that are too long now go on in the next one."""
        self.columns = columns
        rows: list[str] = []
        for row in self.rows[:-1]:
            rows += [row[place : place + columns] for place in range(0, max(len(row), 1), columns)]
        self.rows, self.line = [*rows, self.rows[-1]], len(rows)

    def _put(self, letter: str) -> None:
        if letter == "\n":
            self.line += 1
            while len(self.rows) <= self.line:
                self.rows.append("")
            return
        assert letter.isprintable(), repr(letter)
        self.rows[self.line] += letter
        assert width(self.rows[self.line]) < self.columns, self.rows[self.line]

    def _act(self, private: str, number: str, what: str) -> None:
        if what == "F":
            assert self.line >= int(number), "the cursor goes above the top"
            self.line -= int(number)
        elif what == "J":
            del self.rows[self.line :]
            self.rows.append("")
        elif what == "m":
            self.colours.append(number)
        else:
            assert (private, number) == ("?", "25"), what
            self.is_cursor_hidden = what == "l"

    @property
    def text(self) -> str:
        """All that stands there."""
        return "\n".join(row.rstrip() for row in self.rows).rstrip("\n")
