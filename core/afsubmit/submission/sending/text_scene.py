"""Snapshots that are text: read and written with every byte that is not UTF-8 kept, and changed for the farm."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from ...errors import SceneError
from ...studio.pathmap import PathMap

__all__ = ["PathMap", "mapped", "read", "rewrite", "write"]

log = logging.getLogger(__name__)

Scene = TypeVar("Scene")


def read(path: str) -> str:
    """The text of a scene, every byte and line end of it kept.

    Raises:
        SceneError: it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise SceneError(f"The scene {path} cannot be read: {error.strerror}.") from error


def write(path: str, text: str) -> None:
    """Write `text`, as `read` gave it, over the file `path`.

    Raises:
        SceneError: it cannot be written.
    """
    try:
        with open(path, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise SceneError(f"The snapshot {path} cannot be written: {error.strerror}.") from error


def rewrite(path: str, parse: Callable[[str], Scene], change: Callable[[Scene], str]) -> None:
    """Put the text that `change` makes of the snapshot `path`, as `parse` read it, in its place.

    What `parse` refuses with a SceneError stays as it is: some editions of an application encrypt what they write.

    Raises:
        SceneError: the file cannot be read or written, or `change` raised it.
    """
    text = read(path)
    try:
        parsed = parse(text)
    except SceneError as error:
        log.warning("The snapshot is sent as the application wrote it: %s", error)
        return
    changed = change(parsed)
    if changed != text:
        write(path, changed)


def mapped(text: str, path_map: PathMap, *, grammar: str = "\n") -> str:
    """A value that holds paths, as the farm sees them: as one path, or each path in a text.

    It is one path unless a letter of `grammar` is in it: those with which the scene's language carries something out
    or begins another value.
    """
    return path_map.to_server(text) if set(text) & set(grammar) else path_map.path_to_server(text)
