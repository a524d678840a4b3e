"""The files a task writes: which they are, and whether they are there (flags 64 and 128)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ..document import patterns
from .local_tasks import LocalBlock

SKIP_EXISTING, CHECK_RENDERED = 64, 128


def of_task(block: LocalBlock, index: int) -> list[str]:
    """The names of a task's files, as they stand in the job.

    A name with one pattern is one file for each frame of the task; one with more patterns holds the task's first and
    last frame. A listed task's own files take the place of `@#@` in the block's.
    """
    given = block.field("files", [])
    if not block.is_numeric:
        own = block.listed[index].get("files", [])
        return [
            name for one in given for name in ([one.replace("@#@", each) for each in own] if "@#@" in one else [one])
        ]
    return [name for one in given for name in _numbered(block, index, one)]


def _numbered(block: LocalBlock, index: int, name: str) -> Iterator[str]:
    first, last = block.frames(index)
    if not patterns.has_pattern(name) or patterns.fill(name, first, last) != patterns.fill(name, first, first):
        yield patterns.fill(name, first, last)
        return
    for frame in range(first, last + 1, block.numeric_range[3]):
        yield patterns.fill(name, frame, frame)


def are_there(block: LocalBlock, index: int, folder: str) -> bool:
    """Whether a task has files, and all of them are there."""
    return bool(of_task(block, index)) and not missing(block, index, folder)


def existing(names: Iterable[str], folder: str) -> list[str]:
    """Of these the files that are there, with their folder; names that are not absolute count from `folder`."""
    paths = [os.path.join(folder, name) for name in names if "\0" not in name]
    return [path for path in paths if os.path.isfile(path)]


def missing(block: LocalBlock, index: int, folder: str) -> str:
    """The first of a task's files that is not there or not of the size the block asks for; "" when all are.

    A file of no bytes counts as missing unless the block says that it does not (file_size_min 0): it is what a killed
    render leaves. afserver 3.4.1 takes it for there, so our own jobs ask for one byte.

    Names that are not absolute count from `folder`.
    """
    smallest, largest = block.field("file_size_min", -1), block.field("file_size_max", -1)
    smallest = 1 if smallest < 0 else smallest
    for name in of_task(block, index):
        try:
            size = os.stat(os.path.join(folder, name)).st_size
        except (OSError, ValueError):
            return name
        if size < smallest or (0 < largest < size):
            return name
    return ""
