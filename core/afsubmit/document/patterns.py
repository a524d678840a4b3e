"""Frame patterns in commands, file names and task names, filled as the farm fills them."""

from __future__ import annotations

import re
from collections.abc import Callable

_PATTERN = re.compile("@#+@")
_PRINTF = re.compile("%([0-9]{0,3})d")
_HASHES = re.compile("@#+@|#+")
_DIGITS_LAST = re.compile(r"((?:.*[/\\])?[^/\\]*?)([0-9]+)(\.[^./\\]*)", re.DOTALL)


def fill(text: str, first: int, last: int) -> str:
    """`text` with each `@#@`, `@##@`, … replaced by the first and the last frame in turn, beginning with the first.

    As many digits as there are `#`, zeros in front, the minus counted (`@####@` of -12 is `-012`); longer numbers are
    not cut. Measured on afrender 3.4.1.
    """
    if "@#" not in text:
        return text
    filled: list[str] = []
    is_first, end = True, 0
    for found in _PATTERN.finditer(text):
        filled += (text[end : found.start()], numbered(first if is_first else last, len(found.group()) - 2))
        is_first, end = not is_first, found.end()
    return "".join(filled) + text[end:]


def filler(pattern: str) -> Callable[[int], str]:
    """The function that fills `pattern` with one frame, as `fill` does: for thousands of them."""
    places = len(_PATTERN.findall(pattern))
    if not places:
        return lambda frame: pattern
    form = _PATTERN.sub(lambda found: f"%0{len(found[0]) - 2}d", pattern.replace("%", "%%"))
    return (lambda frame: form % frame) if places == 1 else (lambda frame: form % ((frame,) * places))


def numbered(frame: int, width: int) -> str:
    """`frame` with zeros in front to `width` characters, the minus counted."""
    return f"{frame:0{width}d}"


def fill_listed(block_command: str, task_command: str) -> str:
    """The command of a listed task: its own in place of each `@#@` of the block's, or behind it when there is none.

    Only `@#@` is replaced here, `@##@` stays. An empty command of either leaves the other alone.
    """
    if not task_command or not block_command:
        return block_command or task_command
    if "@#@" in block_command:
        return block_command.replace("@#@", task_command)
    return block_command + task_command


def has_pattern(text: str) -> bool:
    """Whether the farm would put frames into `text`."""
    return _PATTERN.search(text) is not None


def from_printf(text: str) -> str:
    """`text` with each `%d` and `%04d` as the farm writes it: `@#@`, `@####@`."""
    return _PRINTF.sub(lambda found: _hashes(int(found[1] or 1)), text)


def from_hashes(text: str) -> str:
    """`text` with each run of `#` as the farm writes it; what is written so already stays."""
    return _HASHES.sub(lambda found: found[0] if found[0][0] == "@" else f"@{found[0]}@", text)


def from_file_name(path: str) -> str:
    """`path` of one frame with the digits in front of the last dot of its name as a pattern."""
    found = _DIGITS_LAST.fullmatch(path)
    return f"{found[1]}{_hashes(len(found[2]))}{found[3]}" if found else path


def from_two_names(first: str, second: str) -> str:
    """`first` with the number in which it differs from `second` as a pattern; `first` when there is no such number.

    One `#` when the two are of different length, since then there are no zeros in front.
    """
    begin, width, end = difference(first, second)
    return f"{begin}{_hashes(width)}{end}" if width else first


def difference(first: str, second: str) -> tuple[str, int, str]:
    """`first` before the number in which it differs from `second`, the digits to write there, and what follows.

    (`first`, 0, "") when they are the same, differ in more than one number, or begin differently.
    """
    shorter = min(len(first), len(second))
    begin = next((i for i in range(shorter) if first[i] != second[i]), shorter)
    tail = next((i for i in range(shorter) if first[-1 - i] != second[-1 - i]), shorter)
    end = len(first) - tail
    while begin > 0 and _is_digit(first[begin - 1]):
        begin -= 1
    while end < len(first) and _is_digit(first[end]):
        end += 1
    numbers = (first[begin:end], second[begin : len(second) - len(first) + end])
    if first == second or not all(number and all(map(_is_digit, number)) for number in numbers):
        return first, 0, ""
    return first[:begin], (end - begin if len(first) == len(second) else 1), first[end:]


def _hashes(width: int) -> str:
    return f"@{'#' * max(width, 1)}@"


def _is_digit(letter: str) -> bool:
    return letter in "0123456789"
