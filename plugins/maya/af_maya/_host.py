"""What the engine asks of Maya: this file, `_session` and `_kept` alone touch the open scene.

Facts come from Autodesk's documentation, from the tables of commands of 2022 to 2025 and from public tools; what nobody
could confirm is said where it matters, and written so that either answer is safe.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import maya.utils
from maya import cmds
from maya.api import OpenMaya

from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.sending import save_listener
from afsubmit.submission.sending.interpreter import first_usable
from afsubmit.submission.sending.text_scene import PathMap
from afsubmit.submission.settings import scene_text

from . import _copy, _project, _xgen
from ._facts import facts_of
from ._kept import VENDOR_ERRORS, calling, kept, scene_name, scene_path, scene_type, visible_layer
from ._scene import MayaScene
from ._session import Session

log = logging.getLogger(__name__)

BY_SAVING = "snapshot_by_saving"
"""The setting that lets the scene be saved under the copy's name and renamed back, for what cannot be exported."""

LAYERS = ("renderLayer", "renderSetupLayer")


class MayaHost:
    """The running Maya."""

    name = "maya"

    def __init__(self, python: str = "", *, of_layers: bool = False, complaint: str = "") -> None:
        """Ask nothing yet.

        Args:
            python: the interpreter that the artist chose for the local farm, or "".
            of_layers: the selected layers are meant, else the visible one.
            complaint: what Maya said when it opened the scene, "" for nothing.
        """
        self._python, self._of_layers, self._is_saved, self._complaint = python, of_layers, False, complaint
        self.listeners: list[save_listener.SaveListener] = []

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """Write copies as the settings say."""
        self._is_saved = bool(settings[BY_SAVING])

    def scene(self) -> SceneState:
        """The open scene; changes nothing."""
        read = MayaScene(Session())
        state = read.state(is_modified=self.state()[1], application=_beside("Render"))
        state = _xgen.with_files(state, read.graph)
        return replace(state, problems=[*state.problems, *self._complained()])

    def _complained(self) -> Iterator[Problem]:
        if self._complaint:
            message = f"Maya said while it opened the scene: {self._complaint}"
            yield Problem("warning", "scene", message, "Look whether the farm's Maya has what is missing here.")

    def outputs(self) -> Sequence[Output]:
        """Every layer that renders, seen by each of its cameras."""
        return MayaScene(Session()).outputs()

    def selected(self) -> Sequence[str]:
        """The outputs whose layer or camera is selected; all of them when there is none."""
        outputs = self.outputs()
        return self._chosen(outputs) or [output.id for output in outputs]

    def has_selection(self) -> bool:
        """Whether something that renders is selected."""
        return bool(self._chosen(self.outputs()))

    def _chosen(self, outputs: Sequence[Output]) -> list[str]:
        with calling("ls()"):
            if self._of_layers:
                names = set(cmds.ls(selection=True, type=list(LAYERS)) or ()) or {visible_layer()}
            else:
                names = set(cmds.ls(selection=True) or ())
        return [output.id for output in outputs if names & _names_of(output)]

    def unchanged(self) -> contextlib.AbstractContextManager[None]:
        """Keep the session as it is: name, type, modified flag, time, layer, selection, dialogs and undo history."""
        return kept()

    def save_snapshot(self, path: str) -> None:
        """Write a copy of the live scene over `path`, in the scene's own type: another one fails with unknown nodes.

        Raises:
            SceneError: Maya could not write it.
        """
        with save_listener.saving_snapshot(), calling("file()"):
            cmds.file(prompt=False)
            cmds.file(defaultExtensions=False)  # else it may choose another name
            if self._is_saved and scene_name():
                _save_as(path)
            else:
                cmds.file(path, exportAll=True, preserveReferences=True, force=True, type=scene_type())
        if not os.path.isfile(path) or os.path.getsize(path) == 0:
            raise SceneError(f"Maya wrote no snapshot to {path}. Is the disk full?")
        if path.lower().endswith(".ma") and cmds.ls(exactType="xgmPalette"):
            _copy.name_palettes(path, scene_name())

    def map_snapshot(self, path: str, path_map: PathMap) -> None:
        """Let the paths in the copy be those that the farm sees; a binary one Maya itself must map when it opens it."""
        if path.lower().endswith(".ma"):
            _copy.map_scene(path, path_map)

    def map_sidecar(self, path: str, path_map: PathMap) -> None:
        """Let the paths in a file of XGen be those that the farm sees."""
        if path.endswith(".xgen"):
            _copy.map_palette(path, path_map)

    def load_settings(self) -> Mapping[str, Any]:
        """What is stored in the scene's own information; reading adds nothing to the scene."""
        with calling("fileInfo()"):
            return scene_text.decode(_kept_text())

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep `values` in the scene's own information; a scene that holds just these is not touched.

        Whether that marks the scene as changed is documented for no version: it is, so that it is saved.
        """
        text = scene_text.encode(values) if values else ""
        with calling("fileInfo()"):
            if text == _kept_text():
                return
            if text:
                cmds.fileInfo(scene_text.NAME, text)
            else:
                cmds.fileInfo(remove=scene_text.NAME)
            cmds.file(modified=True)

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call `callback(path)` after each save by the artist; our snapshots and other copies do not count.

        Maya calls after the save. Whether the scene still counts as changed then is not documented: it is looked at
        when Maya is idle again.
        """
        messages: list[int] = []
        listener = save_listener.SaveListener(callback, self, stop=lambda: _end(messages))
        self.listeners.append(listener)

        def saved(*_: object) -> None:
            if not save_listener.is_saving():
                self.run_on_main(listener.saved)

        with calling("MSceneMessage.addCallback()"):
            messages.append(OpenMaya.MSceneMessage.addCallback(OpenMaya.MSceneMessage.kAfterSave, saved))
        return listener.end

    def state(self) -> tuple[str, bool]:
        """The open scene's path, "" when it has none, and whether it has changes that are not saved."""
        with calling("file()"):
            return scene_path(), bool(cmds.file(query=True, modified=True))

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the main thread; without a window, where nothing waits for events, at once."""

        def guarded() -> None:
            try:
                function()
            except Exception:
                log.exception("A call on the main thread failed")

        if not cmds.about(batch=True):
            maya.utils.executeDeferred(guarded)
        elif threading.current_thread() is threading.main_thread():
            guarded()
        else:
            maya.utils.executeInMainThreadWithResult(guarded)

    def python(self) -> str:
        """An interpreter for the local farm: the artist's choice, else Maya's own beside the program, else on PATH."""
        return first_usable([self._python] if self._python else _python_candidates())


def opened(path: str, python: str) -> MayaHost:
    """The scene `path`, opened in this Maya in the project that it lies in, as an artist would have it set.

    Maya raises for a scene that it opened with complaints, too (a plug-in that is missing): what counts is that it is
    open.

    Raises:
        SceneError: Maya cannot open it.
    """
    project, _ = _project.found(path)
    said = ""
    try:
        if project:
            cmds.workspace(project, openWorkspace=True)
        cmds.file(prompt=False)
        cmds.file(path, open=True, force=True)
    except VENDOR_ERRORS as error:
        said = " ".join(str(error).split())
    with calling("file()"):
        is_open = os.path.normpath(scene_name()) == os.path.normpath(path)
    if not is_open:
        raise SceneError(f"Maya cannot open {path}: {said or 'it says nothing'}")
    return MayaHost(python, complaint=said)


def _names_of(output: Output) -> set[str]:
    """The nodes that mean this output when they are selected."""
    facts = facts_of(output)
    return {facts.layer, facts.layer_name, facts.camera, facts.camera_shape} - {""}


def _save_as(path: str) -> None:
    """Save the scene under the copy's name and give it its own again: others' save hooks see the copy."""
    name, kind = scene_name(), scene_type()
    try:
        cmds.file(rename=path)
        cmds.file(save=True, force=True, type=kind)
    finally:
        cmds.file(rename=name)


def _kept_text() -> str:
    """Our line of the scene's information, "" for none; Maya gives a list. The text has nothing that is escaped."""
    kept_texts: Any = cmds.fileInfo(scene_text.NAME, query=True)
    return str(next(iter(kept_texts or ()), ""))


def _end(messages: list[int]) -> None:
    while messages:
        with contextlib.suppress(RuntimeError):  # Maya took it away itself
            OpenMaya.MMessage.removeCallback(messages.pop())


def _beside(program: str) -> str:
    """A program of this Maya's, "" when it is not where it should be."""
    top = os.environ.get("MAYA_LOCATION", "")
    folders = [os.path.join(top, "bin")] if top else []
    names = [program, f"{program}.exe"]
    paths = (os.path.join(folder, name) for folder in [*folders, os.path.dirname(sys.executable)] for name in names)
    return next((path for path in paths if os.path.isfile(path)), "")


def _python_candidates() -> Iterator[str]:
    yield _beside("mayapy")
    for name in ("python3", "python"):
        yield shutil.which(name) or ""
