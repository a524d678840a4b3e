"""Which number the file of a frame has: the knobs `frame_mode` and `frame` of a write node. Pure.

Foundry's reference: `expression` works it out of the frame, `offset` is added to it, `start at` numbers the first frame
of a sequence. What a task of a farm takes for a sequence is not documented, so that one is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from afsubmit.document.patterns import filler, numbered
from afsubmit.errors import SceneError

from . import _paths
from ._unknown import only_nuke

MODES = ("expression", "start at", "offset")
_PLUS = re.compile(r"frame(?:([+-])(\d{1,9}))?")
_PARTS = re.compile(
    r"(?P<token>%0?\d*d|#+)|(?P<tcl>\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*\]|\$\w*(?:\(\w*\))?)|.", re.DOTALL
)
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_WHOLE = re.compile(r"(?<![\w.])(\d+)(?![\w.])")


class Numbering:
    """The number of a frame's file: `shift` more than the frame, or what `expression` gives."""

    def __init__(self, mode: str, text: str) -> None:
        """Take what the two knobs say.

        Raises:
            SceneError: nobody can tell the numbers before Nuke renders.
        """
        mode = mode.strip().lower().replace("_", " ") or MODES[0]
        self.mode = MODES[int(mode)] if mode in ("0", "1", "2") else mode
        self.expression = re.sub(r"\s+", "", text.strip().strip('{}"'))
        self.shift: int | None = 0
        if not self.expression:
            return
        if self.mode not in ("expression", "offset"):
            raise only_nuke(f"The number of a file that is to {self.mode} {self.expression}")
        plus = _PLUS.fullmatch(self.expression if self.mode == "expression" else f"frame{_signed(self.expression)}")
        if plus is None and self.mode == "offset":
            raise only_nuke(f"The offset {text.strip()}")
        self.shift = (int(f"{plus[1]}{plus[2]}") if plus[1] else 0) if plus else None

    def at(self, frame: int) -> int:
        """The number of the file that `frame` writes.

        Raises:
            SceneError: only Nuke can work it out.
        """
        if self.shift is not None:
            return frame + self.shift
        from . import _tcl_expr  # few scripts number their files so

        text = _WHOLE.sub(r"\1.0", _WORD.sub(lambda found: _named(found[0], frame), self.expression))
        try:
            number = float(_tcl_expr.Expression(text, _refused).value())
        except (ValueError, OverflowError, ZeroDivisionError) as error:
            raise only_nuke(f"The frame expression {self.expression}") from error
        if number != int(number):
            raise only_nuke(f"The frame expression {self.expression}, {number} at frame {frame},")
        return int(number)


class Numbered(dict[int, str]):
    """The file of each frame, by its own number in `pattern`; also of frames that nobody asked for yet."""

    def __init__(self, pattern: str, numbering: Numbering, frames: list[int]) -> None:
        """Take the pattern of the numbers, and the frames to name the files of."""
        self._fill, self._number = filler(pattern), numbering.at
        super().__init__((frame, self._fill(self._number(frame))) for frame in frames)

    def __missing__(self, frame: int) -> str:
        return self._fill(self._number(frame))


def pattern(text: str, paths: Mapping[int, str], numbering: Numbering) -> str | None:
    """The pattern of the files' numbers: from a knob's `text` and what Nuke made of it at some frames.

    What Nuke puts in, the frame or the number already, is not documented: what stands in the paths says it. None when
    that cannot be seen, or something else in the path changes with the frame.
    """
    shape, widths = _shape(text)
    found = {frame: shape.fullmatch(path) for frame, path in paths.items()}
    for number in (numbering.at, int):
        patterns = {_pattern(match, widths, number(frame)) for frame, match in found.items()}
        if len(patterns) == 1 and None not in patterns:
            return patterns.pop()
    return None


def _shape(text: str) -> tuple[re.Pattern[str], list[int]]:
    """What a path of `text` looks like, with a group for each number, and the widths of these."""
    parts, widths = [".*?"], []
    for found in _PARTS.finditer(text):
        token = found["token"]
        if token:
            widths.append(_paths.width(token))
            parts.append(r"(-?\d+)")
        else:
            parts.append(".*?" if found["tcl"] else r"[\\/]" if found[0] in ("\\", "/") else re.escape(found[0]))
    return re.compile("".join(parts), re.DOTALL), widths


def _pattern(found: re.Match[str] | None, widths: Sequence[int], number: int) -> str | None:
    """The path that was found with patterns in place of its numbers; None unless each of them is `number`."""
    if found is None or any(numbered(number, width) != digits for digits, width in zip(found.groups(), widths)):
        return None
    parts, place = [], 0
    for index, width in enumerate(widths, 1):
        parts += [found.string[place : found.start(index)], f"@{'#' * width}@"]
        place = found.end(index)
    return "".join([*parts, found.string[place:]])


def _signed(text: str) -> str:
    return text if text[:1] in ("+", "-") else f"+{text}"


def _named(word: str, frame: int) -> str:
    if word == "frame":
        return f"({frame}.0)"
    if word in ("int", "floor", "ceil", "abs", "min", "max"):
        return word
    raise only_nuke(f"{word} in a frame expression")


def _refused(text: str, _place: int, _plain: object) -> tuple[str, int]:
    raise SceneError(f"The frame expression {text} can only be worked out by Nuke itself.")
