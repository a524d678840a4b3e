"""Frame patterns in commands, file names and task names, filled as the farm fills them."""

from __future__ import annotations

import re

_PATTERN = re.compile("@#+@")


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
