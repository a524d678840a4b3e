"""What changes in the copy that the farm renders: paths as the farm sees them, and the name of the artist's script."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Protocol

from afsubmit.errors import SceneError

from . import _script

log = logging.getLogger(__name__)


class PathMap(Protocol):
    """What is asked of the path map: one path, and a text with paths in it, as the farm sees them."""

    def path_to_server(self, path: str) -> str:
        """One path."""

    def to_server(self, text: str) -> str:
        """A text."""


FILE_KNOBS = frozenset(
    "file proxy font project_directory vfield_file lut_file cdl_file ccc_file customOCIOConfigPath OCIOConfigPath "
    "modelFile kernelSourceFile cfile gridFile hdrFile texture_file filename".split()
)
"""Knobs that hold a path, beside the user's own file knobs."""

_FILE_KNOB = re.compile(rf"\s\"?(?:{'|'.join(sorted({*FILE_KNOBS, 'addUserKnob'}))})\"?[ \t]")
_NAME = re.compile(r"\[\s*(?:value|knob)\s+root\.name\s*\]")
_FOLDER = re.compile(r"\[\s*python\s*\{?\s*nuke\.script_directory\(\)\s*\}?\s*\]")


def named(script: _script.Script, original: str) -> str:
    """The text of `script` for another place.

    `[value root.name]` becomes the artist's own file `original`, since the copy has another name; and write nodes make
    the folders they write to: an artist sees a missing one, a farm fails on every frame.
    """
    name = original.replace("\\", "/")
    changes = _changes(script, lambda text: _named(text, name))
    added = []
    for node in script.nodes:
        if node.class_name == "Write" and node.original is None:
            if "create_directories" in node.knobs:
                changes.append((node.knobs["create_directories"], "true"))
            else:
                is_apart = script.text[node.body[0] : node.body[0] + 1].isspace()
                added.append((node.body[0], f"\n create_directories true{'' if is_apart else ' '}"))
    return script.replaced(changes, added)


def mapped(script: _script.Script, path_map: PathMap) -> str:
    """The text of `script` with the paths in its knobs as the farm sees them."""
    return script.replaced(
        _changes(script, lambda text: _translated(text, path_map.path_to_server, path_map.to_server))
    )


def _changes(script: _script.Script, change: Callable[[str], str]) -> list[tuple[int, str]]:
    changes = []
    for node in script.nodes:
        if not node.says(_FILE_KNOB):
            continue
        for knob in node.knobs.keys() & FILE_KNOBS.union(_script.file_knobs(node)):
            before = node.value(knob) or ""
            after = change(before)
            if after != before:
                changes.append((node.knobs[knob], after))
    return changes


def _named(text: str, name: str) -> str:
    """`text` with the script's name, and its folder, as they are in the artist's session."""
    if "root.name" not in text and "script_directory" not in text:
        return text
    word = f"[format %s {{{name}}}]" if _is_plain(name) else None
    if word is None:
        return text
    folder = f"[file dirname {{{name}}}]"
    return _FOLDER.sub(lambda _found: folder, _NAME.sub(lambda _found: word, text))


def _is_plain(name: str) -> bool:
    return not set(name) & set('{}[]\\"')


def _translated(text: str, one: Callable[[str], str], several: Callable[[str], str]) -> str:
    """A plain path as one path; what holds TCL or several values as a text with paths in it."""
    return several(text) if "[" in text or "{" in text or "\n" in text else one(text)


def text_of(path: str) -> str:
    """The text of a script, every byte of it kept.

    Raises:
        SceneError: it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise SceneError(f"The script {path} cannot be read: {error.strerror}.") from error


def write(path: str, text: str) -> None:
    """Write `text` over the file `path`.

    Raises:
        SceneError: it cannot be written.
    """
    try:
        with open(path, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise SceneError(f"The snapshot {path} cannot be written: {error.strerror}.") from error


def rewrite(path: str, change: Callable[[_script.Script], str]) -> None:
    """Put what `change` makes of the script `path` in its place; what cannot be read as a script stays as it is.

    Raises:
        SceneError: it cannot be read or written.
    """
    text = text_of(path)
    try:
        changed = change(_script.Script(text))
    except SceneError as error:  # editions that encrypt their scripts
        log.warning("The snapshot is sent as Nuke wrote it: %s", error)
        return
    if changed != text:
        write(path, changed)
