"""Inside a Houdini that `afsubmit selftest` started: every clause and failure, answers to what stubs leave open.

Scenes are made for it in folders that are removed; what it writes is geometry, which every licence may.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import hou

from afsubmit.errors import SceneError
from afsubmit.selftest import checks
from afsubmit.submission.settings import scene_text

from . import _snapshot, plan
from ._host import HoudiniHost
from ._session import VENDOR_ERRORS, licence

FRAMES = 3
BACKUPS = "HOUDINI_BACKUP_DIR"
AFTER_SAVE, PATIENCE_SECONDS = "afsubmit-saved", 30.0
"""The thread that looks at the scene's file after a save, and how long it may take."""


class HoudiniKit:
    """The kit of the contract over this Houdini, its scene saved in `folder`."""

    scene_error, frame, host_plan = SceneError, 2, plan.HoudiniPlan()

    def __init__(self, folder: Path) -> None:
        hou.hipFile.clear(suppress_save_prompt=True)
        box = _node("/obj").createNode("geo", "geo1")
        box.createNode("box")
        self.rop: Any = _node("/out").createNode("geometry", "box")
        _set(self.rop, soppath=box.path(), trange=1, f1=1, f2=FRAMES, f3=1, sopoutput="$HIP/frames/a_$F4.bgeo.sc")
        self.scene_file = folder / f"scene{_snapshot.ENDINGS.get(licence(), '.hip')}"
        hou.hipFile.save(str(self.scene_file))
        self.rop.setUserData("afsubmit_test", "a change that is not saved")
        self.host = HoudiniHost()

    def core(self, room: str) -> ModuleType:
        """That module of the core which this plugin carries."""
        return importlib.import_module(f"afsubmit.{room}")

    def session(self) -> object:
        """All that must stay as it was."""
        kept = hou.hipFile.path(), hou.hipFile.hasUnsavedChanges(), hou.frame(), hou.takes.currentTake().name()
        selected = tuple(node.path() for node in hou.selectedNodes())
        own = hou.getenv(BACKUPS), _node("/out").userData(scene_text.NAME)
        return (*kept, selected, tuple(hou.undos.undoLabels()), own)

    def save(self) -> None:
        """The artist saves, and all that follows a save is over."""
        hou.hipFile.save()
        for thread in threading.enumerate():
            if thread.name == AFTER_SAVE:
                thread.join(PATIENCE_SECONDS)

    def move(self, frame: int) -> None:
        """Go to another frame."""
        hou.setFrame(frame)

    def wait(self, condition: Any) -> None:
        """Without a window everything is called at once."""
        assert condition()


def _node(path: str) -> Any:
    """A node that every scene has."""
    return hou.node(path)


def _set(node: Any, **values: Any) -> None:
    """Give parameters values, in place of expressions too."""
    for name, value in values.items():
        parm = node.parm(name)
        parm.deleteAllKeyframes()
        parm.set(value)


@contextlib.contextmanager
def _events() -> Iterator[list[str]]:
    """The events of the scene's file that fire meanwhile."""
    heard: list[str] = []

    def hear(event: Any) -> None:
        heard.append(str(event).rpartition(".")[2])

    hou.hipFile.addEventCallback(hear)
    try:
        yield heard
    finally:
        hou.hipFile.removeEventCallback(hear)


def backup_fires_events(kit: HoudiniKit) -> str:
    """Does `saveAsBackup` fire the events of a save?"""
    with _events() as heard:
        hou.hipFile.saveAsBackup()
    return _yes(bool(heard))


def backup_goes_where_the_variable_says(kit: HoudiniKit) -> str:
    """Is HOUDINI_BACKUP_DIR read at each `saveAsBackup`?"""
    folder = kit.scene_file.parent / "elsewhere"
    folder.mkdir()
    hou.putenv(BACKUPS, str(folder))
    try:
        hou.hipFile.saveAsBackup()
    finally:
        hou.unsetenv(BACKUPS)
    return _yes(any(folder.iterdir()))


def mwrite_fires_events(kit: HoudiniKit) -> str:
    """Does `mwrite -n` fire the events of a save?"""
    copy = kit.scene_file.with_name("copy.hip")
    with _events() as heard:
        _, error = hou.hscript(f'mwrite -n "{copy.as_posix()}"')
    return _yes(bool(heard)) if not error and any(copy.parent.glob("copy.*")) else "it writes no copy"


def variables_follow_set_name(kit: HoudiniKit) -> str:
    """Does $HIPNAME follow `hipFile.setName` at once?"""
    before = hou.hipFile.path()
    hou.hipFile.setName(str(kit.scene_file.with_name("other.hip")))
    found = hou.text.expandString("$HIPNAME")
    hou.hipFile.setName(before)
    return _yes(found == "other")


def dependencies_are_pairs(kit: HoudiniKit) -> str:
    """Does `inputDependencies` give pairs?"""
    after = _node("/out").createNode("merge", "after")
    after.setInput(0, kit.rop)
    found = after.inputDependencies()
    return "it gives none" if not found else _yes(len(found[0]) == 2 and not hasattr(found[0][0], "__len__"))


def lops_render(kit: HoudiniKit) -> str:
    """Has a USD Render ROP among LOPs `render`?"""
    return _yes(hasattr(_node("/stage").createNode("usdrender_rop"), "render"))


def raw_menus_are_words(kit: HoudiniKit) -> str:
    """Is `rawValue` of a menu its word?"""
    return _yes(kit.rop.parm("trange").rawValue() == "normal")


def frame_below_zero(kit: HoudiniKit) -> str:
    """How is $F4 of frame -12 written?"""
    return str(kit.rop.parm("sopoutput").evalAsStringAtFrame(-12)).rpartition("a_")[2].partition(".")[0]


def changed_flag_after_user_data(kit: HoudiniKit) -> str:
    """Is the scene changed by user data, as far as a session without a window says?"""
    before = bool(hou.hipFile.hasUnsavedChanges())
    _node("/out").setUserData("afsubmit_test", "x")
    return "not seen: it says so of every scene" if before else _yes(hou.hipFile.hasUnsavedChanges())


def globals_are_listed(kit: HoudiniKit) -> str:
    """Does `set -g` list variables as files keep them?"""
    return _yes("set -g HIPNAME = '" in hou.hscript("set -g")[0])


ANSWERS: tuple[Callable[[HoudiniKit], str], ...] = (
    backup_fires_events,
    backup_goes_where_the_variable_says,
    mwrite_fires_events,
    variables_follow_set_name,
    dependencies_are_pairs,
    lops_render,
    raw_menus_are_words,
    frame_below_zero,
    changed_flag_after_user_data,
    globals_are_listed,
)
"""What SideFX's pages and stubs leave open; each answer is a word or two and names nothing of this machine."""


def _yes(answer: object) -> str:
    return "yes" if answer else "no"


def _asked(ask: Callable[[HoudiniKit], str], folder: Path) -> checks.Check:
    question = (ask.__doc__ or ask.__name__).partition("\n")[0]
    try:
        return checks.Check(question, checks.ANSWER, True, ask(HoudiniKit(folder)))
    except VENDOR_ERRORS as error:
        return checks.Check(question, checks.ANSWER, None, f"it could not be asked: {type(error).__name__}")


def main() -> None:
    """Run them, and tell what comes of it."""
    checks.tell(HoudiniKit, hou.applicationVersionString(), [partial(_asked, ask) for ask in ANSWERS])
