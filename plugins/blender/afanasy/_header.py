"""The two ends of a .blend file: its version and active scene, and whether it is whole. No Blender here.

A file is a row of blocks, each with a head: a code of four letters, a length, an address, an index and a count. Up to
4.5 the file's own head has 12 bytes (`BLENDER-v405`) and each block's 24 (20 where addresses have 32 bits, `_`); from
5.0 on it says its length (`BLENDER17-01v0500`), blocks have 32 bytes and lengths 64 bits. The blocks `REND` stand near
the beginning: first and last frame, then the scene's name; the active scene is the first (seen in files of 3.4 to 5.2).
"""

from __future__ import annotations

import gzip
import os
import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple, cast

from .afsubmit.errors import SceneError

ZSTANDARD, GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
_OLD = re.compile(rb"BLENDER([_-])([vV])(\d)(\d\d)")
_NEW = re.compile(rb"BLENDER(\d\d)-(\d\d)v(\d\d)(\d\d)")
MOST_BLOCKS = 64
"""How far to look for the scenes; they are the first ones (seen in files of 3.4 to 5.2)."""

MOST_BYTES = 2**24
"""No block before them is longer; one that says so is damaged."""


class Header(NamedTuple):
    """`version` is (major, minor); `scenes` are names with first and last frame, none where they cannot be read."""

    version: tuple[int, int]
    scenes: list[tuple[str, int, int]]


def read(path: str) -> Header:
    """The header of `path`; an empty one when it is compressed with Zstandard, which no Python here undoes.

    Raises:
        SceneError: it cannot be read, or is no .blend file.
    """
    try:
        with open(path, "rb") as plain:
            start = plain.read(4)
            plain.seek(0)
            opened = _opened(plain, start)
            return _parsed(opened, path) if opened else Header((0, 0), [])
    except (OSError, EOFError, struct.error, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "it ends too early"
        raise SceneError(f"{path} cannot be read: {reason}.") from error


def _opened(plain: IO[bytes], start: bytes) -> IO[bytes] | None:
    if start.startswith(GZIP):
        return cast(IO[bytes], gzip.open(plain))
    return None if start == ZSTANDARD else plain


def _parsed(file: IO[bytes], path: str) -> Header:
    start = file.read(17)
    new, old = _NEW.match(start), _OLD.match(start)
    if new:
        file.seek(int(new[1]))
        return Header((int(new[3]), int(new[4])), list(_scenes(file, "<4siQqq", (3, "<"))))
    if old:
        file.seek(12)
        order = "<" if old[2] == b"v" else ">"
        layout = f"{order}4si{'Q' if old[1] == b'-' else 'I'}ii"
        return Header((int(old[3]), int(old[4])), list(_scenes(file, layout, (1, order))))
    raise SceneError(f"{path} is no .blend file: it does not begin with BLENDER.")


def _scenes(file: IO[bytes], layout: str, rule: tuple[int, str]) -> Iterator[tuple[str, int, int]]:
    """Each scene of the blocks `REND`; `rule` says which number of a block's head is its length, and the byte order."""
    place, order = rule
    is_found = False
    for _ in range(MOST_BLOCKS):
        head = struct.unpack(layout, file.read(struct.calcsize(layout)))
        length = head[place]
        if head[0] == b"REND" and 8 <= length <= MOST_BYTES:
            is_found = True
            content = file.read(length)
            first, last = struct.unpack(f"{order}ii", content[:8])
            yield content[8:].partition(b"\0")[0].decode("utf-8", "replace"), first, last
        elif is_found or head[0] == b"ENDB":
            return
        elif 0 <= length <= MOST_BYTES:
            file.seek(length, os.SEEK_CUR)
        else:
            raise EOFError


def is_complete(path: str) -> bool:
    """Whether a .blend file has its end; Blender 5.2 calls a compressed one saved that a full disk cut off (measured).

    A plain file ends with the block ENDB of 24 bytes, from 5.0 on of 32; a compressed one with the mark of its table
    of frames (Zstandard's seekable format).
    """
    try:
        with open(path, "rb") as file:
            start = file.read(7)
            file.seek(-32, os.SEEK_END)
            end = file.read()
    except OSError:
        return False
    return b"ENDB" in end if start == b"BLENDER" else end.endswith(b"\xb1\xea\x92\x8f")
