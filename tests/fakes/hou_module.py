"""The functions and classes of the fake module `hou`: thin, over the session."""

from __future__ import annotations

import contextlib
import os
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes import hou_nodes as nodes
from tests.fakes import hou_words as fake


def fill(module: types.ModuleType, session: Any) -> None:
    """Give `module` everything that `session` answers."""
    for name, error in fake.ERRORS.items():
        setattr(module, name, error)
    for name in (
        "OpNode",
        "RopNode",
        "SopNode",
        "LopNode",
        "TopNode",
        "Parm",
        "NodeType",
        "NodeTypeCategory",
        "Keyframe",
    ):
        setattr(module, name, getattr(nodes, name))
    module.Node, module.Take = nodes.OpNode, fake.Take  # type: ignore[attr-defined]
    module.hipFileEventType, module.licenseCategoryType = fake.EVENTS, fake.LICENCES  # type: ignore[attr-defined]
    module.severityType = fake.SEVERITIES  # type: ignore[attr-defined]
    for name, made in (
        ("hipFile", HipFile(session)),
        ("takes", Takes(session)),
        ("playbar", Playbar(session)),
        ("undos", Undos(session)),
        ("ui", Ui(session)),
        ("qt", Qt(session)),
        ("text", Text(session)),
    ):
        setattr(module, name, made)
    for name, call in vars(Functions).items():
        if not name.startswith("_"):
            setattr(module, name, getattr(Functions(session), call.__name__))


class HipFile(nodes.Counted):
    def path(self) -> str:
        """[S 21.0] Absolute, also of a scene that was never saved."""
        return str(self._session.path)

    def name(self) -> str:
        """[S 21.0] As the path, relative to the current folder."""
        return os.path.relpath(self._session.path)

    def basename(self) -> str:
        return os.path.basename(self._session.path)

    def setName(self, file_name: str) -> None:
        """[S 21.0] The path in memory; nothing is saved."""
        self._session.path = file_name

    def hasUnsavedChanges(self) -> bool:
        """[S 21.0] Always True without a window."""
        return bool(self._session.is_modified) or not self._session.habits.is_gui

    def isNewFile(self) -> bool:
        return os.path.basename(self._session.path).startswith("untitled")

    def save(self, file_name: str | None = None, save_to_recent_files: bool = True) -> None:
        self._session.save(file_name or "")

    def saveAsBackup(self) -> str:
        return str(self._session.save_backup())

    def clear(self, suppress_save_prompt: bool = False) -> None:
        """[S 21.0] A new scene."""
        self._session.clear()

    def load(self, file_name: str, suppress_save_prompt: bool = False, ignore_load_warnings: bool = False) -> None:
        self._session.load(file_name, ignore_warnings=ignore_load_warnings)

    def addEventCallback(self, callback: Callable[[Any], None]) -> None:
        self._session.callbacks.append(callback)

    def removeEventCallback(self, callback: Callable[[Any], None]) -> None:
        """[S] OperationFailed when it is not there."""
        if callback not in self._session.callbacks:
            raise fake.OperationFailed("Callback was not previously registered")
        self._session.callbacks.remove(callback)

    def eventCallbacks(self) -> tuple[Callable[[Any], None], ...]:
        return tuple(self._session.callbacks)

    def clearEventCallbacks(self) -> None:
        self._session.callbacks.clear()


class Takes(nodes.Counted):
    def takes(self) -> tuple[fake.Take, ...]:
        return tuple(map(fake.Take, self._session.made.takes))

    def currentTake(self) -> fake.Take:
        return fake.Take(self._session.made.take)

    def setCurrentTake(self, take: fake.Take) -> None:
        self._session.made.take = take.name()

    def findTake(self, name: str) -> fake.Take | None:
        """[S 21.0] None when there is none of this name."""
        return fake.Take(name) if name in self._session.made.takes else None


class Playbar(nodes.Counted):
    def frameRange(self) -> tuple[float, float]:
        """[S 21.0] The global range, as floats."""
        return float(self._session.made.first), float(self._session.made.last)

    def playbackRange(self) -> tuple[float, float]:
        return self.frameRange()


class Undos(nodes.Counted):
    def areEnabled(self) -> bool:
        return not self._session.undo_off

    @contextlib.contextmanager
    def disabler(self) -> Iterator[None]:
        """[S 21.0] Nothing in it is a step."""
        self._session.undo_off += 1
        try:
            yield
        finally:
            self._session.undo_off -= 1

    def undoLabels(self) -> tuple[str, ...]:
        return tuple(self._session.undo)


class Ui(nodes.Counted):
    def displayMessage(self, text: str, **words: Any) -> int:
        self._session.messages.append(text)
        return 0

    def setStatusMessage(self, message: str, severity: Any = None) -> None:
        self._session.messages.append(f"status: {message}")

    def postEventCallback(self, callback: Callable[[], None]) -> None:
        """[S 21.0] Called once, next in the event loop; from a thread nobody knows what happens [U]: refused."""
        if threading.current_thread() is not threading.main_thread():
            raise fake.OperationFailed("Not the main thread")
        self._session.waiting.append(callback)

    def addEventLoopCallback(self, callback: Callable[[], None]) -> None:
        """[S 21.0] Called again and again, about every 50 ms."""
        self._session.looping.append(callback)

    def removeEventLoopCallback(self, callback: Callable[[], None]) -> None:
        """[S] OperationFailed when it is not there."""
        if callback not in self._session.looping:
            raise fake.OperationFailed("Callback was not previously registered")
        self._session.looping.remove(callback)


class Qt(nodes.Counted):
    def mainWindow(self) -> Any:
        return self._session.window


class Text(nodes.Counted):
    def expandString(self, str: str, expand_tilde: bool = True) -> str:
        return expanded(self._session, str)


def expanded(session: Any, text: str) -> str:
    """[S 21.0] What is unknown stays text."""
    found: str = session.values.expanded(text, None, session.made.frame)
    return found


class Functions(nodes.Counted):
    """The module's own functions."""

    def node(self, path: str) -> Any:
        return self._session.node_at(path)

    def nodeTypeCategories(self) -> dict[str, nodes.NodeTypeCategory]:
        names = (
            "Driver",
            "Sop",
            "Lop",
            "Object",
            "Top",
            "TopNet",
            "Chop",
            "Cop",
            "Cop2",
            "Dop",
            "Vop",
            "Shop",
            "Manager",
        )
        return {name: nodes.NodeTypeCategory(self._session, name) for name in names}

    def selectedNodes(self, include_hidden: bool = False) -> tuple[Any, ...]:
        return tuple(self._session.node_at(path) for path in self._session.selection)

    def frame(self) -> float:
        return float(self._session.made.frame)

    def intFrame(self) -> int:
        return round(self._session.made.frame)

    def setFrame(self, frame_value: float) -> None:
        self._session.made.frame = frame_value

    def fps(self) -> float:
        return float(self._session.made.fps)

    def hscript(self, command: str) -> tuple[str, str]:
        found: tuple[str, str] = self._session.hscript(command)
        return found

    def getenv(self, name: str, default_value: str | None = None) -> str | None:
        """[S 21.0] A variable of Houdini's, global ones of the scene included."""
        found = {**os.environ, **self._session.environment, **self._session.globals()}
        return found.get(name, default_value)

    def putenv(self, name: str, value: str) -> None:
        if name in self._session.hip_variables():
            self._session.set_variables[name] = value
        elif name in self._session.globals() or name in self._session.made.variables:
            self._session.made.variables[name] = value
        else:
            self._session.environment[name] = value

    def unsetenv(self, name: str) -> None:
        self._session.environment.pop(name, None)
        self._session.made.variables.pop(name, None)

    def allowEnvironmentToOverwriteVariable(self, name: str, onoff: bool) -> None:
        """[S 21.0] The environment wins over the scene's own value."""
        (self._session.overwritten.add if onoff else self._session.overwritten.discard)(name)

    def expandString(self, text: str) -> str:
        return expanded(self._session, text)

    def fileReferences(
        self, project_dir_variable: str = "HIP", include_all_refs: bool = True
    ) -> tuple[tuple[Any, str], ...]:
        """[S 21.0] Parameters that name files, and their texts."""
        return tuple(
            (nodes.Parm(self._session, made, name), str(made.values()[name]))
            for made in self._session.all_nodes()
            for name in made.values()
            if name in FILE_PARMS and "/" in str(made.values()[name])
        )

    def licenseCategory(self) -> Any:
        return getattr(fake.LICENCES, self._session.habits.licence)

    def applicationVersionString(self) -> str:
        return str(self._session.version)

    def isUIAvailable(self) -> bool:
        return bool(self._session.habits.is_gui)

    def exit(self, exit_code: int = 0, suppress_save_prompt: bool = False) -> None:
        """[S] Raises SystemExit and hands the code on."""
        raise SystemExit(exit_code)


FILE_PARMS = frozenset(["file", "filename", "vm_picture", "picture", "sopoutput", "lopoutput", "copoutput"])
