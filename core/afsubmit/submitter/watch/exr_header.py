"""Which channels an OpenEXR file has, read from its head: a converter is told which layer is the picture.

The layout is that of the OpenEXR file format's own description: a magic number, a version with flags, then attributes
(name, type, size, value) up to an empty name. Only the first part of a file with several is looked at.
"""

from __future__ import annotations

import struct

MAGIC = b"\x76\x2f\x31\x01"
MOST_BYTES = 1024 * 1024
"""A longer head is not read to its end."""
_MOST_LIKELY = ("combined", "beauty", "rgba", "rgb", "c", "ci")
"""How layers with the picture itself are called: Blender's, Arnold's and Redshift's, RenderMan's and mantra's."""


def channels(path: str) -> list[str]:
    """The names of the channels of an OpenEXR file, in the file's order; [] when it is none, or broken.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES)
    if not data.startswith(MAGIC):
        return []
    try:
        return _names(_attribute(data, b"channels"))
    except (ValueError, struct.error):
        return []


def picture_layer(names: list[str]) -> str | None:
    """The layer that is most likely the picture: "" for channels without one; None when no layer has all colours."""
    has = set(names)
    layers = [name[:-1] for name in names if name[-1:] in ("R", "r")]
    whole = [one for one in layers if {f"{one}G", f"{one}B"} <= has or {f"{one}g", f"{one}b"} <= has]
    if not whole:
        return None
    return min(whole, key=_unlikeliness).rstrip(".")


def _unlikeliness(layer: str) -> int:
    last = layer.rstrip(".").rpartition(".")[2].lower()
    if not last:
        return -1
    return _MOST_LIKELY.index(last) if last in _MOST_LIKELY else len(_MOST_LIKELY)


def _attribute(data: bytes, wanted: bytes) -> bytes:
    """The value of an attribute of the first part."""
    place = len(MAGIC) + 4
    while True:
        end = data.index(b"\0", place)
        name = data[place:end]
        if not name:
            raise ValueError(wanted)
        end = data.index(b"\0", end + 1)
        (size,) = struct.unpack_from("<i", data, end + 1)
        place = end + 5
        if size < 0 or place + size > len(data):
            raise ValueError(name)
        if name == wanted:
            return data[place : place + size]
        place += size


def _names(value: bytes) -> list[str]:
    """The names in a list of channels: each with sixteen bytes behind it, an empty one at the end."""
    found, place = [], 0
    while value[place : place + 1] not in (b"\0", b""):
        end = value.index(b"\0", place)
        found.append(value[place:end].decode("utf-8", "replace"))
        place = end + 17
    return found
