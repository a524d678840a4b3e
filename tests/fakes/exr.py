"""Writes small OpenEXR files, by the format's own description: uncompressed lines of 32-bit floats."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

MAGIC = 20000630


def write(path: Path, colors: Mapping[str, float], *, width: int = 64, height: int = 36, more: bytes = b"") -> Path:
    """A picture whose channels, such as "R" or "ViewLayer.Combined.R", have these values; `more` are attributes."""
    line = {name: [value] * width for name, value in colors.items()}
    return write_lines(path, [line] * height, more=more)


def write_lines(path: Path, lines: Sequence[Mapping[str, Sequence[float]]], *, more: bytes = b"") -> Path:
    """A picture of these lines, each with the values of every channel."""
    names, width, height = sorted(lines[0]), len(next(iter(lines[0].values()))), len(lines)
    kinds = b"".join(_text(name) + struct.pack("<iBxxxii", 2, 0, 1, 1) for name in names) + b"\0"
    box = struct.pack("<iiii", 0, 0, width - 1, height - 1)
    head = struct.pack("<ii", MAGIC, 2) + more
    for name, kind, value in (
        ("channels", "chlist", kinds), ("compression", "compression", b"\0"), ("dataWindow", "box2i", box),
        ("displayWindow", "box2i", box), ("lineOrder", "lineOrder", b"\0"),
        ("pixelAspectRatio", "float", struct.pack("<f", 1.0)),
        ("screenWindowCenter", "v2f", struct.pack("<ff", 0.0, 0.0)),
        ("screenWindowWidth", "float", struct.pack("<f", 1.0)),
    ):  # fmt: skip
        head += attribute(name, kind, value)
    head += b"\0"
    data = [b"".join(struct.pack(f"<{width}f", *line[name]) for name in names) for line in lines]
    first, size = len(head) + 8 * height, 8 + len(data[0])
    offsets = b"".join(struct.pack("<Q", first + row * size) for row in range(height))
    rows = b"".join(struct.pack("<ii", row, len(line)) + line for row, line in enumerate(data))
    path.write_bytes(head + offsets + rows)
    return path


def attribute(name: str, kind: str, value: bytes) -> bytes:
    """One attribute of the head."""
    return _text(name) + _text(kind) + struct.pack("<i", len(value)) + value


def _text(text: str) -> bytes:
    return text.encode() + b"\0"
