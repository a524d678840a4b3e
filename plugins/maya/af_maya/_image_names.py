"""How Maya names the images of a layer seen by a camera. Pure: texts in, texts out.

The rules are those of Autodesk's documentation ("Subfolders and names of rendered images") and of what public
pipelines found out; the renderers that name their files by settings of their own are here, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LAYER, CAMERA, SCENE, PASS, VERSION, EXTENSION = "layer", "camera", "scene", "pass", "version", "extension"
FLEETING = "fleeting"
"""Date and time: nobody knows them before the frame is rendered."""

_WORDS: Mapping[str, str] = {
    "scene": SCENE,
    "renderlayer": LAYER,
    "layer": LAYER,
    "camera": CAMERA,
    "renderpass": PASS,
    "version": VERSION,
    "extension": EXTENSION,
    "date": FLEETING,
    "time": FLEETING,
}
_SIGNS: Mapping[str, str] = {"s": SCENE, "l": LAYER, "c": CAMERA, "v": VERSION, "e": EXTENSION}
_TOKEN = re.compile(r"<([A-Za-z]\w*)>|%(/?)([slcve])")

_VARIABLE = re.compile(r"\$\{?\w*\}?|^~[^/]*")
"""What looks like a variable, or the user's folder: whether Maya puts it in is not documented."""

EXTENSIONS: Mapping[int, str] = {
    0: "gif",
    1: "pic",
    2: "rla",
    3: "tif",
    4: "tif",
    5: "sgi",
    6: "als",
    7: "iff",
    8: "jpg",
    9: "eps",
    10: "iff",
    12: "yuv",
    13: "sgi",
    19: "tga",
    20: "bmp",
    22: "mov",
    23: "avi",
    31: "psd",
    32: "png",
    35: "dds",
    36: "psd",
    40: "exr",
}
"""`imageFormat` -> ending; 50 and 51 mean the text of `imfPluginKey`."""

BY_KEY = (50, 51)
MAXIMUM_PADDING = 255
"""More digits than that no file system takes in a name."""
MOVIES = frozenset({"mov", "avi", "mp4", "qt"})


@dataclass(frozen=True)
class Token:
    """One token in a prefix: what it means ("" when it is none that is known), and how it is written."""

    meaning: str
    text: str


def tokens(prefix: str) -> list[Token]:
    """The tokens of a prefix, in order."""
    return [Token(_meaning(found), found[0]) for found in _TOKEN.finditer(prefix)]


def _meaning(found: re.Match[str]) -> str:
    return _WORDS.get(found[1].lower(), "") if found[1] else _SIGNS[found[3]]


def has(prefix: str, meaning: str) -> bool:
    """Whether a token of this meaning stands in the prefix."""
    return any(token.meaning == meaning for token in tokens(prefix))


def unknown(prefix: str, layer: str) -> str:
    """What in a prefix, else in the layer's name, nobody can tell how Maya writes it; the prefix where all is known."""
    odd = [token.text for token in tokens(prefix) if token.meaning not in (LAYER, CAMERA)] + _VARIABLE.findall(prefix)
    return ", ".join(dict.fromkeys(odd)) or (layer if ":" in layer else prefix)


def is_certain(name: str, layer: str) -> bool:
    """Whether a name with its words put in is what Maya writes: no token left, no variable, no namespace in it."""
    return not tokens(name) and not _VARIABLE.search(name) and not (":" in layer and layer in name)


def filled(prefix: str, words: Mapping[str, str]) -> str:
    """The prefix with the tokens whose meaning has a word replaced; `%/l` brings the slash behind it."""

    def word(found: re.Match[str]) -> str:
        meaning = _meaning(found)
        if meaning not in words:
            return found[0]
        return words[meaning] + (found[2] or "")

    return _TOKEN.sub(word, prefix)


def with_folders(prefix: str, *, several_layers: bool, several_cameras: bool, separate_passes: bool) -> str:
    """The prefix as Maya takes it: "" means the scene's name, and folders come in front that no token asks for.

    An absolute one stands alone; only the folder of the pass is put before its last name.
    """
    made = prefix.strip() or "<Scene>"
    if separate_passes and not has(made, PASS):
        folder, slash, name = made.rpartition("/") if is_absolute(made) else ("", "", made)
        made = f"{folder}{slash}<RenderPass>/{name}"
    if is_absolute(made):
        return made
    if several_cameras and not has(made, CAMERA):
        made = f"<Camera>/{made}"
    if several_layers and not has(made, LAYER):
        made = f"<RenderLayer>/{made}"
    return made


def is_absolute(prefix: str) -> bool:
    """Whether a prefix stands alone, without the images' folder: of this system or another."""
    return prefix.startswith(("/", "\\")) or re.match(r"[A-Za-z]:[\\/]", prefix) is not None


@dataclass(frozen=True)
class Layout:
    """Where number and ending stand: `name.#.ext`, or with `is_number_last` `name.ext.#`.

    `extension` is "" for none, `separator` what stands before the number ("." "_" or nothing), `padding` its width.
    Without `is_animated` there is no number.
    """

    extension: str = "iff"
    separator: str = "."
    is_number_last: bool = False
    padding: int = 4
    is_animated: bool = True

    def file(self, name: str) -> str:
        """The file of a name, with `@####@` where the number is."""
        ending = f".{self.extension}" if self.extension else ""
        number = f"{self.separator}@{'#' * min(max(self.padding, 1), MAXIMUM_PADDING)}@" if self.is_animated else ""
        return name + (ending + number if self.is_number_last else number + ending)
