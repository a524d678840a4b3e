"""The modules of `maya` without Maya: plain objects with the real names, over a scene that a reader of its own holds.

A command, flag, mode or companion that the tables of 2022 to 2025 do not have is refused (`maya_commands`). Each answer
says what it rests on ([S] these tables, Autodesk's documentation of the commands; [P] public projects that rely on it;
[F] files of Maya; [U] unknown: `Habits` gives every such answer both ways).
"""

from __future__ import annotations

import os
import re
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakes.maya_commands import Flag, read_table
from tests.fakes.maya_habits import Habits
from tests.fakes.maya_queries import Queries
from tests.fakes.maya_scene import MayaScene, decoded

NEW = '//Maya ASCII 2023 scene\nrequires maya "2023";\n'
SPECIAL = ("query", "edit")


class Cmds:
    """`maya.cmds`: what is called is looked up in the table of the year first."""

    def __init__(self, maya: FakeMaya) -> None:
        self._maya, self._table = maya, read_table(maya.habits.year)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in self._table or not hasattr(self._maya, f"do_{name}"):
            raise AttributeError(f"module 'maya.cmds' has no attribute '{name}'")

        def call(*words: Any, **flags: Any) -> Any:
            self._maya.calls.append(name)
            refuse(name, self._table[name], flags)
            return getattr(self._maya, f"do_{name}")(*words, **flags)

        return call


def refuse(command: str, table: dict[str, Flag], flags: dict[str, Any]) -> None:
    """Raise TypeError for what the real command refuses: flags it lacks, modes they lack, companions."""
    modes = [name for name in SPECIAL if flags.get(name)]
    mode = modes[0][0] if modes else "c"
    given = {name: value for name, value in flags.items() if name not in SPECIAL}
    for name in flags:
        if name not in table:
            raise TypeError(f"Invalid flag '{name}'")
    for name, value in given.items():
        flag = table[name]
        if mode not in flag.modes:
            raise TypeError(f"Flag '{name}' cannot be used in this mode ({mode}) of {command}")
        if mode != "q" and flag.kind == "b" and not isinstance(value, bool):
            raise TypeError(f"Flag '{name}' must be passed a boolean argument")
        if mode != "q" and flag.kind == "s" and not _is_text(value, flag):
            raise TypeError(f"Flag '{name}' must be passed a text")
        if mode == "c" and flag.companions is not None:
            wrong = set(given) - {name} - flag.companions
            if wrong:
                raise TypeError(f"{command}: {sorted(wrong)} cannot be used with '{name}'")


def _is_text(value: Any, flag: Flag) -> bool:
    values = value if isinstance(value, (list, tuple)) else [value]
    return all(isinstance(one, str) for one in values) and (
        "m" in flag.modes or flag.count > 1 or not isinstance(value, list)
    )


class FakeMaya(Queries):
    """A session; `modules` are what Python imports, and nothing that a test needs stands on these."""

    def __init__(self, text: str = NEW, path: str = "", habits: Habits | None = None, project: str = "") -> None:
        super().__init__()
        self.habits = habits or Habits()
        self.options: dict[str, Any] = {}
        self.project, self.rules = project, {"scene": "scenes", "images": "images", "sourceImages": "sourceimages"}
        self.calls: list[str] = []
        self.undo_steps: list[str] = []
        self.is_undo_on = True
        self.prompt, self.default_extensions = True, True
        self.callbacks: dict[int, tuple[int, Callable[..., Any], Any]] = {}
        self.missing_plugins: set[str] = set()
        self.read(text, path)
        self.modules = self._modules()

    def read(self, text: str, path: str) -> None:
        """Make this the open scene."""
        self.text, self.path = text, path
        self.scene = MayaScene(text, path, self.project)
        self.type = "mayaBinary" if path.endswith(".mb") else "mayaAscii"
        self.is_modified, self.selection = False, []
        now = self.scene.find("time1")
        self.time = float(now.get("outTime")) if now is not None else 1.0
        self.layer = "defaultRenderLayer"
        self.edits: list[str] = []

    # What the artist and other tools do -----------------------------------------------------------------------------

    def save(self, path: str = "") -> None:
        """File ▸ Save, or Save As."""
        self.path = path or self.path
        self._fire("kBeforeSave")
        Path(self.path).write_bytes(self.written(self.type))
        self.is_modified = self.is_modified and self.habits.flag_goes_after_message
        self._fire("kAfterSave")
        self.is_modified = False
        self.idle()

    def open(self, path: str) -> None:
        """File ▸ Open."""
        self.do_file(path, open=True, force=True)
        self.idle()

    def set(self, plug: str, value: str, kind: str = "") -> None:
        """The artist changes a value: the word that a file would have for it, and its `-type`."""
        node, _, attribute = plug.partition(".")
        found = self.scene.find(node)
        assert found is not None
        found.set(attribute, [value], kind)
        words = f'-type "string" "{_escaped(value)}"' if kind == "string" else value
        self.edits.append(f'setAttr "{plug}" {words};')
        self.changed(f"setAttr {plug}")

    def changed(self, what: str) -> None:
        """A step of the artist's."""
        self.is_modified = True
        if self.is_undo_on:
            self.undo_steps.append(what)

    def written(self, kind: str) -> bytes:
        """The scene as a file."""
        if kind == "mayaBinary":
            return b"FOR8\0\0\0\0" + self.text.encode("utf-8")
        lines = [line for line in self.text.splitlines() if not line.startswith("fileInfo ")]
        at = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
        at = max([at, *(n + 1 for n, line in enumerate(lines) if line.startswith(("requires", "currentUnit")))])
        info = [f'fileInfo "{_escaped(key)}" "{_escaped(value)}";' for key, value in self.scene.file_info.items()]
        ends = [line for line in lines if line.startswith("// End")]
        rest = [line for line in lines[at:] if line not in ends]
        return "\n".join([*lines[:at], *info, *rest, *self.edits, *ends, ""]).encode("utf-8")

    def _fire(self, message: str) -> None:
        for kind, function, data in list(self.callbacks.values()):
            if kind == MESSAGES[message]:
                function(data)

    # Modules --------------------------------------------------------------------------------------------------------

    def _modules(self) -> dict[str, types.ModuleType]:
        names = "maya maya.cmds maya.mel maya.utils maya.standalone maya.api maya.api.OpenMaya maya.OpenMayaUI"
        modules: dict[str, Any] = {name: types.ModuleType(name) for name in names.split()}
        for name in list(modules)[1:]:
            outer, _, inner = name.rpartition(".")
            setattr(modules[outer], inner, modules[name])
        modules["maya"].cmds = modules["maya.cmds"] = Cmds(self)
        modules["maya.mel"].eval = self.mel_eval
        modules["maya.standalone"].initialize = self._initialize
        modules["maya.standalone"].uninitialize = lambda: None
        modules["maya.utils"].executeDeferred = self.execute_deferred
        modules["maya.utils"].executeInMainThreadWithResult = self.execute_in_main_thread
        om = modules["maya.api.OpenMaya"]
        om.MSceneMessage = types.SimpleNamespace(addCallback=self._add_callback, **MESSAGES)
        om.MMessage = types.SimpleNamespace(removeCallback=self._remove_callback)
        om.MGlobal = types.SimpleNamespace(
            displayInfo=self.said.append,
            displayWarning=lambda text: self.said.append(f"warning: {text}"),
            displayError=lambda text: self.said.append(f"error: {text}"),
        )
        modules["maya.OpenMayaUI"].MQtUtil = types.SimpleNamespace(findControl=self.find_control)
        return modules

    def _initialize(self, name: str = "") -> None:
        """[D] Once in a process, and not where a session runs."""
        self.calls.append("initialize")
        if not self.habits.is_batch:
            raise RuntimeError("maya.standalone cannot be initialized in an interactive session")

    def _add_callback(self, kind: int, function: Callable[..., Any], clientData: Any = None) -> int:
        number = max(self.callbacks, default=0) + 1
        self.callbacks[number] = kind, function, clientData
        return number

    def _remove_callback(self, number: int) -> None:
        if number not in self.callbacks:
            raise RuntimeError("(kInvalidParameter): No element at given index")
        del self.callbacks[number]

    # Scene commands -------------------------------------------------------------------------------------------------

    def do_about(self, batch: bool = False, version: bool = False) -> Any:
        return self.habits.is_batch if batch else str(self.habits.year)

    def do_file(self, *words: str, query: bool = False, **flags: Any) -> Any:
        if query:
            return self._file_asked(*flags)
        if flags.get("exportAll"):
            return self._export(words[0], flags["type"])
        if flags.get("open"):
            return self._open(words[0])
        if flags.get("new"):
            self.read(NEW, "")
            self._fire("kAfterNew")
        elif "rename" in flags:
            self.path, self.is_modified = flags["rename"], True
        elif flags.get("save"):
            self.type = flags.get("type", self.type)
            self._fire("kBeforeSave")
            self._write(self.path, self.type)
            self.is_modified = self.is_modified and self.habits.flag_goes_after_message
            self._fire("kAfterSave")
            self.is_modified = False
        for name in ("prompt", "default_extensions", "is_modified"):
            flag = {"default_extensions": "defaultExtensions", "is_modified": "modified"}.get(name, name)
            if flag in flags:
                setattr(self, name, flags[flag])
        return None

    def _file_asked(self, flag: str, *more: str) -> Any:
        """[S] `type` is a list; [P] `sceneName` is "" for an untitled scene."""
        answers = {
            "sceneName": self.path,
            "modified": self.is_modified,
            "type": [self.type],
            "prompt": self.prompt,
            "defaultExtensions": self.default_extensions,
        }
        return answers[flag]

    def _export(self, path: str, kind: str) -> str:
        """[S] With force, preserveReferences and type only; [D] the whole scene in Maya's own formats."""
        habits = self.habits
        if habits.export_fires_save:
            self._fire("kBeforeSave")
        if habits.export_writes_xgen:
            for name in (one.name for one in self.scene.nodes if one.type == "xgmPalette"):
                target = f"{os.path.splitext(path)[0]}__{name.replace(':', '__')}.xgen"
                Path(target).write_text(f"live {name}\n", "utf-8")
        self._write(path, kind)
        if habits.export_clears_modified:
            self.is_modified = False
        if habits.export_sets_type:
            self.type = kind
        if habits.export_renames:
            self.path = path
        if habits.export_moves_time:
            self.time, self.layer, self.prompt = 99.0, "rs_other", False
        if habits.export_fires_save:
            self._fire("kAfterSave")
        return path

    def _write(self, path: str, kind: str) -> None:
        try:
            Path(path).write_bytes(self.written(kind))
        except OSError as error:
            raise RuntimeError(f"Could not save file {path}: {error.strerror}") from error

    def _open(self, path: str) -> str:
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise RuntimeError(f"File not found: {path}") from error
        self.read(decoded(content.partition(b"\0\0\0\0")[2] or content), path.replace(os.sep, "/"))
        self._fire("kAfterOpen")
        if self.habits.open_complains:
            raise RuntimeError("Error reading file.")
        return path

    def do_fileInfo(self, *words: str, query: bool = False, remove: Any = None) -> Any:
        info = self.scene.file_info
        if query:
            keys = words or tuple(info)
            pairs = [(key, self._info(info[key])) for key in keys if key in info]
            return [text for key, value in pairs for text in ((value,) if words else (key, value))]
        if remove is not None:
            info.pop(remove, None)
        else:
            key, value = words
            info[key] = value
        self.is_modified = self.is_modified or self.habits.info_dirties
        return None

    def _info(self, text: str) -> str:
        return _escaped(text) if self.habits.info_is_escaped else text

    def do_workspace(
        self,
        *words: str,
        query: bool = False,
        rootDirectory: bool = False,
        fileRule: bool = False,
        fileRuleEntry: str = "",
        openWorkspace: bool = False,
    ) -> Any:
        if openWorkspace:
            self.project = words[0].replace(os.sep, "/")
        if rootDirectory:
            return f"{self.project.rstrip('/')}/" if self.project else ""
        if fileRule:
            return [text for pair in self.rules.items() for text in pair]
        return self.rules.get(fileRuleEntry, "")

    def do_optionVar(self, query: str = "", exists: str = "") -> Any:
        return exists in self.options if exists else self.options.get(query, 0)

    def do_undoInfo(self, query: bool = False, stateWithoutFlush: Any = None, state: Any = None) -> Any:
        if query:
            return self.is_undo_on
        if state is not None:
            self.undo_steps.clear()
        self.is_undo_on = bool(state if stateWithoutFlush is None else stateWithoutFlush)
        return None

    def do_currentTime(self, *words: float, query: bool = False, edit: bool = False, update: bool = True) -> Any:
        if query:
            return self.time
        self.time = float(words[0])
        if self.is_undo_on:
            self.undo_steps.append("currentTime")
        return self.time

    def do_currentUnit(self, query: bool = False, time: Any = None) -> str:
        return self.scene.time_unit

    def do_editRenderLayerGlobals(self, query: bool = False, currentRenderLayer: Any = None) -> Any:
        """[P] Switching is a step and marks the scene as changed."""
        if query:
            return self.layer
        if self.scene.find(currentRenderLayer) is None:
            raise RuntimeError(f"No object matches name: {currentRenderLayer}")
        self.layer = currentRenderLayer
        self.changed("editRenderLayerGlobals")
        return self.layer

    def do_pluginInfo(self, query: bool = False, pluginsInUse: bool = False) -> Any:
        """[P] Names and versions in turns; None for none."""
        loaded = [name for name in self.scene.requires if name not in self.missing_plugins]
        return [text for name in loaded for text in (name, "1.0")] or None

    def do_unknownPlugin(self, query: bool = False, list: bool = False) -> Any:
        return sorted(name for name in self.scene.requires if name in self.missing_plugins) or None

    def mel_eval(self, text: str) -> Any:
        """Only what is used: the name of the main window."""
        if re.fullmatch(r"\$\w+ ?= ?\$gMainWindow;?", text.strip()):
            return "MayaWindow"
        raise RuntimeError(f"Error: the fake Maya does not know this MEL: {text}")

    def execute_deferred(self, function: Any, *words: Any) -> None:
        self.deferred.append(lambda: function(*words))

    def execute_in_main_thread(self, function: Any, *words: Any) -> Any:
        if threading.current_thread() is threading.main_thread() or self.habits.is_batch:
            return function(*words)
        done = threading.Event()
        answers: list[Any] = []
        self.deferred.append(lambda: (answers.append(function(*words)), done.set()))
        done.wait(30)
        return answers[0]


MESSAGES = {
    name: number for number, name in enumerate("kBeforeNew kAfterNew kBeforeSave kAfterSave kAfterOpen".split())
}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
