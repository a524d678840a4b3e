"""What the engine asks of Nuke: this file and `_session` alone touch the open script.

Facts come from Foundry's reference (13.2 to 17.1) and the modules that ship with Nuke 15; what nobody could confirm is
said where it matters, and written so that either answer is safe.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import nuke

from afsubmit.errors import SceneError
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.sending import save_listener, text_scene
from afsubmit.submission.sending.interpreter import first_usable
from afsubmit.submission.settings import scene_text
from afsubmit.submission.settings.layers import apply_layers

from . import _comp, _copy, _file_comp, _gizmos, _paths, _script, _script_name, _slates, _variables
from ._announced import announced
from ._session import UNTITLED, VENDOR_ERRORS, absolute, asking, calling, comp_of_session, plugin_folders
from ._tools import Tools, carried

if TYPE_CHECKING:
    from ._graph import Comp

log = logging.getLogger(__name__)


class NukeHost:
    """The running Nuke; `python` is the interpreter the artist chose for the local farm, or ""."""

    name = "nuke"

    def __init__(self, python: str = "") -> None:
        self._python = python
        self.listeners: list[save_listener.SaveListener] = []
        self._settings: Mapping[str, Any] | None = None

    def scene(self) -> SceneState:
        """The open script; changes nothing."""
        settings = self._known_settings()
        comp, nodes = comp_of_session(settings["writer_classes"]), list(asking())
        program = str(getattr(nuke, "EXE_PATH", ""))
        tools = Tools(
            comp, carried(comp, settings), _gizmos.found(comp.nodes, plugin_folders()), _paths.folder_of(program)
        )
        with calling("root()"):
            fps = float(nuke.root()["fps"].value())
        return SceneState(
            host=self.name,
            host_version=str(getattr(nuke, "NUKE_VERSION_STRING", "")),
            path=comp.path,
            frames=_comp.frames(comp),
            fps=fps,
            is_modified=self.state()[1],
            application=program,
            sources=tools.sources(),
            farm_problems=tuple(tools.problems()),
            problems=(
                *_comp.problems(comp),
                *_slates.problems(comp, settings),
                *_script_name.problems(nodes, comp.path),
                *_variables.problems(nodes, settings["environment"]),
            ),
        )

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """List what renders under these settings: the studio's own writer classes and the job's variables count."""
        self._settings = settings

    def _known_settings(self) -> Mapping[str, Any]:
        """Those that were given, else those of the settings' files and of the script itself."""
        return apply_layers(scene=self.load_settings()).settings if self._settings is None else self._settings

    def _comp(self) -> Comp:
        return comp_of_session(self._known_settings()["writer_classes"])

    def outputs(self) -> Sequence[Output]:
        """Every node that renders, those in groups included."""
        return _comp.outputs(self._comp())

    def selected(self) -> Sequence[str]:
        """The selected write nodes, and those in selected groups; all of them when none is selected."""
        ids = [node.full_name for node in _comp.writers(self._comp())]
        return _among_selected(ids) or ids

    def has_selection(self) -> bool:
        """Whether a write node, or a group with one in it, is selected."""
        return bool(_among_selected([node.full_name for node in _comp.writers(self._comp())]))

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """Keep the session as it is: name, modified flag, frame and undo history.

        Whether a saved copy clears the modified flag is documented for no version: it is put back in any case.
        """
        with calling("root()"):
            name, is_modified, frame = nuke.root().name(), nuke.root().modified(), nuke.frame()
        with _no_undo():
            try:
                yield
            finally:
                renamed = _put_back(name, is_modified, frame)
        if renamed:
            raise SceneError(f"Saving the snapshot renamed the open script to {renamed}. It is {name} again: save it.")

    def save_snapshot(self, path: str) -> None:
        """Write a copy of the live script over `path`.

        Nuke writes it under a fresh name beside it: whether it writes over a file that exists is not documented.

        Raises:
            SceneError: Nuke could not write it.
        """
        stem, ending = os.path.splitext(path)
        fresh = f"{stem}.saving{ending}"
        with save_listener.saving_snapshot():
            try:
                written = _save(fresh)
                text_scene.write(path, text_scene.read(written))
                outputs, name = self.outputs(), absolute(nuke.root().name())
                settings, is_read = self._known_settings(), False

                def changed(script: _script.Script) -> str:
                    nonlocal is_read
                    is_read = True
                    return _copy.named(_slates.applied(script, name, outputs, settings), name, announced(outputs))

                text_scene.rewrite(path, _script.Script, changed)
                if settings["slate"].strip() and not is_read:
                    raise SceneError("This edition encrypts what it saves, so the copy can get no slate.")
            finally:
                _remove_all(f"{stem}.saving.")

    def map_snapshot(self, path: str, path_map: text_scene.PathMap) -> None:
        """Let the paths in the copy be those that the farm sees."""
        text_scene.rewrite(path, _script.Script, lambda script: _copy.mapped(script, path_map))

    def load_settings(self) -> Mapping[str, Any]:
        """What is stored in the root node; reading adds nothing to the script."""
        with calling("root().knob()"):
            knob = nuke.root().knob(scene_text.NAME)
            return scene_text.decode(_plain_text(knob) if knob is not None else None)

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep `values` in an invisible knob of the root node; a script that holds just these is not touched."""
        text = scene_text.encode(values) if values else ""
        with calling("root().addKnob()"), _no_undo():
            knob = nuke.root().knob(scene_text.NAME)
            if knob is None and text:
                knob = _add_knob()
            if knob is not None and _plain_text(knob) != text:
                cast(nuke.String_Knob, knob).setValue(text)

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call `callback(path)` after each save by the artist; our snapshots and other copies do not count.

        Nuke has a callback before the save only, and none after it: the file is looked at when Nuke is idle again.
        """
        listener = save_listener.SaveListener(callback, self, stop=lambda: nuke.removeOnScriptSave(listener.saving))
        nuke.addOnScriptSave(listener.saving)
        self.listeners.append(listener)
        return listener.end

    def state(self) -> tuple[str, bool]:
        """The open script's path, "" when it has none, and whether it has changes that are not saved."""
        with calling("root()"):
            return absolute(nuke.root().name()), bool(nuke.root().modified())

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the main thread; at once in a terminal, where nothing waits for events."""

        def guarded() -> None:
            try:
                function()
            except Exception:
                log.exception("A call on the main thread failed")

        if nuke.GUI or threading.current_thread() is not threading.main_thread():
            nuke.executeInMainThread(guarded)
        else:
            guarded()

    def python(self) -> str:
        """An interpreter for the local farm: the artist's choice, else Nuke's own beside the program, else on PATH."""
        return first_usable([self._python] if self._python else _python_candidates(str(getattr(nuke, "EXE_PATH", ""))))


def _among_selected(ids: Sequence[str]) -> list[str]:
    with calling("selectedNodes()"):
        names = [node.fullName() for node in nuke.selectedNodes()]
    return [name for name in ids if any(name == other or name.startswith(f"{other}.") for other in names)]


@contextlib.contextmanager
def _no_undo() -> Iterator[None]:
    """Nothing that happens here is a step of the artist's undo history."""
    with calling("Undo.disabled()"):
        was_off = bool(nuke.Undo.disabled())
    if not was_off:
        nuke.Undo.disable()
    try:
        yield
    finally:
        if not was_off:
            nuke.Undo.enable()


def _put_back(name: str, is_modified: bool, frame: int) -> str:
    """Put frame, name and flag back, in this order; returns the name that somebody gave the script, or ""."""
    with calling("root()"):
        if nuke.frame() != frame:
            nuke.frame(frame)
        root = nuke.root()
        renamed = root.name() if root.name() != name else ""
        if renamed:
            root["name"].setValue("" if name == UNTITLED else name)
        if root.modified() != is_modified:
            root.setModified(is_modified)
    return renamed


def _save(fresh: str) -> str:
    """Let Nuke write the script to `fresh`; returns the file that appeared: a licence may choose another ending.

    Nuke gets the path with forward slashes: whether it takes others on Windows is not documented.
    """
    fresh = fresh.replace(os.sep, "/")
    stem = os.path.splitext(fresh)[0]
    to_temp = getattr(nuke, "scriptSaveToTemp", None)
    try:
        answer = to_temp(fresh) if to_temp else nuke.scriptSave(fresh)
    except VENDOR_ERRORS as error:
        raise SceneError(f"Nuke could not write the snapshot: {error}") from error
    candidates = [answer if isinstance(answer, str) else "", fresh, *(f"{stem}{end}" for end in _file_comp.ENDINGS)]
    written = next((name for name in candidates if name and os.path.isfile(name)), "")
    if not written or os.path.getsize(written) == 0:
        raise SceneError(f"Nuke wrote no snapshot to {fresh}. Is the disk full?")
    return written


def _remove_all(beginning: str) -> None:
    """Remove what Nuke wrote under the fresh name, whatever ending it chose; nobody else has files of that name."""
    folder, start = os.path.split(beginning)
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(start):
                os.remove(os.path.join(folder, name))


def _plain_text(knob: Any) -> str:
    return str(knob.getText() if hasattr(knob, "getText") else knob.value() or "")


def _add_knob() -> Any:
    """An invisible tab with an invisible line of text on the root node."""
    root = nuke.root()
    for knob in (
        nuke.Tab_Knob(f"{scene_text.NAME}_tab", "Afanasy"),
        nuke.String_Knob(scene_text.NAME, "Afanasy settings"),
    ):
        knob.setFlag(nuke.INVISIBLE)
        root.addKnob(knob)
    return root.knob(scene_text.NAME)


def _python_candidates(application: str) -> Iterator[str]:
    folder = os.path.dirname(application)
    for name in ("python3", "python", "python.exe"):
        yield os.path.join(folder, name)
    for name in ("python3", "python"):
        yield shutil.which(name) or ""
