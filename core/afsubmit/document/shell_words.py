"""Words that a person typed for the farm's shell: where each stands, and what of it the shell takes as it is.

Read only, never carried out: what cannot be read for certain is an error, so that nobody changes it by guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..errors import QuotingError
from .quoting import POSIX, THIS_SYSTEM, WINDOWS

_BETWEEN_POSIX = " \t\n;&|()<>"
_BETWEEN_CMD = " \t&|<>"
_SPECIAL = "$*?[]{}~"
"""What sh makes something else of, outside quotes; a brace is also where a command template has its places."""
_READS_AGAIN = re.compile(r"(?:.*/)?(?:eval|trap|ssh|rsh|su|watch|xargs|parallel)")
_SHELL = re.compile(r"(?:.*/)?(?:ba|da|z|k|c|tc|fi)?sh")
_PATH_OF_WINDOWS = re.compile(r"""(?:^|[\s"'=])(?:[A-Za-z]:\\|\\\\\w)""")
_CODE = re.compile(r"-[a-z]*c")


class Word(NamedTuple):
    """One word of a command line: `text[start:end]`.

    `head` is the value of its beginning, up to `head_end`, that the shell takes as it is; all of the word where it
    holds nothing else. `quote` is the quote that is open at `head_end`, or "". `is_split` says that it holds a variable
    outside quotes: the shell makes several words of a value with blanks.
    """

    start: int
    end: int
    head: str
    head_end: int
    quote: str
    is_split: bool


def typed_words(text: str, system: str = THIS_SYSTEM) -> list[str]:
    """The words of `text`, typed on a machine of `system` for this program, in quotes where they hold blanks.

    A backslash belongs to its word on Windows, and everywhere in a text with a path of Windows; else it is that of sh.

    Raises:
        ValueError: a quote is not closed.
    """
    import shlex

    reader = shlex.shlex(text, posix=True)
    reader.whitespace_split = True
    reader.commenters = ""
    if system == WINDOWS or _PATH_OF_WINDOWS.search(text):
        reader.escape = ""
    return list(reader)


def words(text: str, farm_os: str) -> Iterator[Word]:
    """The words of the command line `text`, one after the other.

    Raises:
        QuotingError: the shell could not read it, or it holds what is not read here: a here-document, a command within
            a word.
    """
    read, between = (_posix_word, _BETWEEN_POSIX) if farm_os == POSIX else (_cmd_word, _BETWEEN_CMD)
    position = 0
    while position < len(text):
        if text[position] in between:
            position = _after_signs(text, position)
        elif text[position] == "#" and farm_os == POSIX:
            position = text.find("\n", position) if "\n" in text[position:] else len(text)
        else:
            word = read(text, position)
            yield word
            position = word.end


def reads_again(line: Sequence[Word]) -> bool:
    """Whether what stands in one of these words may be cut into words once more: by `eval`, `sh -c`, a variable."""
    heads = [word.head for word in line]
    if any(word.is_split for word in line):
        return True
    is_shell = any(map(_SHELL.fullmatch, heads)) and any(map(_CODE.fullmatch, heads))
    return is_shell or any(map(_READS_AGAIN.fullmatch, heads))


def quoted_places(text: str, farm_os: str) -> set[int]:
    """Which letters of the command line `text` stand inside quotes.

    Raises:
        QuotingError: as `words` does.
    """
    return {position for word in words(text, farm_os) for position in _inside(text, word, farm_os)}


def _after_signs(text: str, position: int) -> int:
    if text.startswith("<<<", position):
        return position + 3
    if text.startswith("<<", position):
        raise QuotingError("It holds a here-document (<<).")
    return position + 1


def _inside(text: str, word: Word, farm_os: str) -> Iterator[int]:
    steps = _posix_steps if farm_os == POSIX else _cmd_steps
    for position, _end, _value, quote in steps(text, word.start):
        if position >= word.end:
            return
        if quote:
            yield position


def _posix_word(text: str, start: int) -> Word:
    return _word(text, start, _posix_steps(text, start))


def _cmd_word(text: str, start: int) -> Word:
    return _word(text, start, _cmd_steps(text, start))


def _word(text: str, start: int, steps: Iterator[tuple[int, int, str | None, str]]) -> Word:
    """The word of these steps, each a place, the next one, its value (None: not known here), and the open quote."""
    head: list[str] = []
    stop: tuple[int, str] | None = None
    end, is_split = start, False
    for position, after, value, quote in steps:
        is_split |= value is None and not quote and text[position] in "$%"
        if value is None and stop is None:
            stop = position, quote
        elif stop is None:
            head.append(value or "")
        end = after
    at, quote = stop or (end, "")
    return Word(start, end, "".join(head), at, quote, is_split)


def _posix_steps(text: str, position: int) -> Iterator[tuple[int, int, str | None, str]]:
    quote = ""
    while position < len(text) and (quote or text[position] not in _BETWEEN_POSIX):
        letter, two = text[position], text[position : position + 2]
        end, value, after = position + 1, letter, quote
        known: str | None = value
        if letter == quote or (not quote and letter in "'\""):
            known, after = "", "" if letter == quote else letter
        elif quote == "'":
            pass
        elif letter == "`" or two in ("$(", "$'", '$"'):
            raise QuotingError("It holds a command within a word.")
        elif letter == "\\" and two != "\\" and (not quote or two[1] in '$`"\\\n'):
            end, known = position + 2, "" if two[1] == "\n" else two[1]
        elif letter == "$" or (not quote and (letter in _SPECIAL or two == "\\")):
            known = None
        yield position, end, known, quote
        position, quote = end, after
    _ensure_closed(quote)


def _cmd_steps(text: str, position: int) -> Iterator[tuple[int, int, str | None, str]]:
    quote = ""
    while position < len(text) and (quote or text[position] not in _BETWEEN_CMD):
        letter = text[position]
        if text.startswith('\\"', position) or letter in "\r\n":
            raise QuotingError("It holds a quote behind a backslash, or several lines.")
        known: str | None = "" if letter == '"' else letter
        if letter == "%" or (not quote and letter in "^(){}"):
            known = None
        yield position, position + 1, known, quote
        if letter == '"':
            quote = "" if quote else '"'
        position += 1
    _ensure_closed(quote)


def _ensure_closed(quote: str) -> None:
    if quote:
        raise QuotingError(f"A quote ({quote}) is not closed.")
