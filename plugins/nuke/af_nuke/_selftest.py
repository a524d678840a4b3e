"""Inside a Nuke that `afsubmit selftest` started: every clause and failure, and answers to what Foundry leaves open.

Scripts are made for it in folders that are removed; what it writes is a picture of a few pixels.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import nuke

from afsubmit.errors import SceneError
from afsubmit.selftest import checks
from afsubmit.submission.settings import scene_text

from . import plan
from ._host import NukeHost
from ._session import VENDOR_ERRORS

AFTER_SAVE, PATIENCE_SECONDS = "afsubmit-saved", 30.0
"""The thread that looks at the script's file after a save, and how long it may take."""
SCRIPT = """\
Root {{
 inputs 0
 first_frame 1
 last_frame 3
 fps 24
 format "16 16 0 0 16 16 1 selftest"
}}
Constant {{
 inputs 0
 channels rgb
 color {{0.2 0.4 0.6 1}}
 name Constant1
}}
Write {{
 file "{folder}/frames/a_%04d.png"
 file_type png
 create_directories true
 name Write1
}}
"""
ENDINGS = (("nc", ".nknc"), ("indie", ".nkind"))
"""Of scripts, by the licence that is in use."""


class _Host(NukeHost):
    """Nobody waits for events here: what a thread leaves for the main thread is called while that waits for it."""

    def run_on_main(self, function: Callable[[], None]) -> None:
        function()


class NukeKit:
    """The kit of the contract over this Nuke, its script saved in `folder`, with a change that is not saved."""

    scene_error, frame, host_plan = SceneError, 2, plan.NukePlan()

    def __init__(self, folder: Path) -> None:
        env: Any = nuke.env
        ending = next((ending for name, ending in ENDINGS if env[name]), ".nk")
        self.scene_file = folder / f"comp{ending}"
        self.scene_file.write_text(SCRIPT.format(folder=folder.as_posix()), "utf-8")
        nuke.scriptClear()
        nuke.scriptOpen(self.scene_file.as_posix())
        nuke.scriptSave()
        nuke.root().setModified(True)
        self.host = _Host()

    def core(self, room: str) -> ModuleType:
        """That module of the core which this plugin carries."""
        return importlib.import_module(f"afsubmit.{room}")

    def session(self) -> object:
        """All that must stay as it was."""
        root: Any = nuke.root()
        knob = root.knob(scene_text.NAME)
        kept = root.name(), root.modified(), nuke.frame(), knob.getText() if knob is not None else ""
        return (*kept, tuple(node.fullName() for node in nuke.selectedNodes()))

    def save(self) -> None:
        """The artist saves, and all that follows a save is over."""
        nuke.scriptSave()
        for thread in threading.enumerate():
            if thread.name == AFTER_SAVE:
                thread.join(PATIENCE_SECONDS)

    def move(self, frame: int) -> None:
        """Go to another frame."""
        nuke.frame(frame)

    def wait(self, condition: Any) -> None:
        """Everything is called at once."""
        assert condition()


def copy_fires_the_save_callback(kit: NukeKit) -> str:
    """Does `scriptSaveToTemp` fire onScriptSave?"""
    heard = _heard(lambda: nuke.scriptSaveToTemp(_copy(kit)))
    return _yes(heard)


def copy_clears_the_modified_flag(kit: NukeKit) -> str:
    """Does `scriptSaveToTemp` clear the modified flag?"""
    nuke.scriptSaveToTemp(_copy(kit))
    return _yes(not nuke.root().modified())


def copy_is_written_over_a_file(kit: NukeKit) -> str:
    """Does `scriptSaveToTemp` write over a file?"""
    path = _copy(kit)
    Path(path).write_text("before", "utf-8")
    try:
        nuke.scriptSaveToTemp(path)
    except RuntimeError:
        return "no, it raises"
    return _yes(Path(path).read_text("utf-8") != "before")


def save_under_a_path_fires_the_callback(kit: NukeKit) -> str:
    """Does `scriptSave(path)` fire onScriptSave?"""
    return _yes(_heard(lambda: nuke.scriptSave(_copy(kit))))


def save_under_a_path_renames(kit: NukeKit) -> str:
    """Does `scriptSave(path)` rename the script?"""
    before = nuke.root().name()
    nuke.scriptSave(_copy(kit))
    return _yes(nuke.root().name() != before)


def frames_are_put_in(kit: NukeKit) -> str:
    """Does `getEvaluatedValue` put the frame in?"""
    context: Any = nuke.OutputContext()
    context.setFrame(2)
    write: Any = nuke.toNode("Write1")
    return _yes("%04d" not in str(write["file"].getEvaluatedValue(context)))


def main_thread_is_reached(kit: NukeKit) -> str:
    """Is what a thread gives to `executeInMainThread` called while the main thread waits?"""
    called = threading.Event()
    thread = threading.Thread(target=lambda: nuke.executeInMainThread(called.set))
    thread.start()
    thread.join(PATIENCE_SECONDS)
    return _yes(called.wait(1.0))


def error_in_the_callback_stops_the_save(kit: NukeKit) -> str:
    """Does an error in onScriptSave stop the save?"""

    def raising() -> None:
        raise ValueError("of the self-test")

    before = kit.scene_file.stat().st_mtime_ns
    nuke.addOnScriptSave(raising)
    try:
        nuke.scriptSave()
    except Exception:  # whatever Nuke makes of it
        return "yes, it raises" if kit.scene_file.stat().st_mtime_ns == before else "no, it raises after the save"
    finally:
        nuke.removeOnScriptSave(raising)
    return _yes(kit.scene_file.stat().st_mtime_ns == before)


ANSWERS: tuple[Callable[[NukeKit], str], ...] = (
    copy_fires_the_save_callback,
    copy_clears_the_modified_flag,
    copy_is_written_over_a_file,
    save_under_a_path_fires_the_callback,
    save_under_a_path_renames,
    frames_are_put_in,
    main_thread_is_reached,
    error_in_the_callback_stops_the_save,
)
"""What Foundry's pages and stubs leave open; each answer is a word or two and names nothing of this machine."""


def _copy(kit: NukeKit) -> str:
    return kit.scene_file.with_name(f"copy{kit.scene_file.suffix}").as_posix()


def _heard(act: Callable[[], object]) -> bool:
    """Whether onScriptSave was called meanwhile."""
    heard: list[int] = []

    def hear() -> None:
        heard.append(1)

    nuke.addOnScriptSave(hear)
    try:
        act()
    finally:
        nuke.removeOnScriptSave(hear)
    return bool(heard)


def _yes(answer: object) -> str:
    return "yes" if answer else "no"


def _asked(ask: Callable[[NukeKit], str], folder: Path) -> checks.Check:
    question = (ask.__doc__ or ask.__name__).partition("\n")[0]
    try:
        return checks.Check(question, checks.ANSWER, True, ask(NukeKit(folder)))
    except VENDOR_ERRORS as error:
        return checks.Check(question, checks.ANSWER, None, f"it could not be asked: {type(error).__name__}")


def main() -> None:
    """Run them, and tell what comes of it."""
    checks.tell(NukeKit, str(nuke.NUKE_VERSION_STRING), [partial(_asked, ask) for ask in ANSWERS])
