"""The files of a gathering as they lie on the disk, and the copying of one: whole, as it was at one moment, or not.

Copies, never links: what an artist changes in place later must not change what a job renders. Where the disk can share
blocks until one of two files changes (Btrfs, XFS, some servers), the system's own copy does so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from ...counted import size_text
from ...errors import SceneError
from ..planning.gathering import Gathering

PORTION = 2**24
"""Bytes that are copied between two looks at whether to go on."""
TRIES = 2
"""So often a file is copied that is written to meanwhile."""


class FoundFile(NamedTuple):
    """One file to copy: where it is, its place in the folder, its size in bytes."""

    source: str
    place: str
    size: int


class FoundFiles(NamedTuple):
    """What is there of a gathering; `lacking` are paths that are not, `is_whole` says whether all was looked at.

    `moved` are the paths that stand in scenes for what is there, and their places.
    """

    files: Sequence[FoundFile]
    moved: dict[str, str]
    lacking: Sequence[str]
    is_whole: bool = True

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files)


def look(gathering: Gathering, until: float = float("inf")) -> FoundFiles:
    """Look for all of it, at most until that moment of time.monotonic."""
    files: dict[str, FoundFile] = {}
    moved: dict[str, str] = {}
    lacking: list[str] = []
    for name, paths in gathering.sources.items():
        is_there = False
        for path in dict.fromkeys(paths):
            if time.monotonic() > until:
                return FoundFiles(list(files.values()), moved, lacking, is_whole=False)
            found = list(_files(path, gathering))
            files.update((one.place, one) for one in found)
            is_there |= bool(found) or os.path.isdir(path)
            lacking += [] if found or os.path.isdir(path) else [path]
        if is_there:
            moved.update((os.path.normcase(path), gathering.place(path)) for path in gathering.names(name))
    return FoundFiles(list(files.values()), moved, lacking)


def _files(path: str, gathering: Gathering) -> Iterator[FoundFile]:
    """The file `path`, or all below the folder; nothing where there is none."""
    with contextlib.suppress(OSError, ValueError):
        found = os.stat(path)
        if stat.S_ISREG(found.st_mode):
            yield FoundFile(path, gathering.place(path), found.st_size)
        elif stat.S_ISDIR(found.st_mode):
            for folder, _, names in os.walk(path):
                for name in names:
                    yield from _files(os.path.join(folder, name), gathering)


def too_large(size: int, folder: str) -> str:
    """Why so many bytes do not go into `folder`; "" where they do, or nobody can tell."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return ""
    if size <= free:
        return ""
    return f"{size_text(size)} are to be gathered, and the disk of {folder} has room for {size_text(free)}."


def copy(source: str, target: str, go_on: Callable[[int], None]) -> None:
    """Copy the file `source` to the new file `target`; `go_on` gets the bytes of each portion and may raise.

    Raises:
        SceneError: it cannot be read or written, or changes all the time.
        FileNotFoundError: there is no such file any more.
    """
    try:
        for _ in range(TRIES):
            with open(source, "rb") as read:
                before = _state(os.fstat(read.fileno()))
                with _new(target) as written:
                    _copy_all(read.fileno(), written.fileno(), go_on)
            if before == _state(os.stat(source)) and before[0] == os.path.getsize(target):
                return
            os.remove(target)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SceneError(f"{source} cannot be copied to {target}: {error.strerror or error}.") from error
    raise SceneError(f"{source} is being written to, so it cannot be copied; submit again when that is done.")


def _new(path: str) -> BinaryIO:
    """The new file `path`, opened.

    Raises:
        SceneError: it is there, or its folder is gone.
    """
    try:
        return open(path, "xb")
    except OSError as error:
        raise SceneError(f"{path} cannot be written: {error.strerror or error}.") from error


def _state(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _copy_all(source: int, target: int, go_on: Callable[[int], None]) -> None:
    while count := _copied(source, target):
        go_on(count)


def _copied(source: int, target: int) -> int:
    """Copy one portion from where both files stand; its bytes, 0 at the end."""
    if hasattr(os, "copy_file_range"):
        with contextlib.suppress(OSError):  # another disk, an old kernel: the portion is read and written below
            if count := os.copy_file_range(source, target, PORTION):
                return count
    content = os.read(source, PORTION)
    left = memoryview(content)
    while left:
        left = left[os.write(target, left) :]
    return len(content)
