"""File names as Nuke writes them: views, frame numbers and folders. Texts in, texts out."""

from __future__ import annotations

import re

from afsubmit.document import patterns
from afsubmit.errors import SceneError

MAXIMUM_WIDTH = 255
"""Digits of a frame in a file's name: no file system has longer names."""

_TOKEN = re.compile(r"%\d*d|#+")
_VIEW = re.compile("%[Vv]")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def named(value: str, frame: int, view: str) -> str:
    """The file that Nuke writes at `frame`, from what a knob gave there.

    Nuke leaves `%04d` and `%V` in some versions and fills them in others (documented as "technical notation", used both
    ways by public tools): either is understood.

    Raises:
        SceneError: the number is wider than a name can be.
    """

    def number(found: re.Match[str]) -> str:
        digits = width(found[0])
        if digits > MAXIMUM_WIDTH:
            raise SceneError(f"{found[0][:20]} in a file name is wider than the name of a file can be.")
        return patterns.numbered(frame, digits)

    return _TOKEN.sub(number, with_view(value, view))


def width(token: str) -> int:
    """How many digits `%04d` or `####` asks for; of what no file can have just too many."""
    if token.startswith("#"):
        return len(token)
    digits = token[1:-1].lstrip("0")
    return MAXIMUM_WIDTH + 1 if len(digits) > 9 else int(digits or 1)


def has_token(text: str) -> bool:
    """Whether Nuke would put a frame into `text`, or something that it cannot be seen through does."""
    return _TOKEN.search(text) is not None or "[" in text


def with_view(text: str, view: str) -> str:
    """`text` with `%V` and `%v` as the view's name and its first letter."""
    return _VIEW.sub(lambda found: view if found[0] == "%V" else view[:1], text)


def from_tokens(text: str) -> str:
    """`text` with `%04d` and `####` as the farm writes the frame: `@####@`; what no file can have stays."""

    def hashes(found: re.Match[str]) -> str:
        return found[0] if width(found[0]) > MAXIMUM_WIDTH else f"@{'#' * max(width(found[0]), 1)}@"

    return _TOKEN.sub(hashes, text)


def has_frame(name: str) -> bool:
    """Whether the name changes with the frame."""
    return patterns.has_pattern(name)


def readable(name: str) -> str:
    """`name` with the frame as artists write it: `####`."""
    return re.sub("@(#+)@", r"\1", name)


def is_absolute(path: str) -> bool:
    """Whether it begins at a root, a drive or a server, on any system."""
    return path.startswith(("/", "\\\\")) or bool(_DRIVE.match(path))


def forward(path: str) -> str:
    """`path` with forward slashes, as Nuke has them, where it is one of Windows: elsewhere a backslash is a letter."""
    return path.replace("\\", "/") if _DRIVE.match(path) or path.startswith("\\\\") else path


def key(path: str) -> str:
    """The same for two spellings of one path; letters of paths with a drive or a server count in any case."""
    path = path.replace("\\", "/")
    return path.lower() if _DRIVE.match(path) or path.startswith("//") else path


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


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies in it."""
    one, other = (key(joined(text.replace("\\", "/"), "")).rstrip("/") for text in (path, folder))
    if not other:
        return False
    return one == other or one.startswith(f"{other}/")


def folder_of(path: str) -> str:
    """The folder of a file, with forward slashes as Nuke wants them."""
    return path.replace("\\", "/").rpartition("/")[0]


def ending(path: str) -> str:
    """The file's ending without its dot, in small letters; "" when there is none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
