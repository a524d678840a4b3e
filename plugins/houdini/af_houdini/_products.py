"""The files of a stage's render products, from what is known of their names: never more than that says. Pure."""

from __future__ import annotations

import re

from afsubmit.document.evaluated import pattern_of
from afsubmit.document.frames import FrameList
from afsubmit.errors import SceneError

from ._files import File, checked
from ._graph import Product

WINDOWS = ("ip", "md")
_OF_HUSK = re.compile(r"\$|<|%")
"""What husk itself may put a frame in for: SideFX documents that for its option `-o`, not for names of products."""


def file_of(product: Product, frames: FrameList) -> File:
    """The file of `product` at `frames`.

    Raises:
        NoFileError: it is a window, or no whole path.
        SceneError: nobody can tell from what the stage says.
    """
    if not product.by_frame:
        if _OF_HUSK.search(product.name):
            raise SceneError(f"Which files {product.name} of {product.path} means only husk knows.")
        return File(checked(product.name, product.path, WINDOWS))
    names = {frame: checked(name, product.path, WINDOWS) for frame, name in product.by_frame.items()}
    found = pattern_of(names) if len(names) > 1 else _of_one(*next(iter(names.items())), frames)
    if found is not None:
        return File(found)
    if all(frame in names for frame in frames):
        return File("", {frame: names[frame] for frame in frames})
    raise SceneError(f"The stage knows the name of {product.path} at {len(names)} of {len(frames)} frames only.")


def _of_one(frame: int, name: str, frames: FrameList) -> str | None:
    """The pattern of a name that changes and is known at one frame: the number that is this frame, if there is one."""
    runs = [found for found in re.finditer("[0-9]+", name) if int(found[0][:20]) == frame and len(found[0]) <= 20]
    if len(runs) != 1:
        return None
    number = runs[0]
    is_padded = number[0].startswith("0") and len(number[0]) > 1
    if not is_padded and {len(str(other)) for other in frames} != {len(number[0])}:
        return None  # whether zeros stand before a shorter one is not seen
    return f"{name[: number.start()]}@{'#' * len(number[0])}@{name[number.end() :]}"
