"""Tcl's command `file`, as far as it needs no disk: names in, names out. Pure.

Tcl's own page of it: on Windows a backslash parts names as a slash does, and what begins with a drive (`C:/show`) or a
server and its share (`//server/show`) is whole. A drive is one on any system here: the script comes from a Windows.
"""

from __future__ import annotations

import os
import re

from ._unknown import only_nuke

IS_WINDOWS = os.name == "nt"
"""Whether the Nuke that would carry it out runs on Windows: two slashes and backslashes in names mean nothing else."""

_OF_WINDOWS = re.compile(r"[A-Za-z]:[/\\]|\\\\[^/\\]")
_HERE_ON_DRIVE = re.compile(r"[A-Za-z]:(?![/\\])")
"""A place that depends on the folder where the session is on that drive."""
_DRIVE = re.compile(r"[A-Za-z]:[/\\]+")
_SHARE = re.compile(r"[/\\]{2}([^/\\]+)[/\\]+([^/\\]+)[/\\]*")


def file(words: list[str]) -> str:
    """`file dirname`, `tail`, `rootname`, `extension`, `join`, `normalize`.

    Raises:
        SceneError: only Nuke can carry it out.
        ValueError: there are too many words.
    """
    what, path = words[0], words[1]
    if what == "join":
        return _joined(words[1:])
    if len(words) != 2:
        raise ValueError(words)
    root, names = _parted(path)
    stem, dot, ending = path.rpartition(".")
    has_ending = bool(dot) and not set(ending) & set(_separators(path))
    if what == "dirname":
        return _whole(root, names[:-1]) or "."
    if what == "tail":
        return names[-1] if names else ""
    if what == "rootname":
        return stem if has_ending else path
    if what == "extension":
        return f".{ending}" if has_ending else ""
    if what == "normalize" and root and not (IS_WINDOWS and root == "/"):  # else it begins where the session is
        return _normalized(root, names)
    raise only_nuke(f"[file {what}]")


def _separators(path: str) -> str:
    return "/\\" if IS_WINDOWS or _OF_WINDOWS.match(path) else "/"


def _parted(path: str) -> tuple[str, list[str]]:
    """The root of a path ("" for a relative one) and its names."""
    if path.startswith("~") or (IS_WINDOWS and _HERE_ON_DRIVE.match(path)):
        raise only_nuke(f"[file … {path}]")
    separators = _separators(path)
    found = _DRIVE.match(path)
    share = _SHARE.match(path) if len(separators) > 1 and not found else None
    if found:
        root, rest = f"{path[:2]}/", path[found.end() :]
    elif share:
        root, rest = f"//{share[1]}/{share[2]}/", path[share.end() :]
    else:
        root, rest = "/" if path.startswith(tuple(separators)) else "", path
    return root, [name for name in re.split(f"[{re.escape(separators)}]", rest) if name]


def _whole(root: str, names: list[str]) -> str:
    """A path again; the slash behind a share goes where nothing follows."""
    text = root + "/".join(names)
    return text[:-1] if root.startswith("//") and not names else text


def _joined(words: list[str]) -> str:
    """The words as one path; one with a root begins anew."""
    root, names = "", list[str]()
    for word in words:
        begins, more = _parted(word)
        root, names = (begins, more) if begins else (root, names + more)
    return _whole(root, names)


def _normalized(root: str, names: list[str]) -> str:
    """Without `.` and `..`, and the letter of the drive a capital; where links on the disk lead is not asked."""
    kept: list[str] = []
    for name in names:
        if name == ".." and root.startswith("//") and not kept:
            raise only_nuke("What lies above a share")
        if name == "..":
            del kept[-1:]
        elif name != ".":
            kept.append(name)
    return _whole(root if root.startswith("/") else root.capitalize(), kept)
