"""Draws a contact sheet inside Blender: all frames on one dark page, each with its number.

Run as `blender -b --factory-startup --python demo/contact_sheet.py -- SHEET.png COLUMNS FRAME.png…`. Blender reads and
writes the images; Debian's has no numpy, so the pixels are put together row by row.
"""

from __future__ import annotations

import array
import os
import re
import sys

import bpy

GAP = 14
CAPTION = 26
PAPER = (0.055, 0.06, 0.075, 1.0)
INK = (0.62, 0.66, 0.72, 1.0)
DOT = 2
# Digits of three by five dots, row by row from the top.
GLYPHS = dict(
    zip(
        "0123456789",
        (
            "111101101101111",
            "010110010010111",
            "111001111100111",
            "111001111001111",
            "101101111001001",
            "111100111001111",
            "111100111101111",
            "111001001001001",
            "111101111101111",
            "111101111001111",
        ),
    )
)


class Picture:
    """RGBA values between 0 and 1 in rows from the bottom up, as Blender keeps them."""

    def __init__(self, width: int, height: int, values: array.array) -> None:
        self.width, self.height, self.values = width, height, values

    @classmethod
    def load(cls, path: str) -> Picture:
        """The image file at `path`."""
        image = bpy.data.images.load(path)
        width, height = image.size
        values = array.array("f", bytes(4 * 4 * width * height))
        image.pixels.foreach_get(values)
        bpy.data.images.remove(image)
        return cls(width, height, values)

    @classmethod
    def blank(cls, width: int, height: int) -> Picture:
        """A page of paper."""
        return cls(width, height, array.array("f", PAPER) * (width * height))

    def save(self, path: str) -> None:
        """Write a PNG, its values as they are."""
        image = bpy.data.images.new("Contact sheet", self.width, self.height)
        image.pixels.foreach_set(self.values)
        image.filepath_raw = path
        image.file_format = "PNG"
        image.save()

    def put(self, other: Picture, *, top: int, left: int) -> None:
        """Lay `other` on this picture, its upper left corner there."""
        for row in range(other.height):
            start = 4 * ((self.height - top - other.height + row) * self.width + left)
            line = other.values[4 * row * other.width : 4 * (row + 1) * other.width]
            self.values[start : start + len(line)] = line

    def write_number(self, text: str, *, top: int, left: int) -> None:
        """Draw the digits of `text`, their upper left corner there."""
        ink = Picture(DOT, DOT, array.array("f", INK) * (DOT * DOT))
        for place, digit in enumerate(text):
            for dot, is_set in enumerate(GLYPHS[digit]):
                if is_set == "1":
                    self.put(ink, top=top + DOT * (dot // 3), left=left + DOT * (dot % 3 + 4 * place))


def number_of(path: str) -> str:
    """The frame number in a file's name, without leading zeros."""
    found = re.search(r"(\d+)\D*$", os.path.basename(path))
    return str(int(found[1])) if found else ""


def sheet(paths: list[str], columns: int) -> Picture:
    """The page with all the frames, in the order of `paths`."""
    first = Picture.load(paths[0])
    rows = -(-len(paths) // columns)
    page = Picture.blank(GAP + columns * (first.width + GAP), GAP + rows * (first.height + CAPTION))
    for place, path in enumerate(paths):
        top = GAP + (place // columns) * (first.height + CAPTION)
        left = GAP + (place % columns) * (first.width + GAP)
        page.put(Picture.load(path), top=top, left=left)
        page.write_number(number_of(path), top=top + first.height + 7, left=left + 2)
    return page


if __name__ == "__main__":
    words = sys.argv[sys.argv.index("--") + 1 :]
    sheet(words[2:], int(words[1])).save(words[0])
