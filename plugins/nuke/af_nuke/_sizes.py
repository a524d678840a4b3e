"""How large the picture of a node is, as far as a script's text says it without Nuke. Pure.

Only what is certain counts: a Reformat to a format, a source with a format of its own, and behind these nodes that keep
the format of their first input.
"""

from __future__ import annotations

import re

from . import _script

Size = tuple[int, int]

_FORMAT = re.compile(r"\s*(\d{1,6})\s+(\d{1,6})(?:\s|$)")
_SOURCES = frozenset("Read Constant CheckerBoard CheckerBoard2 ColorBars ColorWheel CMSTestPattern".split())
"""Classes with a format of their own: a script names it unless it is the project's; that of a Read it always names."""
_KEEPING = frozenset(
    # one picture in, one of the same format out, masks aside (chapters Channel, Color, Filter, MetaData, Other)
    "Write Dot NoOp PostageStamp Assert Remove Shuffle Shuffle2 AddChannels Add Clamp ClipTest ColorCorrect "
    "ColorLookup ColorMatrix Colorspace Crosstalk EXPTool Expression Gamma Grade Histogram HSVTool HueCorrect "
    "HueShift Invert Log2Lin Multiply OCIOCDLTransform OCIOColorSpace OCIODisplay OCIOFileTransform OCIOLogConvert "
    "OCIOLookTransform Posterize RolloffContrast Saturation SoftClip Toe2 Vectorfield Bilateral2 Blur Defocus Dilate "
    "DirBlurWrapper EdgeBlur Emboss Erode FilterErode Glow2 GodRays Laplacian Matrix Median Sharpen Soften VectorBlur "
    "VectorBlur2 Premult Unpremult BlackOutside Transform Mirror2 Position Grain2 AddTimeCode ModifyMetaData "
    "ViewMetaData".split()
)


def project_size(root: _script.Node | None) -> Size | None:
    """Width and height of the project's format; None where the script does not say them."""
    return _named(root.value("format") if root else None)


class Sizes:
    """The sizes of the nodes of one script, each worked out once."""

    def __init__(self, root: _script.Node | None) -> None:
        """Take the script's Root, or None."""
        self._root = root
        self._known: dict[int, Size | None] = {}

    def of(self, node: _script.Node) -> Size | None:
        """Width and height of what `node` shows; None where only Nuke can tell."""
        passed: dict[int, None] = {}
        place: _script.Node | None = node
        size: Size | None = None
        while place is None or id(place) not in passed:  # no ring in a whole script, but one may be broken
            if place is None:  # what is not connected has the project's format (documented)
                size = project_size(self._root)
                break
            if id(place) in self._known:
                size = self._known[id(place)]
                break
            passed[id(place)] = None
            is_off = _is_off(place)
            if place.class_name not in _KEEPING and not is_off:
                size = _own(place, self._root)
                break
            if is_off is None or not place.inputs:
                break
            place = place.inputs[0]
        self._known.update(dict.fromkeys(passed, size))
        return size


def _own(node: _script.Node, root: _script.Node | None) -> Size | None:
    """The size that a node gives its picture itself."""
    text = node.value("format")
    if _is_off(node) is not False:
        return None
    if node.class_name == "Reformat" and (node.value("type") or "to format").strip("{} ") == "to format":
        return _named(text) if text is not None else project_size(root)
    if node.class_name not in _SOURCES:
        return None
    return project_size(root) if text is None and node.class_name != "Read" else _named(text)


def _is_off(node: _script.Node) -> bool | None:
    """Whether it is disabled; None where only Nuke can tell."""
    text = (node.value("disable") or "false").strip().lower()
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _named(text: str | None) -> Size | None:
    """Width and height of `1920 1080 0 0 1920 1080 1 HD_1080`."""
    found = _FORMAT.match(text or "")
    size = (int(found[1]), int(found[2])) if found else None
    return size if size and min(size) > 0 else None
