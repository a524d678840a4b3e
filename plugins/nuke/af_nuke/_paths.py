"""File names as Nuke writes them: views, frame numbers and folders. Texts in, texts out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from afsubmit.document import patterns
from afsubmit.errors import SceneError

_TOKEN = re.compile(r"%0?(\d*)d|#+")
_VIEW = re.compile("%[Vv]")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def pattern(values: Mapping[int, str], view: str) -> str:
    """The file with `@####@` for the frame, from what a knob gave at some frames.

    Nuke leaves `%04d` in some versions and puts the number in others (documented as "technical notation", seen both
    ways in public tools): either is understood.

    Raises:
        SceneError: the frame changes the name in a way that no pattern can say.
    """
    left = {frame: from_tokens(with_view(value, view)) for frame, value in values.items()}
    frames = sorted(left)
    names = [left[frame] for frame in frames]
    if len(set(names)) == 1:
        return names[0]
    for one, other in ((0, -1), (-2, -1)):  # on both sides of zero the minus is one difference more
        found = patterns.from_two_names(names[one], names[other])
        if all(patterns.fill(found, frame, frame) == left[frame] for frame in frames):
            return found
    raise SceneError(f"the frame changes more of it than one number: {names[0]}, {names[-1]}.")


def with_view(text: str, view: str) -> str:
    """`text` with `%V` and `%v` as the view's name and its first letter."""
    return _VIEW.sub(lambda found: view if found[0] == "%V" else view[:1], text)


def from_tokens(text: str) -> str:
    """`text` with `%04d` and `####` as the farm writes the frame: `@####@`."""
    return _TOKEN.sub(lambda found: f"@{'#' * (int(found[1] or 1) if found[1] is not None else len(found[0]))}@", text)


def has_frame(name: str) -> bool:
    """Whether the name changes with the frame."""
    return patterns.has_pattern(name)


def readable(name: str) -> str:
    """`name` with the frame as artists write it: `####`."""
    return re.sub("@(#+)@", r"\1", name)


def is_absolute(path: str) -> bool:
    """Whether it begins at a root, a drive or a server, on any system."""
    return path.startswith(("/", "\\\\")) or bool(_DRIVE.match(path))


def joined(folder: str, path: str) -> str:
    """`path` below `folder`, with `.` and `..` worked out."""
    parts: list[str] = []
    whole = f"{folder.rstrip('/')}/{path}".replace("\\", "/")
    for part in whole.split("/"):
        if part == ".." and parts and parts[-1] not in ("", ".."):
            parts.pop()
        elif part != "." and (part or not parts or (whole.startswith("//") and len(parts) < 2)):
            parts.append(part)
    return "/".join(parts)


def folder_of(path: str) -> str:
    """The folder of a file, with forward slashes as Nuke wants them."""
    return path.replace("\\", "/").rpartition("/")[0]


def ending(path: str) -> str:
    """The file's ending without its dot, in small letters; "" when there is none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
