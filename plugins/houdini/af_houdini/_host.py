"""What the engine asks of Houdini: this file, `_session` and `_snapshot` alone touch the open scene.

Facts come from the docstrings of SideFX's `hou` (20.5, 21.0); what nobody could confirm is said where it matters, and
written so that either answer is safe.
"""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import hou

from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.sending import save_listener
from afsubmit.submission.sending.interpreter import first_usable
from afsubmit.submission.settings import scene_text
from afsubmit.submission.settings.layers import apply_layers

from . import _range, _scene, _snapshot
from ._graph import Scene
from ._session import VENDOR_ERRORS, calling, said, scene_of_session, scene_path

log = logging.getLogger(__name__)

NETWORK = "/out"
"""The node that keeps the settings: every scene has it."""


class HoudiniHost:
    """The running Houdini; `python` is the interpreter the artist chose for the local farm, or "".

    `clicked` are the paths of nodes that count as selected, as the one that a menu was opened over; `warning` is what
    Houdini said when it loaded the scene.
    """

    name = "houdini"

    def __init__(self, python: str = "", clicked: Sequence[str] = (), warning: str = "") -> None:
        self._python, self._clicked, self._warning = python, clicked, warning
        self._settings: Mapping[str, Any] | None = None
        self._heard: list[tuple[save_listener.SaveListener, Callable[[Any], None]]] = []
        self._posted: deque[Callable[[], None]] = deque()
        self._is_drained = False

    def scene(self) -> SceneState:
        """The open scene; changes nothing."""
        scene = scene_of_session(has_references=True)
        return SceneState(
            host=self.name,
            host_version=scene.version,
            path=scene.path,
            frames=_range.scene_frames(scene),
            fps=scene.fps,
            is_modified=self.state()[1] if hou.isUIAvailable() else None,
            application=_hython(),
            problems=(*_scene.problems(scene, self._known()), *_ending(scene), *_loaded(self._warning)),
            sources=scene.references,
        )

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """List what renders under these settings: the studio's own types count."""
        self._settings = settings

    def _known(self) -> Mapping[str, Any]:
        return apply_layers(scene=self.load_settings()).settings if self._settings is None else self._settings

    def outputs(self) -> Sequence[Output]:
        """Every ROP and network of TOPs that renders, wherever it is, but not inside TOPs and locked assets."""
        return _scene.outputs(scene_of_session(), self._known())

    def selected(self) -> Sequence[str]:
        """The selected ROPs, and those in selected networks; when none is selected all but networks of TOPs."""
        scene, settings = scene_of_session(), self._known()
        ids = [node.path for node in _scene.renderers(scene, settings)]
        return self._among_selected(ids) or _scene.chosen(scene, settings)

    def has_selection(self) -> bool:
        """Whether a ROP, or a network with one in it, is selected."""
        ids = [node.path for node in _scene.renderers(scene_of_session(), self._known())]
        return bool(self._among_selected(ids))

    def _among_selected(self, ids: Sequence[str]) -> list[str]:
        with calling("selectedNodes()"):
            chosen = [*self._clicked, *(str(node.path()) for node in hou.selectedNodes())]
        return [id for id in ids if any(id == other or id.startswith(f"{other}/") for other in chosen)]

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """Keep the session as it is: name, unsaved changes, frame, take, selection and undo history.

        Whether a copy clears the unsaved changes with a window is documented nowhere: they are marked again.
        """
        with calling("undos.disabler()"):
            before, no_undo = _State.now(), hou.undos.disabler()
        with no_undo:
            try:
                yield
            finally:
                renamed = before.put_back()
        if renamed:
            raise SceneError(
                f"Saving the snapshot renamed the open scene to {renamed}. It is {before.path} again: save it."
            )

    def save_snapshot(self, path: str) -> None:
        """Write a copy of the open scene over `path`.

        Raises:
            SceneError: Houdini could not write it.
        """
        with save_listener.saving_snapshot(), calling("saveAsBackup()"):
            _snapshot.save(path)

    def load_settings(self) -> Mapping[str, Any]:
        """What is stored in /out; reading adds nothing to the scene."""
        with calling("userData()"):
            return scene_text.decode(_network().userData(scene_text.NAME))

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep `values` as user data of /out, to be saved with the scene; one that holds just these is not touched."""
        text = scene_text.encode(values) if values else ""
        with calling("setUserData()"), hou.undos.disabler():
            network = _network()
            kept = network.userData(scene_text.NAME) or ""
            if text and kept != text:
                network.setUserData(scene_text.NAME, text)
            elif kept and not text:
                network.destroyUserData(scene_text.NAME)

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call `callback(path)` after each save by the artist; our snapshots, backups and autosaves do not count.

        Houdini tells that something is about to be saved, not what: the scene's own file is looked at later.
        """
        listener = save_listener.SaveListener(callback, self, stop=lambda: self._forget(listener))

        def heard(event: Any) -> None:
            if str(event).rpartition(".")[2] == "BeforeSave":
                listener.saving()

        self._heard.append((listener, heard))
        self.listen_again()
        if hou.isUIAvailable() and not self._is_drained:
            hou.ui.addEventLoopCallback(self._drain)
            self._is_drained = True
        return listener.end

    def listen_again(self) -> None:
        """Listen to saves again where another tool has taken all callbacks away."""
        with calling("hipFile.addEventCallback()"):
            there = hou.hipFile.eventCallbacks()
            for _, heard in self._heard:
                if heard not in there:
                    hou.hipFile.addEventCallback(heard)

    def _forget(self, listener: save_listener.SaveListener) -> None:
        for one, heard in [pair for pair in self._heard if pair[0] is listener]:
            self._heard.remove((one, heard))
            with contextlib.suppress(hou.Error):  # another tool took it away
                hou.hipFile.removeEventCallback(heard)
        if self._is_drained and not self._heard:
            with contextlib.suppress(hou.Error):
                hou.ui.removeEventLoopCallback(self._drain)
            self._is_drained = False

    def _drain(self) -> None:
        """Houdini calls it some twenty times a second: what threads left here is done on its own."""
        while self._posted:
            self._posted.popleft()()

    @property
    def listeners(self) -> list[save_listener.SaveListener]:
        """Those that hear the artist save."""
        return [listener for listener, _ in self._heard]

    def state(self) -> tuple[str, bool]:
        """The open scene's path, "" when it has none, and whether it has changes that are not saved.

        Without a window Houdini says of every scene that it has (documented): the file alone tells then.
        """
        with calling("hipFile.hasUnsavedChanges()"):
            return scene_path(), bool(hou.isUIAvailable() and hou.hipFile.hasUnsavedChanges())

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the main thread; at once without a window, where nothing waits for events.

        While saves are listened to, from any thread: whether Houdini takes a posted call from one is documented
        nowhere, so that it is left where Houdini's own event loop finds it.
        """

        def guarded() -> None:
            try:
                function()
            except Exception:
                log.exception("A call on the main thread failed")

        if self._is_drained:
            self._posted.append(guarded)
        elif hou.isUIAvailable():
            hou.ui.postEventCallback(guarded)
        else:
            guarded()

    def python(self) -> str:
        """An interpreter for the local farm: the artist's choice, else Houdini's own, else on PATH."""
        return first_usable([self._python] if self._python else _python_candidates())


class _State(NamedTuple):
    """What of the session must be as it was."""

    path: str
    is_modified: bool
    frame: float
    take: str
    selection: Sequence[str]

    @classmethod
    def now(cls) -> _State:
        return cls(
            str(hou.hipFile.path()),
            bool(hou.hipFile.hasUnsavedChanges()),
            float(hou.frame()),
            str(hou.takes.currentTake().name()),
            [str(node.path()) for node in hou.selectedNodes()],
        )

    def put_back(self) -> str:
        """Put back what differs; returns the name that somebody gave the scene, or ""."""
        with calling("hipFile.setName()"):
            now = self.now()
            if now.path != self.path:
                hou.hipFile.setName(self.path)
            take = hou.takes.findTake(self.take) if now.take != self.take else None
            if take is not None:
                hou.takes.setCurrentTake(take)
            if now.frame != self.frame:
                hou.setFrame(self.frame)
            if now.selection != self.selection:
                _select(self.selection)
            if self.is_modified and not hou.hipFile.hasUnsavedChanges():
                _mark_changed()
        return now.path if now.path != self.path else ""


def _select(paths: Sequence[str]) -> None:
    for node in hou.selectedNodes():
        node.setSelected(False)
    for path in paths:
        found: Any = hou.node(path)
        if found is not None:
            found.setSelected(True)


def _mark_changed() -> None:
    """Let the scene count as changed: no call says so, anything that is set does."""
    network, name = _network(), f"{scene_text.NAME}_changed"
    network.setUserData(name, "")
    network.destroyUserData(name)


def _network() -> Any:
    network: Any = hou.node(NETWORK)
    if network is None:
        raise SceneError(f"The scene has no {NETWORK}.")
    return network


def _ending(scene: Scene) -> Iterator[Problem]:
    """A scene whose file is of another licence than the session: its copy would be of another kind."""
    kind, wanted = os.path.splitext(scene.path)[1].lower(), _snapshot.ENDINGS.get(scene.licence)
    if wanted and kind in _snapshot.ENDINGS.values() and kind != wanted:
        message = f"The scene is a {kind} file, and this Houdini's licence saves {wanted} files: its copy would be one."
        yield Problem("error", "scene", message, f"Save it as {wanted}, or open it with the licence it is of.")


def _loaded(warning: str) -> Iterator[Problem]:
    """What Houdini said when it loaded the scene: the farm's would say it too."""
    if warning:
        message = f"Houdini loaded the scene with a warning: {' '.join(warning.split())}"
        yield Problem("warning", "scene", message, "Install on the farm what is missing here, or save the scene again.")


def opened(path: str, python: str = "") -> HoudiniHost:
    """Let Houdini open the scene `path`, in a session without a window.

    Raises:
        SceneError: it cannot be opened.
    """
    warning = ""
    try:
        hou.hipFile.load(path, suppress_save_prompt=True)
    except hou.LoadWarning as told:
        warning = said(told)
    except VENDOR_ERRORS as error:
        raise SceneError(f"Houdini cannot open the scene {path}: {said(error)}") from error
    return HoudiniHost(python, warning=warning)


def _hython() -> str:
    """The program that renders on this machine, "" where it is not beside the running one."""
    folder = str(hou.getenv("HFS") or "")
    names = (os.path.join(folder, "bin", name) for name in ("hython", "hython.exe"))
    return next((name.replace("\\", "/") for name in names if folder and os.path.isfile(name)), "")


def _python_candidates() -> Iterator[str]:
    folder = str(hou.getenv("HFS") or "")
    patterns = ("python/bin/python3", "python*/python.exe", "Frameworks/Python.framework/Versions/*/bin/python3")
    for pattern in patterns if folder else ():
        yield from sorted(glob.glob(os.path.join(glob.escape(folder), pattern)))
    for name in ("python3", "python"):
        yield shutil.which(name) or ""
