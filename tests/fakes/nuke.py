"""The module `nuke` without Nuke: plain objects with the documented names, over a script that real Tcl has read.

Nuke's scripts and the brackets in its knobs are Tcl, so Python's own Tcl reads the one and carries out the other: the
fake shares no line with the reader that it checks. Each answer says what it rests on ([S] type stubs and modules that
ship with Nuke, [D] Foundry's reference, [U] unknown: `Habits` gives every such answer both ways).
"""

from __future__ import annotations

import os
import re
import threading
import time
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes import nuke_knobs as knobs
from tests.fakes.nuke_nodes import Group, Menu, Node, Root
from tests.fakes.nuke_script import Script
from tests.fakes.verified import answered

EVENTS = "addOnScriptSave"


@dataclass
class Habits:
    """What nobody could confirm about Nuke, one field each; every test that matters runs with both.

    What an application has answered is the default: see `tests.fakes.verified`.
    """

    puts_frames_in: bool = answered("nuke", "Does `getEvaluatedValue` put the frame in?", usual=True)
    """`getEvaluatedValue` gives `a.0007.exr`; else "technical notation", `a.%04d.exr` [U]."""
    puts_numbers_in: bool = False
    """The frames that it puts in are the numbers that `frame_mode` makes of them [U]."""
    copy_clears_modified: bool = answered("nuke", "Does `scriptSaveToTemp` clear the modified flag?", usual=False)
    """`scriptSaveToTemp` clears the modified flag [U]."""
    copy_fires_callback: bool = answered("nuke", "Does `scriptSaveToTemp` fire onScriptSave?", usual=True)
    """`scriptSaveToTemp` and `scriptSave(path)` fire onScriptSave [U]."""
    refuses_existing: bool = answered("nuke", "Does `scriptSaveToTemp` write over a file?", usual=False, yes=False)
    """`scriptSaveToTemp` does not write over a file [U]."""
    has_save_to_temp: bool = True
    """The call is there (13.2 to 17.1 [S, D])."""
    main_thread_calls_at_once: bool = False
    """`executeInMainThread` from the main thread calls at once, else when Nuke is idle [U]."""
    ending: str = ""
    """The licence chooses another ending for what is saved [U]."""
    is_gui: bool = True


class OutputContext:
    """[S 13.2] View 0 is "default", the script's own begin with 1."""

    def __init__(self, nuke: FakeNuke) -> None:
        self._nuke, self._frame, self._view = nuke, 1.0, 0

    def setFrame(self, frame: float) -> bool:
        self._frame = float(frame)
        return True

    def setView(self, number: int) -> bool:
        self._view = number
        return True

    def frame(self) -> float:
        return self._frame

    def view(self) -> int:
        return self._view

    def viewcount(self) -> int:
        return 1 + len(self._nuke.script.views())

    def viewname(self, number: int) -> str:
        return ["default", *self._nuke.script.views()][number]

    def viewFromName(self, name: str) -> int:
        names = ["default", *self._nuke.script.views()]
        return names.index(name) if name in names else -1


class Undo:
    """[S 13.2] What is done while it is disabled makes no step."""

    def __init__(self) -> None:
        self._depth_off = 0
        self._steps: list[str] = []

    def disable(self) -> None:
        self._depth_off += 1

    def enable(self) -> None:
        self._depth_off -= 1

    def disabled(self) -> bool:
        return self._depth_off > 0


class FakeNuke:
    """A session; `module` is what `import nuke` gives, and nothing a test needs stands on that."""

    def __init__(self, text: str, path: str, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self.path, self.is_modified, self.current_frame = path, False, 1
        self.undo, self.selection, self.calls = Undo(), [], 0
        self.callbacks: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
        self.waiting: list[Callable[[], None]] = []
        self.on_load: list[Callable[[], None]] = []
        self.messages: list[str] = []
        self.said: list[str] = []
        self.menus = {name: Menu(name) for name in ("Nuke", "Nodes", "Node Graph", "Pane")}
        self.executed: list[tuple[str, int, int, int, Any]] = []
        self.fails_at: int | None = None
        self.in_error: set[str] = set()
        """Full names of nodes with an error somewhere in their trees."""
        named = [folder for folder in os.environ.get("NUKE_PATH", "").split(os.pathsep) if folder]
        self.plugin_folders = [os.path.expanduser("~/.nuke"), *named, "/opt/Nuke15.1v2/plugins"]
        """[D] The user's own folder, those of NUKE_PATH, then Nuke's own; an init.py may add others."""
        self._read(text)
        self.module = self._module()

    def _read(self, text: str) -> None:
        self.script = Script(text, self)
        self.nodes = [self._node(made) for made in self.script.nodes]
        self.sizes: dict[int, tuple[int, int]] = {}
        self.root_node = Root(self)

    def _node(self, made: Any) -> Node:
        return (Group if made.class_name in ("Group", "Gizmo", "LiveGroup", "Precomp") else Node)(made, self)

    def node_of(self, made: Any) -> Node | None:
        return next((node for node in self.nodes if node._made is made), None)

    def _module(self) -> types.ModuleType:
        module = types.ModuleType("nuke")
        names = "root allNodes selectedNodes views frame scriptSaveToTemp scriptSave addOnScriptSave removeOnScriptSave"
        names += (
            " executeInMainThread menu message execute scriptClear scriptOpen toNode addOnScriptLoad removeOnScriptLoad"
        )
        for name in [*names.split(), "tprint", "warning", "pluginPath"]:
            setattr(module, name, getattr(self, f"_{name}"))
        if not self.habits.has_save_to_temp:
            del module.scriptSaveToTemp
        for name in ("String_Knob", "Tab_Knob", "File_Knob", "Boolean_Knob", "Int_Knob"):
            setattr(module, name, getattr(knobs, name))
        module.OutputContext = lambda: OutputContext(self)
        module.Undo, module.GUI, module.INVISIBLE = self.undo, self.habits.is_gui, 1024
        module.TO_SCRIPT, module.WRITE_NON_DEFAULT_ONLY = 1, 2
        module.EXE_PATH, module.NUKE_VERSION_STRING = "/opt/Nuke15.1v2/Nuke15.1", "15.1v2"
        module.env = {"nc": False, "indie": False, "gui": self.habits.is_gui}
        return module

    # What the artist does -------------------------------------------------------------------------------------------

    def save(self, path: str = "") -> None:
        """File ▸ Save, or Save As: the callbacks run before the file is written [S 15.0]."""
        self.path = path or self.path
        self._fire()
        Path(self.path).write_text(self.script.text(), "utf-8")
        self.is_modified = False
        self.idle()

    def idle(self, seconds: float = 2.0) -> None:
        """Nuke waits for events: what was left for the main thread runs."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while self.waiting:
                self.waiting.pop(0)()
            if not any(thread.name.startswith("afsubmit-") for thread in threading.enumerate()) and not self.waiting:
                return
            time.sleep(0.01)

    def _fire(self) -> None:
        for call, arguments, words in list(self.callbacks):  # without a try [S 15.0]
            call(*arguments, **words)

    def changed(self, what: str) -> None:
        """A knob was set."""
        self.is_modified = True
        if not self.undo.disabled():
            self.undo._steps.append(what)

    # The module's functions -----------------------------------------------------------------------------------------

    def _root(self) -> Root:
        return self.root_node

    def _allNodes(self, filter: str = "", group: Any = None, recurseGroups: bool = False) -> list[Node]:
        """[S 13.2] Of the current group unless told."""
        self.calls += 1
        top = [node for node in self.nodes if recurseGroups or node._made.group is None]
        return [node for node in top if filter in ("", node._made.class_name)]

    def _selectedNodes(self, filter: str = "") -> list[Node]:
        return [node for node in self.nodes if node._made.full_name in self.selection]

    def _views(self) -> list[str]:
        return self.script.views()

    def _pluginPath(self) -> list[str]:
        """[S 13.2]"""
        return list(self.plugin_folders)

    def _toNode(self, name: str) -> Node | None:
        return next((node for node in self.nodes if node._made.full_name == name), None)

    def _frame(self, number: int | None = None) -> int:
        """[S 13.2] Sets the frame when it is given one."""
        if number is not None:
            self.current_frame = number
        return self.current_frame

    def _scriptSaveToTemp(self, path: str) -> str:
        """[S 13.2, 15.0; D 17.1] Leaves root's data and the script's own file alone; RuntimeError when it fails."""
        if self.habits.refuses_existing and os.path.exists(path):
            raise RuntimeError(f"{path} exists")
        return self._write_copy(path)

    def _scriptSave(self, path: str | None = None) -> bool:
        """[D] Writes without changing the script's name; without a path as File ▸ Save does."""
        if path is None:
            self._fire()
            Path(self.path).write_text(self.script.text(), "utf-8")
            self.is_modified = False
        else:
            self._write_copy(path)
        return True

    def _scriptClear(self) -> None:
        """[S 13.2] An empty script without a name."""
        self.path, self.is_modified, self.current_frame = "", False, 1
        self._read("Root {\n}\n")

    def _write_copy(self, path: str) -> str:
        if self.habits.copy_fires_callback:
            self._fire()
        if self.habits.ending:
            path = re.sub(r"\.nk\w*$", self.habits.ending, path)
        _ensure_slashes(path)
        try:
            Path(path).write_text(self.script.text(), "utf-8")
        except OSError as error:
            raise RuntimeError(f"Can't write {path}: {error.strerror}") from error
        if self.habits.copy_clears_modified:
            self.is_modified = False
        return path

    def _scriptOpen(self, path: str) -> None:
        """[S 13.2] Makes `path` the session's script; RuntimeError when it cannot [S 15.0]."""
        _ensure_slashes(path)
        try:
            text = Path(path).read_text("utf-8")
        except OSError as error:
            raise RuntimeError(f"Can't read {path}: {error.strerror}") from error
        self.path = path
        self._read(text)

    def _execute(self, node: Node, start: int, end: int, incr: int = 1, views: Any = None, **words: Any) -> None:
        """[S 13.2] Writes the node's file for each frame and view; RuntimeError for what cannot be rendered."""
        self.executed.append((node._made.full_name, start, end, incr, views))
        self._refuse_beyond_limit(node, start, end)
        for frame in range(start, end + 1, incr):
            if frame == self.fails_at:
                raise RuntimeError(f"{node._made.full_name}: no frame {frame}")
            for view in views or self.script.views():
                context = OutputContext(self)
                context.setFrame(frame)
                context.setView(context.viewFromName(view))
                text = self.script.expanded(node["file"]._text, node._made, frame)
                text = text.replace("%V", view).replace("%v", view[:1])
                self._write(node, knobs.with_frame(text, node._number(frame)))

    def _refuse_beyond_limit(self, node: Node, start: int, end: int) -> None:
        """[P: reports of two render farms] Frames outside the node's own range are an error."""
        if node.knob("use_limit") is not None and node["use_limit"].value():
            first, last = node["first"].value(), node["last"].value()
            if start < first or end > last:
                raise RuntimeError(f"{node._made.full_name}: frames {start}-{end} are outside {first}-{last}")

    def _write(self, node: Node, path: str) -> None:
        folder = self.root_node["project_directory"].evaluate()
        target = Path(folder or ".", path)
        if node.knob("create_directories") is not None and node["create_directories"].value():
            target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.write_bytes(b"pixels")
        except OSError as error:
            raise RuntimeError(f"{node._made.full_name}: {path}: {error.strerror}") from error

    def _addOnScriptSave(self, call: Any, args: Any = (), kwargs: Any = None, nodeClass: str = "Root") -> None:
        self.callbacks.append((call, tuple(args), dict(kwargs or {})))

    def _removeOnScriptSave(self, call: Any, args: Any = (), kwargs: Any = None, nodeClass: str = "Root") -> None:
        self.callbacks.remove((call, tuple(args), dict(kwargs or {})))

    def _addOnScriptLoad(self, call: Any, args: Any = (), kwargs: Any = None, nodeClass: str = "Root") -> None:
        self.on_load.append(call)

    def _removeOnScriptLoad(self, call: Any, args: Any = (), kwargs: Any = None, nodeClass: str = "Root") -> None:
        self.on_load.remove(call)

    def _tprint(self, *words: Any) -> None:
        self.said.append(" ".join(map(str, words)))

    def _warning(self, text: str) -> None:
        self.said.append(f"warning: {text}")

    def _executeInMainThread(self, call: Any, args: Any = (), kwargs: Any = None) -> None:
        if self.habits.main_thread_calls_at_once and threading.current_thread() is threading.main_thread():
            call(*args, **(kwargs or {}))
        else:
            self.waiting.append(lambda: call(*args, **(kwargs or {})))

    def _menu(self, name: str) -> Menu:
        return self.menus[name]

    def _message(self, text: str) -> None:
        self.messages.append(text)


def _ensure_slashes(path: str) -> None:
    """[U] Whether Nuke for Windows takes backslashes, which Tcl reads as the beginning of another letter."""
    if os.sep == "\\" and os.sep in path:
        raise RuntimeError(f"Can't read {path}")
