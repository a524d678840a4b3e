"""Leaves the artist's session as it was: name, type, modified flag, undo, time, visible layer, selection, dialogs.

What a copy or a switch of the layer does to these is documented for none of them: all are compared, and put back.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from maya import cmds

from afsubmit.errors import SceneError

VENDOR_ERRORS = (RuntimeError, ValueError, TypeError, AttributeError, LookupError, OSError)


@contextlib.contextmanager
def calling(call: str) -> Iterator[None]:
    """Turn what Maya raises into a SceneError that names the call."""
    try:
        yield
    except VENDOR_ERRORS as error:
        raise SceneError(f"Maya could not answer {call}: {str(error).strip()}") from error


def scene_name() -> str:
    """The open scene's whole path, "" when it was never saved."""
    return str(cmds.file(query=True, sceneName=True) or "")


def scene_path() -> str:
    """The same as the planner reads it: with forward slashes, whichever Maya has on Windows."""
    name = scene_name()
    return os.path.abspath(name).replace("\\", "/") if name else ""


def scene_type() -> str:
    """What the scene is saved as, "mayaAscii" or "mayaBinary". Maya answers with a list."""
    found: Any = cmds.file(query=True, type=True)
    return str((found if isinstance(found, str) else next(iter(found or ()), "")) or "mayaAscii")


class _State(NamedTuple):
    """What is compared; `prompt` and `default_extensions` stay set for the session when somebody sets them."""

    name: str
    type: str
    is_modified: bool
    time: float
    layer: str
    selection: tuple[str, ...]
    prompt: bool
    default_extensions: bool


def _state() -> _State:
    return _State(
        name=scene_name(),
        type=scene_type(),
        is_modified=bool(cmds.file(query=True, modified=True)),
        time=float(cmds.currentTime(query=True)),
        layer=visible_layer(),
        selection=tuple(cmds.ls(selection=True, long=True) or ()),
        prompt=bool(cmds.file(query=True, prompt=True)),
        default_extensions=bool(cmds.file(query=True, defaultExtensions=True)),
    )


def visible_layer() -> str:
    """The node of the render layer that is seen now."""
    return str(cmds.editRenderLayerGlobals(query=True, currentRenderLayer=True))


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Do something to the session, and have it as it was on leaving, by any door; no step of the undo history.

    Raises:
        SceneError: Maya did not answer; or somebody renamed the scene meanwhile, which is put back.
    """
    with calling("file()"):
        before = _state()
    with no_undo():
        try:
            yield
        finally:
            with calling("file()"):
                renamed = _put_back(before)
    if renamed:
        raise SceneError(f"Saving the copy renamed the open scene to {renamed}. It is {before.name} again: save it.")


@contextlib.contextmanager
def no_undo() -> Iterator[None]:
    """Nothing that happens here is a step of the undo history, and the history stays."""
    with calling("undoInfo()"):
        was_on = bool(cmds.undoInfo(query=True, stateWithoutFlush=True))
        if was_on:
            cmds.undoInfo(stateWithoutFlush=False)
    try:
        yield
    finally:
        if was_on:
            cmds.undoInfo(stateWithoutFlush=True)


def _put_back(before: _State) -> str:
    """Put back what is another now, the modified flag last; the name that somebody gave the scene, or ""."""
    now = _state()
    if now.layer != before.layer:
        cmds.editRenderLayerGlobals(currentRenderLayer=before.layer)
    if now.time != before.time:
        cmds.currentTime(before.time)
    if now.selection != before.selection:
        _select(before.selection)
    if now.prompt != before.prompt:
        cmds.file(prompt=before.prompt)
    if now.default_extensions != before.default_extensions:
        cmds.file(defaultExtensions=before.default_extensions)
    renamed = now.name if now.name != before.name else ""
    if renamed and before.name:
        cmds.file(rename=before.name)
    if scene_type() != before.type:
        cmds.file(type=before.type)
    if bool(cmds.file(query=True, modified=True)) != before.is_modified:
        cmds.file(modified=before.is_modified)
    return renamed


def _select(names: tuple[str, ...]) -> None:
    if names:
        cmds.select(list(names), replace=True, noExpand=True)
    else:
        cmds.select(clear=True)
