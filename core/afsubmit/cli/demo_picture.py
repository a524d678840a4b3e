"""What the farm runs for the demo: paints a mountain at sunrise into a PNG for each frame. Imports nothing of ours."""

from __future__ import annotations

import json
import math
import os
import struct
import sys
import zlib

WIDTH, HEIGHT = 320, 180
PEAKS = ((0.25, 0.55, 1.3), (0.62, 0.42, 1.1), (0.9, 0.6, 1.5))
"""Place, height and slope of each mountain, in parts of the picture."""


def picture(frame: int, first: int, last: int, tint: tuple[float, float, float]) -> bytes:
    """The PNG of one frame: the sun rises from the first to the last."""
    share = (frame - first) / max(1, last - first)
    sun_x, sun_y = WIDTH * (0.35 + 0.3 * share), HEIGHT * (0.75 - 0.5 * share)
    rows = []
    for y in range(HEIGHT):
        row = bytearray(_color(y / HEIGHT, share, tint) * WIDTH)
        reach = 24**2 - (y - sun_y) ** 2
        if reach > 0:
            _span(row, sun_x - math.sqrt(reach), sun_x + math.sqrt(reach), bytes((255, 236, 170)))
        for number, (place, height, slope) in enumerate(PEAKS):
            wide = (y - HEIGHT * height) * slope
            if wide > 0:
                shade = (0.16 + 0.05 * number) * (0.6 + 0.6 * share)
                _span(row, WIDTH * place - wide, WIDTH * place + wide, bytes(int(255 * shade * one) for one in tint))
        rows.append(b"\0" + bytes(row))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _color(down: float, share: float, tint: tuple[float, float, float]) -> bytes:
    warm = (0.35 + 0.6 * down, 0.3 + 0.35 * down, 0.55 - 0.2 * down)
    return bytes(int(255 * min(1.0, one * (0.45 + 0.6 * share) * part)) for one, part in zip(warm, tint))


def _span(row: bytearray, begin: float, end: float, color: bytes) -> None:
    first, last = max(0, round(begin)), min(WIDTH, round(end))
    if last > first:
        row[3 * first : 3 * last] = color * (last - first)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main(words: list[str]) -> int:
    """SCENE OUTPUT FIRST LAST: render these frames of an output."""
    path, name, first, last = words[0], words[1], int(words[2]), int(words[3])
    with open(path, encoding="utf-8") as file:
        scene = json.load(file)
    output = scene["outputs"][name]
    for frame in range(first, last + 1):
        target = output["file"].replace("####", f"{frame:04d}")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(picture(frame, scene["first"], scene["last"], output["tint"]))
        print(f"Frame {frame} of {name}: wrote {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
