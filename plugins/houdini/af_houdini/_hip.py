"""The container of a scene file: its members by name, whichever licence wrote it.

Only reads, and decodes nothing: a commercial scene is a plain archive (cpio, the portable form) whose members say how
long they are; those of Indie and Apprentice are sealed one by one, and begin with a mark of their own. Measured in
public files of Houdini 11 to 21. What is not asked for, geometry above all, is never loaded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import IO

from afsubmit.errors import SceneError

MAXIMUM_MEMBERS = 600_000
"""How many members are looked up in one file: about six for each node."""
MAXIMUM_NAME = 4096
MAXIMUM_BODY = 8_000_000
"""Bytes of one member that are read: parameters are a few thousand."""

KEPT = frozenset(["init", "def", "parm", "chn", "networkdotinit"])
"""The members of a node that are ever asked for."""
OWN = frozenset([".start", ".variables", ".takes", "out.userdata"])
"""Those of the file as a whole, and what artists and tools keep at the network of its ROPs."""

_HEADER = re.compile(rb"070707[0-7]{53}([0-7]{6})([0-7]{11})")
"""Magic, nine fields that say nothing here, length of the name with its NUL, length of the body."""
_HEADER_BYTES = 76
_LAST = "TRAILER!!!"
_SEAL = re.compile(rb"Hou(?:LC|NC)\x1a[0-9A-Fa-f]{28}")
_SEALS = {b"HouLC\x1a": ("indie", "LIMITED_COMMERCIAL_FILE!!!"), b"HouNC\x1a": ("apprentice", "NON_COMMERCIAL_FILE!!!")}
_SEAL_BYTES = 34
_BLOCK = 1 << 22
_BUFFER = 1 << 16


class Archive:
    """The members of one scene file; `licence` is "", "indie" or "apprentice"."""

    def __init__(self, path: str) -> None:
        """Look through the file `path` once; nothing of it stays open.

        Raises:
            SceneError: it cannot be read, is no scene of Houdini, or is not whole; the sentence names the file.
        """
        self.path = path
        self._offsets: dict[str, tuple[int, int]] = {}
        try:
            with open(path, "rb", buffering=_BUFFER) as file:
                size = os.fstat(file.fileno()).st_size
                mark = file.read(6)
                self.licence, last = _SEALS.get(mark, ("", _LAST))
                file.seek(0)
                members = _sealed(file, size, mark) if self.licence else _plain(file, size)
                self._keep(members, last)
            self._file = open(path, "rb", buffering=0)
        except OSError as error:
            raise SceneError(f"The scene {path} cannot be read: {error.strerror or error}.") from error
        except _NotWholeError as error:
            raise SceneError(f"{path}: {error}") from error

    def _keep(self, members: Iterator[tuple[str, int, int]], last: str) -> None:
        name = ""
        for name, offset, size in members:
            if name == last:
                return
            if name in OWN or name.rpartition(".")[2] in KEPT:
                self._offsets.setdefault(name, (offset, size))
            if len(self._offsets) > MAXIMUM_MEMBERS:
                raise _NotWholeError("it has more nodes than can be read without Houdini. Submit it from Houdini.")
        raise _NotWholeError(f"the file ends after {name!r}, before its own end. Save it again from Houdini.")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def names(self) -> Iterator[str]:
        """The members that can be read, in the order of the file."""
        return iter(self._offsets)

    def text(self, name: str) -> str:
        """The body of a member, "" where there is none. Raises SceneError."""
        return self.data(name).decode("utf-8", "replace")

    def data(self, name: str) -> bytes:
        """The bytes of a member, none where there is none.

        Raises:
            SceneError: the disk failed, or it is larger than anything of the kind.
        """
        offset, size = self._offsets.get(name, (0, 0))
        if size > MAXIMUM_BODY:
            raise SceneError(f"{name} of {self.path} is so large that only Houdini can read it.")
        try:
            self._file.seek(offset)
            return self._file.read(size)
        except OSError as error:
            raise SceneError(f"The scene {self.path} cannot be read: {error.strerror or error}.") from error

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _NotWholeError(Exception):
    """What is wrong with the file, as the end of a sentence."""


def _plain(file: IO[bytes], size: int) -> Iterator[tuple[str, int, int]]:
    """Name, offset and length of each member of a plain archive."""
    offset = 0
    while offset < size or not offset:
        read = file.read(_HEADER_BYTES)
        head = _HEADER.match(read)
        if head is None and offset and len(read) < _HEADER_BYTES:
            return
        if head is None:
            raise _NotWholeError(_what_else(file, offset))
        length, body = int(head[1], 8), int(head[2], 8)
        name = file.read(min(length, MAXIMUM_NAME)).rstrip(b"\0").decode("utf-8", "replace")
        offset += _HEADER_BYTES + length
        if offset + body > size:
            raise _NotWholeError(f"the file ends inside {name!r}: it was cut short. Save it again from Houdini.")
        yield name, offset, body
        offset += body
        file.seek(offset)


def _what_else(file: IO[bytes], offset: int) -> str:
    """What stands where a member should begin."""
    if offset:
        return f"after {offset} bytes stands what is no part of a scene. Save it again from Houdini."
    file.seek(0)
    start = file.read(1024)
    if not start:
        return "the file is empty."
    if b"\0" in start or start.startswith(b"\x1f\x8b"):
        return "this is no scene of Houdini."
    return "this is no scene of Houdini, or one saved in text mode, which only Houdini reads. Save it in binary mode."


def _sealed(file: IO[bytes], size: int, mark: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, offset and length of each member of a sealed file: each ends where the next begins."""
    name, begin = "", 0
    for offset, found in _seals(file, mark):
        if begin:
            yield name, begin, offset - begin
        name = found.decode("utf-8", "replace")
        begin = offset + _SEAL_BYTES + len(found) + 1
    if name:
        yield name, begin, max(size - begin, 0)


def _seals(file: IO[bytes], mark: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each seal stands, and the name behind it."""
    rest, start = b"", 0
    while True:
        block = file.read(_BLOCK)
        data = rest + block
        end = len(data) - _SEAL_BYTES - MAXIMUM_NAME if block else len(data)
        at = data.find(mark)
        while 0 <= at < end:
            if _SEAL.match(data, at):
                name = data[at + _SEAL_BYTES : at + _SEAL_BYTES + MAXIMUM_NAME].partition(b"\0")
                if name[1]:
                    yield start + at, name[0]
            at = data.find(mark, at + 1)
        if not block:
            return
        keep = max(end, 0)
        rest, start = data[keep:], start + keep
