"""Reads a mask as afserver 3.4.1 reads it: std::regex of libstdc++, ECMAScript, byte by byte. Matches nothing."""

from __future__ import annotations

from ..typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing import Union

    Node = Union[
        "ByteNode", "EdgeNode", "LookaheadNode", "GroupNode", "RepetitionNode", "AlternativesNode", "SequenceNode"
    ]


class ByteNode(NamedTuple):
    """One byte: bit n says whether ASCII n fits, bit 128 whether all other bytes do."""

    bits: int


class EdgeNode(NamedTuple):
    """`^`, `$` or the edge of a word: fits no letter."""


class LookaheadNode(NamedTuple):
    """A look ahead, wanted or not: fits no letter."""

    node: Any


class GroupNode(NamedTuple):
    """What stands between brackets."""

    node: Any


class RepetitionNode(NamedTuple):
    """`node` that often; `high` None is without end."""

    node: Any
    low: int
    high: int | None


class AlternativesNode(NamedTuple):
    """One of `nodes`."""

    nodes: Any


class SequenceNode(NamedTuple):
    """All of `nodes` in a row."""

    nodes: Any


DEPTH = 20
"""Brackets that may stand within each other; std::regex dies of 15,829."""
TERMS = 4000
"""What may stand in a row; std::regex dies of 85,944."""
COUNT = 1000
ANYTHING = (1 << 129) - 1
OTHERS = 1 << 128
EVERYTHING = ANYTHING & ~(1 << 10 | 1 << 13)
"""What a `.` fits: names hold no line breaks."""


def _bits(letters: str) -> int:
    return sum(1 << ord(letter) for letter in set(letters))


_DIGITS = _bits("0123456789")
_LOWER = _bits("abcdefghijklmnopqrstuvwxyz")
_UPPER = _bits("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BLANKS = _bits(" \t\n\r\f\v")
_WORD = _DIGITS | _LOWER | _UPPER | 1 << ord("_")
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _BLANKS}
_NAMED = {
    "digit": _DIGITS, "lower": _LOWER, "upper": _UPPER, "alpha": _LOWER | _UPPER, "space": _BLANKS,
    "alnum": _DIGITS | _LOWER | _UPPER, "xdigit": _DIGITS | _bits("abcdefABCDEF"),
    "punct": _bits("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
}  # fmt: skip
_ESCAPES = {"f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class UnreadableError(Exception):
    """The server would not take the mask, or would read it in another way than it is written."""


class DangerError(Exception):
    """The server could die of the mask, or never be done with it."""


def parse(mask: str) -> Node:
    """The mask as a tree.

    Raises:
        UnreadableError: see there.
        DangerError: brackets too deep, or too much in a row.
    """
    reader = _MaskReader(mask)
    node = reader.alternatives(0)
    if reader.rest():
        raise UnreadableError(f"{reader.next()} closes nothing or repeats nothing")
    return node


class _MaskReader:
    def __init__(self, mask: str) -> None:
        self._mask, self._at = mask, 0

    def rest(self) -> bool:
        return self._at < len(self._mask)

    def next(self) -> str:
        """The next letter, taken."""
        self._at += 1
        return self._mask[self._at - 1]

    def _take(self, text: str) -> bool:
        if not self._mask.startswith(text, self._at):
            return False
        self._at += len(text)
        return True

    def alternatives(self, depth: int) -> Node:
        nodes = [self._sequence(depth)]
        while self._take("|"):
            nodes.append(self._sequence(depth))
        return AlternativesNode(nodes) if len(nodes) > 1 else nodes[0]

    def _sequence(self, depth: int) -> Node:
        nodes: list[Node] = []
        while self.rest() and self._mask[self._at] not in "|)*+?{":
            nodes += self._term(depth)
            if len(nodes) > TERMS:
                raise DangerError(f"more than {TERMS} letters in a row")
        return SequenceNode(nodes)

    def _term(self, depth: int) -> list[Node]:
        letter = self.next()
        if letter in "^$" or (letter == "\\" and (self._take("b") or self._take("B"))):
            return [EdgeNode()]
        if letter == "(":
            node = self._group(depth + 1)
            if isinstance(node, LookaheadNode):
                return [node]
        elif letter == "[":
            node = ByteNode(self._set())
        elif letter == ".":
            node = ByteNode(EVERYTHING)
        elif letter == "\\":
            node = ByteNode(self._escape()[0])
        elif ord(letter) < 128:
            node = ByteNode(1 << ord(letter))
        else:
            return self._other(letter)
        return [self._repeated(node)]

    def _other(self, letter: str) -> list[Node]:
        """A letter of several bytes, of which a repetition would repeat the last one."""
        if self.rest() and self._mask[self._at] in "*+?{":
            raise UnreadableError(f"{letter} is several letters to the server; put it into brackets: (?:{letter})")
        return [ByteNode(OTHERS)] * len(letter.encode("utf-8", "replace"))

    def _group(self, depth: int) -> Node:
        if depth > DEPTH:
            raise DangerError(f"brackets within each other more than {DEPTH} times")
        is_ahead = self._take("?=") or self._take("?!")
        if not is_ahead and not self._take("?:") and self.rest() and self._mask[self._at] == "?":
            raise UnreadableError(f"({self._mask[self._at : self._at + 2]} is not known there")
        node = self.alternatives(depth)
        if not self._take(")"):
            raise UnreadableError("a bracket ( is not closed")
        return LookaheadNode(node) if is_ahead else GroupNode(node)

    def _repeated(self, node: Node) -> Node:
        found = self._quantifier()
        if not found:
            return node
        self._take("?")
        if self._quantifier():
            raise DangerError("a repetition of a repetition")
        return RepetitionNode(node, *found)

    def _quantifier(self) -> tuple[int, Any] | None:
        for sign, found in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(sign):
                return found
        if not self._take("{"):
            return None
        low = self._number()
        high: int | None = low
        if self._take(","):
            high = self._number() if self.rest() and self._mask[self._at] != "}" else None
        if not self._take("}") or (high is not None and high < low):
            raise UnreadableError("{ begins no count, such as {2} or {2,5}")
        return low, high

    def _number(self) -> int:
        start = self._at
        while self.rest() and self._mask[self._at] in "0123456789":
            self._at += 1
        if start == self._at:
            raise UnreadableError("{ begins no count, such as {2} or {2,5}")
        if self._at - start > 4 or int(self._mask[start : self._at]) > COUNT:
            raise DangerError(f"a count above {COUNT}")
        return int(self._mask[start : self._at])

    def _escape(self) -> tuple[int, str]:
        """What stands behind a backslash: its bits, and the letter when it is one."""
        letter = self.next() if self.rest() else ""
        if letter.lower() in _CLASSES and letter:
            bits = _CLASSES[letter.lower()]
            return (bits if letter.islower() else ANYTHING & ~bits), ""
        if letter in "123456789" and letter:
            raise DangerError(f"\\{letter} looks back at what was found")
        letter = _ESCAPES.get(letter, letter)
        if not letter or letter.isalnum() or ord(letter) > 127:
            raise UnreadableError(f"\\{letter} is not known there")
        return 1 << ord(letter), letter

    def _set(self) -> int:
        is_not, bits, last = self._take("^"), 0, ""
        if self._take("]"):
            raise UnreadableError("[] is a set of nothing there; a closing bracket stands by itself")
        while not self._take("]"):
            one, letter = self._item()
            if letter == "-" and last and self._mask[self._at : self._at + 1] != "]":
                one, letter = self._range(last), ""
            bits, last = bits | one, letter
        return ANYTHING & ~bits if is_not else bits

    def _range(self, first: str) -> int:
        last = self._item()[1]
        if not last or ord(last) < ord(first):
            raise UnreadableError(f"{first}-{last} is no range")
        return sum(1 << number for number in range(ord(first), ord(last) + 1))

    def _item(self) -> tuple[int, str]:
        if not self.rest():
            raise UnreadableError("a bracket [ is not closed")
        letter = self.next()
        if letter == "\\":
            return self._escape()
        if letter == "[" and self.rest() and self._mask[self._at] in ".=:":
            name, _, _ = self._mask[self._at + 1 :].partition(":]")
            if not self._take(f":{name}:]") or name not in _NAMED:
                raise UnreadableError(f"[{self._mask[self._at : self._at + 8]} is no set that is known there")
            return _NAMED[name], ""
        if ord(letter) > 127:
            raise UnreadableError(f"{letter} is several letters to the server; write (?:{letter}|…) instead of a set")
        return 1 << ord(letter), letter
