"""The smallest .blend file with scenes in it, as Blender 3.4 and 5.2 begin theirs (seen in files of both)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

OLD, NEW = (3, 4), (5, 2)


def write(path: Path, scenes: Sequence[tuple[str, int, int]] = (("Shot", 1, 10),), version=OLD) -> Path:
    """Write `scenes` (name, first and last frame) into `path`."""
    major, minor = version
    is_new = version >= (5, 0)
    start = b"BLENDER17-01v%02d%02d" % version if is_new else b"BLENDER-v%d%02d" % (major, minor)
    parts = [
        start,
        *(_block(b"REND", _scene(*one), is_new=is_new) for one in scenes),
        _block(b"ENDB", b"", is_new=is_new),
    ]
    path.write_bytes(b"".join(parts))
    return path


def _scene(name: str, first: int, last: int) -> bytes:
    return struct.pack("<ii64s", first, last, name.encode())


def _block(code: bytes, content: bytes, *, is_new: bool) -> bytes:
    if is_new:
        return struct.pack("<4siQqq", code, 0, 0, len(content), 1) + content
    return struct.pack("<4siQii", code, len(content), 0, 0, 1) + content
