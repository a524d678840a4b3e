"""What the engine asks of Blender: the only file here that touches the data of the open scene."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import bpy

from . import _add_ons, _fields, _gathering, _mark, _outputs, _sources
from ._blend_paths import RepointsBlends
from ._header import is_complete
from .afsubmit.errors import SceneError
from .afsubmit.submission.planning.scene import Output, SceneState
from .afsubmit.submission.sending import save_listener

log = logging.getLogger(__name__)


class BlenderHost(RepointsBlends):
    """The running Blender; `python` is the interpreter the artist chose for the local farm, or ""."""

    name = "blender"

    def __init__(self, python: str = "") -> None:
        self._python = python
        self._is_gathering = False

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """Look at what can be gathered, and write a copy that can be changed, where that is wanted."""
        self._is_gathering = bool(settings["gather"])

    def scene(self) -> SceneState:
        """The open file and its active scene; changes nothing.

        Without a window Blender's modified flag is a constant (measured, 3.4 to 5.2), so it counts as unknown.
        """
        scene = active_scene()
        path = bpy.data.filepath
        return SceneState(
            host=self.name,
            host_version=bpy.app.version_string,
            path=os.path.abspath(path) if path else "",
            frames=_outputs.frames_of(scene),
            fps=scene.render.fps / scene.render.fps_base,
            is_modified=None if bpy.app.background else bpy.data.is_dirty,
            application=bpy.app.binary_path or "",
            sources=_sources.of_file(),
            problems=tuple(_add_ons.problems()),
            farm_problems=tuple(_add_ons.farm_problems()),
            **(_gathering.facts() if self._is_gathering else {}),
        )

    def outputs(self) -> Sequence[Output]:
        """Every scene of the file, in Blender's order, each with its view layers and cameras that can be had alone.

        Scenes linked from another file are rendered from that file.
        """
        return [output for scene in bpy.data.scenes if scene.library is None for output in _outputs.of(scene)]

    def selected(self) -> Sequence[str]:
        """What was chosen when this scene was last submitted, also where it is gone; at first the active scene."""
        scene = active_scene()
        return (_fields.chosen(scene.afanasy) if scene.is_property_set("afanasy") else []) or [scene.name]

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """Keep the session as it is, and keep Blender from making `.blend1` files of the file that we reserved.

        Saving a copy leaves name, undo and recent files alone (measured, 3.4 to 5.2), and `_mark` keeps the mark of
        unsaved changes. But the handlers of other add-ons run: what they changed is put back, a changed file name is
        an error.
        """
        scene, path, frame = active_scene(), bpy.data.filepath, active_scene().frame_current
        with _no_backups(), _mark.kept():
            try:
                yield
            finally:
                if scene.frame_current != frame:
                    scene.frame_set(frame)
        if bpy.data.filepath != path:
            raise SceneError(f"Saving the snapshot renamed the open file from {path}. Save it again.")

    def save_snapshot(self, path: str) -> None:
        """Write a copy of the live file over `path`.

        Raises:
            SceneError: Blender says that it could not, or what it wrote is cut short.
        """
        with save_listener.saving_snapshot():
            try:
                told = {"compress": False} if self._is_gathering else {}
                answer = bpy.ops.wm.save_as_mainfile(filepath=path, copy=True, check_existing=False, **told)
            except RuntimeError as failure:
                reason = str(failure).removeprefix("Error: ").strip()
                raise SceneError(f"Blender could not write the snapshot: {reason}") from failure
        if "FINISHED" not in answer or not is_complete(path):
            raise SceneError(f"Blender wrote only a part of the snapshot {path}. Is the disk full?")

    def load_settings(self) -> Mapping[str, Any]:
        """What was set in the active scene.

        Looking at a group that was never written would write an empty one into the scene (measured), so it is asked
        for first.
        """
        scene = active_scene()
        return _fields.read(scene.afanasy) if scene.is_property_set("afanasy") else {}

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep `values` in the active scene, and nothing else of what was kept there before."""
        if values or active_scene().is_property_set("afanasy"):
            _fields.write(active_scene().afanasy, values)

    def store_chosen(self, names: Sequence[str]) -> None:
        """Keep in the active scene which outputs are rendered; the scene alone is what nothing says."""
        scene = active_scene()
        chosen = [] if list(names) == [scene.name] else names
        if chosen or scene.is_property_set("afanasy"):
            _fields.choose(scene.afanasy, chosen)

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call `callback(path)` after each save by the artist; our snapshots and other copies do not count."""
        handlers = bpy.app.handlers

        @handlers.persistent
        def saving(*_arguments: Any) -> None:
            listener.note()

        @handlers.persistent
        def saved(*_arguments: Any) -> None:
            # It runs for copies too, and 3.4 does not say which file was written: a copy leaves the session's alone.
            listener.saved()

        pairs = ((handlers.save_pre, saving), (handlers.save_post, saved))

        def stop() -> None:
            for handler_list, handler in pairs:
                if handler in handler_list:
                    handler_list.remove(handler)

        listener = save_listener.SaveListener(callback, self, stop=stop)
        for handler_list, handler in pairs:
            handler_list.append(handler)
        return listener.end

    def state(self) -> tuple[str, bool]:
        """The open file's path, "" when it has none, and whether it has changes that are not saved."""
        return bpy.data.filepath, bpy.data.is_dirty

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the main thread; at once without a window, where no timer ever runs."""
        if bpy.app.background:
            function()
            return

        def once() -> None:
            try:
                function()
            except Exception:
                log.exception("A call on the main thread failed")

        bpy.app.timers.register(once, first_interval=0.0)

    def python(self) -> str:
        """An interpreter for the local farm: the artist's choice, else Blender's own, else one on PATH.

        Callable from any thread. Each is started once to see that it works: `sys.executable` can name a program that
        does not (Debian's 3.4.1 takes whatever `python3.11` comes first on PATH).
        """
        from .afsubmit.submission.sending.interpreter import first_usable

        return first_usable(_python_candidates(self._python))


def active_scene() -> Any:
    """The scene in the window; the first one where Blender has no window at hand."""
    return bpy.context.scene or bpy.data.scenes[0]


@contextlib.contextmanager
def _no_backups() -> Iterator[None]:
    """Saving over an existing file moves it to `.blend1`; the file that we reserved is no version of anything.

    The preview would be drawn in the window and kept in the system's thumbnails, for a file that soon goes.
    """
    preferences, paths = bpy.context.preferences, bpy.context.preferences.filepaths
    before = preferences.is_dirty, paths.save_version, paths.file_preview_type
    try:
        paths.save_version, paths.file_preview_type = 0, "NONE"
        yield
    finally:
        paths.save_version, paths.file_preview_type = before[1:]
        preferences.is_dirty = before[0]


def _python_candidates(chosen: str) -> Iterator[str]:
    if chosen:
        yield chosen
        return
    version = "python{}.{}".format(*sys.version_info[:2])
    names = ["python.exe"] if os.name == "nt" else [version, "python3"]
    folders = [os.path.join(sys.prefix, "bin"), os.path.join(sys.base_prefix, "bin"), sys.prefix]
    yield sys.executable
    for folder in folders:
        yield from (os.path.join(folder, name) for name in names)
    for name in ("python3", "python"):
        yield shutil.which(name) or ""
