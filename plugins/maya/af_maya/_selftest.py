"""Inside a mayapy that `afsubmit selftest` started: every clause and failure on a scene made for it, and what is open.

The questions are those that no public source answers; the plugin is safe either way, and the answer found is kept.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from maya import cmds

from afsubmit.errors import SceneError
from afsubmit.selftest import checks

from . import plan

PROJECT = 'workspace -fr "images" "scenes/images";\n'
SCENE = """//Maya ASCII 2023 scene
//Name: scene.ma
//Codeset: UTF-8
requires maya "2023";
createNode transform -s -n "persp";
createNode camera -s -n "perspShape" -p "persp";
select -ne :defaultRenderGlobals;
	setAttr ".outf" 32;
	setAttr ".an" yes;
	setAttr ".ef" 3;
	setAttr ".pff" yes;
	setAttr ".ifp" -type "string" "a";
select -ne :defaultResolution;
	setAttr ".w" 16;
	setAttr ".h" 16;
// End of scene.ma
"""
"""Three frames of nothing, with Maya Software."""

ODD = 'a "quoted" \\ one'


class MayaKit:
    """The kit of the contract over this Maya, its scene saved in `folder`."""

    scene_error, frame, host_plan = SceneError, 2, plan.MayaPlan()

    def __init__(self, folder: Path) -> None:
        from . import _host  # it reads what is there only once Maya has started

        self.scene_file = folder / "scenes" / "scene.ma"
        self.scene_file.parent.mkdir()
        (folder / "workspace.mel").write_text(PROJECT, "utf-8")
        self.scene_file.write_text(SCENE, "utf-8")
        self.host = _host.opened(str(self.scene_file), "")

    def core(self, room: str) -> ModuleType:
        """That module of the core which this plugin carries."""
        return importlib.import_module(f"afsubmit.{room}")

    def session(self) -> object:
        """All that must stay as it was."""
        file: Any = cmds.file  # its flags come by name here
        scene = [file(query=True, **{flag: True}) for flag in ("sceneName", "type", "modified")]
        asked = [file(query=True, **{flag: True}) for flag in ("prompt", "defaultExtensions")]
        seen = cmds.currentTime(query=True), cmds.editRenderLayerGlobals(query=True, currentRenderLayer=True)
        kept = cmds.ls(selection=True), cmds.undoInfo(query=True, state=True), cmds.fileInfo(query=True)
        return [*scene, *asked, *seen, *kept]

    def save(self) -> None:
        """The artist saves."""
        cmds.file(save=True, force=True)

    def move(self, frame: int) -> None:
        """Go to another frame."""
        cmds.currentTime(frame)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Without a window everything is called at once."""
        assert condition()

    def copy(self, kind: str = "mayaAscii") -> Path:
        """A copy of the open scene as `MayaHost` writes it, with nothing put back."""
        path = self.scene_file.with_name("copy.ma")
        cmds.file(str(path), exportAll=True, preserveReferences=True, force=True, type=kind)
        return path

    def heard(self, action: Callable[[], object], hear: Callable[[], object] = bool) -> list[object]:
        """What `hear` says each time that Maya calls those who wait for a save, while `action` runs."""
        from maya.api import OpenMaya

        found: list[object] = []
        messages = OpenMaya.MSceneMessage
        number = messages.addCallback(messages.kAfterSave, lambda *_: found.append(hear()))
        try:
            action()
        finally:
            OpenMaya.MMessage.removeCallback(number)
        return found


def _is_modified() -> bool:
    return bool(cmds.file(query=True, modified=True))


def _copy_clears_flag(kit: MayaKit) -> bool:
    cmds.file(modified=True)
    kit.copy()
    return not _is_modified()


def _copy_leaves_type(kit: MayaKit) -> bool:
    before = cmds.file(query=True, type=True)
    kit.copy("mayaBinary")
    return bool(cmds.file(query=True, type=True) != before)


def _copy_has_information(kit: MayaKit) -> bool:
    cmds.fileInfo("afsubmitQuestion", "seen")
    return b"afsubmitQuestion" in kit.copy().read_bytes()


def _information_marks(kit: MayaKit) -> bool:
    cmds.file(modified=False)
    cmds.fileInfo("afsubmitQuestion", "seen")
    return _is_modified()


def _information_is_escaped(kit: MayaKit) -> bool:
    cmds.fileInfo("afsubmitQuestion", ODD)
    answer: Any = cmds.fileInfo("afsubmitQuestion", query=True)
    return bool(next(iter(answer or ()), "") != ODD)


def _flag_stays_until_after_the_message(kit: MayaKit) -> bool:
    cmds.file(modified=True)
    return any(kit.heard(kit.save, _is_modified))


QUESTIONS: Mapping[str, Callable[[MayaKit], bool]] = {
    "exportAll clears the modified flag": _copy_clears_flag,
    "exportAll leaves its type as the scene's": _copy_leaves_type,
    "exportAll calls those who wait for a save": lambda kit: bool(kit.heard(kit.copy)),
    "a copy holds the scene's own information": _copy_has_information,
    "fileInfo marks the scene as changed": _information_marks,
    "fileInfo gives quotes and backslashes back escaped": _information_is_escaped,
    "the scene counts as changed while those who wait for a save are called": _flag_stays_until_after_the_message,
    "renderSettings answers with a list": lambda kit: isinstance(cmds.renderSettings(firstImageName=True), list),
}
"""What nobody could confirm about Maya."""


def _asked(name: str, folder: Path) -> checks.Check:
    try:
        return checks.Check(name, checks.ANSWER, True, "yes" if QUESTIONS[name](MayaKit(folder)) else "no")
    except Exception as error:
        return checks.Check(name, checks.ANSWER, None, f"it could not be asked: {type(error).__name__}", str(error))


def main() -> None:
    """Start Maya, run them, and tell what comes of it."""
    import maya.standalone

    standalone: Any = maya.standalone
    standalone.initialize(name="python")
    checks.tell(MayaKit, str(cmds.about(version=True)), [partial(_asked, name) for name in QUESTIONS])
    sys.stdout.flush()
    os._exit(0)  # Maya was seen to crash while it closes
