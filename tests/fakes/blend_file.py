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


_NAMES = ("*next", "name[1024]", "dir[768]", "*stripdata", "name[256]")
_TYPES = {"char": 1, "void": 0, "Image": 1032, "Strip": 784, "StripElem": 256}
_STRUCTURES = {
    "Image": ("*next", "name[1024]"),
    "Strip": ("*next", "*stripdata", "dir[768]"),
    "StripElem": ("name[256]",),
}
_AT = 4096


def write_paths(path: Path, images: Sequence[str], strip: tuple[str, Sequence[str]], *, version=OLD) -> Path:
    """Write a file that reads these pictures, and a strip of a folder and names in it."""
    is_new = version >= (5, 0)
    start = b"BLENDER17-01v%02d%02d" % version if is_new else b"BLENDER-v%d%02d" % version
    folder, names = strip
    blocks = [
        (b"IM\0\0", 0, 8192 + number, struct.pack("<Q1024s", 0, name.encode())) for number, name in enumerate(images)
    ]
    blocks.append((b"DATA", 1, 2048, struct.pack("<QQ768s", 0, _AT, folder.encode())))
    blocks.append((b"DATA", 2, _AT, b"".join(struct.pack("<256s", name.encode()) for name in names)))
    blocks.append((b"DNA1", 0, 0, _description()))
    content = [
        _numbered(code, kind, at, data, len(names) if kind == 2 else 1, is_new) for code, kind, at, data in blocks
    ]
    path.write_bytes(b"".join([start, *content, _block(b"ENDB", b"", is_new=is_new)]))
    return path


def read_paths(path: Path, version=OLD) -> tuple[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """What `write_paths` was given, as it stands there now."""
    is_new = version >= (5, 0)
    content, place, images, folder, names = path.read_bytes(), 17 if is_new else 12, [], "", ()
    while (code := content[place : place + 4]) != b"ENDB":
        layout = "<4siQqq" if is_new else "<4siQii"
        head = struct.unpack_from(layout, content, place)
        length = head[3] if is_new else head[1]
        place += struct.calcsize(layout)
        data = content[place : place + length]
        if code == b"IM\0\0":
            images.append(_text(data[8:]))
        elif head[2] == 2048:
            folder = _text(data[16:])
        elif head[2] == _AT:
            names = tuple(_text(data[at : at + 256]) for at in range(0, length, 256))
        place += length
    return tuple(images), (folder, names)


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode()


def _numbered(code: bytes, kind: int, address: int, content: bytes, count: int, is_new: bool) -> bytes:
    if is_new:
        return struct.pack("<4siQqq", code, kind, address, len(content), count) + content
    return struct.pack("<4siQii", code, len(content), address, kind, count) + content


def _description() -> bytes:
    """The block DNA1: names of fields, kinds with their sizes, and which kind has which fields."""
    types = list(_TYPES)
    parts = [b"SDNANAME", struct.pack("<i", len(_NAMES)), *(name.encode() + b"\0" for name in _NAMES)]
    parts += [b"TYPE", struct.pack("<i", len(types)), *(name.encode() + b"\0" for name in types)]
    parts += [b"TLEN", struct.pack(f"<{len(types)}H", *_TYPES.values())]
    parts += [b"STRC", struct.pack("<i", len(_STRUCTURES))]
    for kind, fields in _STRUCTURES.items():
        parts.append(struct.pack("<HH", types.index(kind), len(fields)))
        for name in fields:
            of = types.index("void" if name.startswith("*") else "char")
            parts.append(struct.pack("<HH", of, _NAMES.index(name)))
    return b"".join(parts)
