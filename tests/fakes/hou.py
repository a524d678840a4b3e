"""The module `hou` without Houdini: plain objects with the published names, over a scene as plain data.

Each answer says what it rests on ([S] type stubs of 19.5, 20.5, 21.0 and their docstrings, [D] SideFX's pages, [P] read
in public tools, [U] unknown: `Habits` gives every such answer both ways). Expressions are carried out by Python:
the fake shares no line with the reader that it checks.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

from tests.fakes import hou_nodes as nodes
from tests.fakes.hou_file import MARK, data_of, scene_in
from tests.fakes.hou_module import fill
from tests.fakes.hou_scene import MadeNode, MadeScene
from tests.fakes.hou_stubs import names_of, read_table
from tests.fakes.hou_values import Values
from tests.fakes.hou_words import ERRORS, EVENTS, EnumValue, LoadWarning, OperationFailed
from tests.fakes.verified import answered

VERSIONS = {"19.5": "19.5.569", "20.5": "20.5.487", "21.0": "21.0.512"}
ENDINGS = {
    "Commercial": ".hip",
    "Indie": ".hiplc",
    "Education": ".hip",
    "Apprentice": ".hipnc",
    "ApprenticeHD": ".hipnc",
}
CLASSES = {"Driver": nodes.RopNode, "Sop": nodes.SopNode, "Lop": nodes.LopNode, "Top": nodes.TopNode}
USUAL_TYPES = {
    "Driver": "ifd geometry alembic merge fetch karma usd usdrender comp opengl dop wedge batch null switch".split(),
    "Sop": ["filecache::2.0", "rop_geometry", "rop_alembic", "file", "box"],
    "Lop": ["usd_rop", "usdrender_rop", "sphere"],
    "Object": ["geo", "cam", "ropnet", "topnet"],
    "Top": ["ropfetch"],
    "TopNet": ["topnet"],
}
"""Types that are there though no node is of them."""


@dataclass
class Habits:
    """What nobody could confirm about Houdini, one field each; every test that matters runs with both.

    What an application has answered is the default: see `tests.fakes.verified`.
    """

    version: str = "21.0"
    """Which of the three stubs its names are of."""
    is_gui: bool = True
    licence: str = "Commercial"
    """Its ending is the licence's [U]."""
    backup_clears_modified: bool = False
    """`saveAsBackup` clears the unsaved changes [U]."""
    backup_fires_events: bool = answered("houdini", "Does `saveAsBackup` fire the events of a save?", usual=True)
    """`saveAsBackup` and `mwrite -n` fire the events of a save [U]."""
    backup_fails: bool = False
    """`saveAsBackup` raises, so that only `mwrite -n` is left."""
    copy_is_cut: bool = False
    """The disk is full, and nobody says so."""
    copy_renames: bool = False
    """A copy gives the open scene its own name."""
    ignores_backup_dir: bool = answered(
        "houdini", "Is HOUDINI_BACKUP_DIR read at each `saveAsBackup`?", usual=False, yes=False
    )
    """HOUDINI_BACKUP_DIR is read at start only: the copy lies in `backup` beside the scene [U]."""
    cleared_after_event: bool = False
    """At AfterSave the scene still counts as changed [U]."""
    dependencies_as_pairs: bool = answered("houdini", "Does `inputDependencies` give pairs?", usual=False)
    """`inputDependencies` gives pairs [S, P], else two tuples [S]."""
    lops_render: bool = answered("houdini", "Has a USD Render ROP among LOPs `render`?", usual=False)
    """Nodes of LOPs have `render` [U]."""
    sops_render: bool = True
    """ROPs among nodes of geometry have `render` [U]."""
    variables_follow_name: bool = answered("houdini", "Does $HIPNAME follow `hipFile.setName` at once?", usual=True)
    """`setName` changes HIP, HIPNAME and HIPFILE at once [U]."""
    stages_need_cooking: bool = False
    """A LOP was not cooked since something changed."""
    products_are_samples: bool = True
    """A name that changes with the frame is a sample of a stage [P], else a plain value [U]."""
    raw_menus_are_numbers: bool = answered("houdini", "Is `rawValue` of a menu its word?", usual=False, yes=False)
    """`rawValue` of a menu or a tick is its place [U], else its word."""
    clears_callbacks: bool = False
    """Another tool took all callbacks of hipFile away [P]."""


class FakeHou:
    """A session; `module` is what `import hou` gives, and nothing a test needs stands on that."""

    def __init__(self, made: MadeScene | None = None, path: str = "", habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self.made = made or MadeScene()
        self.path = path or str(Path.cwd() / "untitled.hip")
        self.opened_path = self.path
        self.set_variables: dict[str, str] = {}
        self.version = VERSIONS[self.habits.version]
        self.is_modified = False
        self.calls, self.selection = 0, list[str]()
        self.environment: dict[str, str] = {}
        self.overwritten: set[str] = set()
        self.callbacks: list[Callable[[Any], None]] = []
        self.waiting: list[Callable[[], None]] = []
        self.looping: list[Callable[[], None]] = []
        self.messages: list[str] = []
        self.undo: list[str] = []
        self.undo_off = 0
        self.complaints: dict[str, list[str]] = {}
        self.locked_parms: set[str] = set()
        self.rendered: list[tuple[str, tuple[float, ...], bool]] = []
        self.cooked: list[tuple[str, bool]] = []
        self.stages: dict[str, Any] = {}
        self.staged: list[tuple[str, float]] = []
        self.hda_modules: dict[str, Any] = {}
        self.fails_at: float | None = None
        self.writes_nothing = False
        self.load_warning = ""
        self.window: Any = None
        self.is_saving = False
        self.errors = types.SimpleNamespace(**ERRORS)
        self.values = Values(self)
        self.module = self._module()

    # The scene ------------------------------------------------------------------------------------------------------

    def all_nodes(self) -> list[MadeNode]:
        """Those of the scene, and what lies in assets: the ROP inside each file cache [P]."""
        caches = [node for node in self.made.nodes if node.core_name == "filecache"]
        return [*self.made.nodes, *(inner for node in caches for inner in self._inside(node))]

    def _inside(self, node: MadeNode) -> list[MadeNode]:
        if node.core_name != "filecache":
            return []
        inner = self.__dict__.setdefault("_inner", {})
        path = f"{node.path}/render"
        if path not in inner:
            channels = {f"f{place}": f'ch("../f{place}")' for place in (1, 2, 3)}
            channels.update(sopoutput='chs("../sopoutput")', initsim='ch("../cachesim")')
            inner[path] = MadeNode(path, "rop_geometry", {"trange": "normal"}, channels)
        return [inner[path]]

    def made_at(self, path: str, start: MadeNode | None = None) -> MadeNode | None:
        """The node that `path` names, seen from `start`."""
        place = start.path if start is not None else ""
        full = os.path.normpath(path if path.startswith("/") else f"{place}/{path}").replace("\\", "/")
        inner = self.made.node(full.rpartition("/")[0]) if full.endswith("/render") else None
        inside = self._inside(inner) if inner is not None else []
        return self.made.node(full) or next(iter(inside), None) or self._manager(full)

    def _manager(self, path: str) -> MadeNode | None:
        """The networks that every scene has."""
        return MadeNode(path, "manager") if path in ("/", "/obj", "/out", "/stage", "/tasks", "/ch", "/img") else None

    def node_at(self, path: str) -> Any:
        return self.wrapped(self.made_at(path))

    def wrapped(self, made: MadeNode | None) -> Any:
        if made is None:
            return None
        category = self.made.category(made)
        cls = nodes.RenderingLopNode if category == "Lop" and self.habits.lops_render else CLASSES.get(category)
        if category == "Sop" and made.core_name.startswith("rop_") and self.habits.sops_render:
            cls = nodes.RenderingSopNode
        return (cls or nodes.OpNode)(self, made)

    def add_node(self, network: str, type_name: str, name: str | None) -> Any:
        """A new node; without a name the type's, with a number."""
        number = 1
        while name is None and self.made_at(f"{network}/{type_name}{number}"):
            number += 1
        made = MadeNode(f"{network}/{name or f'{type_name}{number}'}", type_name)
        self.made.nodes.append(made)
        self.changed(f"{made.path} made")
        return self.wrapped(made)

    def inputs_of(self, made: MadeNode) -> list[MadeNode | None]:
        return [self.made_at(f"../{name}" if "/" not in name else name, made) if name else None for name in made.inputs]

    def types_in(self, category: str) -> list[str]:
        there = [node.type_name for node in self.all_nodes() if self.made.category(node) == category]
        return sorted({*there, *USUAL_TYPES.get(category, ())})

    def user_data(self, path: str) -> dict[str, str]:
        if path == "/out":
            return self.made.user_data
        found: dict[str, str] = self.__dict__.setdefault("_user_data", {}).setdefault(path, {})
        return found

    def changed(self, what: str) -> None:
        """Something was set."""
        self.is_modified = True
        if not self.undo_off:
            self.undo.append(what)

    # What the artist does -------------------------------------------------------------------------------------------

    def save(self, path: str = "") -> None:
        """File ▸ Save, or Save As: events before and after [S 21.0]."""
        self.path = self.opened_path = path or self.path
        self._fire(EVENTS.BeforeSave)
        Path(self.path).write_bytes(data_of(self.made, self.path, self.environment))
        if not self.habits.cleared_after_event:
            self.is_modified = False
        self._fire(EVENTS.AfterSave)
        self.is_modified = False
        self.idle()

    def autosave(self) -> None:
        """Houdini's own copy now and then: the same events, another file [S 21.0: it cannot be told apart]."""
        self._fire(EVENTS.BeforeSave)
        self._fire(EVENTS.AfterSave)
        self.idle()

    def idle(self, seconds: float = 2.0) -> None:
        """Houdini waits for events: what was posted runs."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while self.waiting:
                self.waiting.pop(0)()
            for call in list(self.looping):
                call()
            if not any(thread.name.startswith("afsubmit-") for thread in threading.enumerate()) and not self.waiting:
                return
            time.sleep(0.01)

    def _fire(self, event: EnumValue) -> None:
        for call in list(self.callbacks):
            call(event)

    # The module -----------------------------------------------------------------------------------------------------

    def _module(self) -> types.ModuleType:
        module = types.ModuleType("hou")
        module.__spec__ = ModuleSpec("hou", None)
        fill(module, self)
        known = names_of(read_table(self.habits.version), "hou")
        for name in [name for name in vars(module) if not name.startswith("_") and name not in known]:
            delattr(module, name)
        return module

    def load(self, path: str, *, ignore_warnings: bool = False) -> None:
        """[S 21.0] OperationFailed when it cannot be read, LoadWarning when it is loaded with warnings."""
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise OperationFailed(f"Unable to open file {path}: {error.strerror}") from error
        if MARK not in data:
            raise OperationFailed(f"Unable to load {path}: not a hip file")
        kept = {name: self.environment.get(name, os.environ.get(name, "")) for name in self.overwritten}
        self.made, self.path, self.is_modified = scene_in(data), os.path.abspath(path).replace(os.sep, "/"), False
        self.opened_path, self.set_variables = self.path, {}
        self.__dict__.pop("_inner", None)
        self.made.variables.update({name: text for name, text in kept.items() if text})
        if self.load_warning and not ignore_warnings:
            raise LoadWarning(self.load_warning)

    def clear(self) -> None:
        """A new scene, which was never saved."""
        self.made, self.path = MadeScene(), str(Path.cwd() / "untitled.hip")
        self.opened_path, self.is_modified, self.set_variables = self.path, False, {}
        self.selection.clear()
        self.undo.clear()
        self.__dict__.pop("_inner", None)

    def save_backup(self) -> str:
        """[S 21.0] A numbered copy in $HOUDINI_BACKUP_DIR, else in `backup` beside the scene; its path."""
        if self.habits.backup_fails:
            raise OperationFailed("Unable to save the backup")
        folder, file = os.path.split(self.path)
        named = "" if self.habits.ignores_backup_dir else self.environment.get("HOUDINI_BACKUP_DIR", "")
        place = named or os.path.join(folder, "backup")
        stem, number = os.path.splitext(file)[0], 1
        ending = ENDINGS[self.habits.licence]
        while os.path.exists(os.path.join(place, f"{stem}_bak{number}{ending}")):
            number += 1
        return self.write_copy(os.path.join(place, f"{stem}_bak{number}{ending}"), makes_folder=True)

    def write_copy(self, path: str, *, makes_folder: bool = False) -> str:
        """A copy under another name."""
        if self.is_saving:
            raise OperationFailed("The scene file is already being saved")
        with self._saving():
            if self.habits.backup_fires_events:
                self._fire(EVENTS.BeforeSave)
            try:
                if makes_folder:
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                data = data_of(self.made, path, self.environment)
                Path(path).write_bytes(data[: len(data) // 2] if self.habits.copy_is_cut else data)
            except OSError as error:
                raise OperationFailed(f"Unable to save {path}: {error.strerror}") from error
            if self.habits.backup_clears_modified:
                self.is_modified = False
            if self.habits.copy_renames:
                self.path = path
            if self.habits.backup_fires_events:
                self._fire(EVENTS.AfterSave)
        return path

    @contextlib.contextmanager
    def _saving(self) -> Iterator[None]:
        self.is_saving = True
        try:
            yield
        finally:
            self.is_saving = False

    def hscript(self, command: str) -> tuple[str, str]:
        """[D] Output and errors; it never raises. Quotes, `$` and backticks in a path are carried out."""
        if command.strip() == "set -g":
            return "".join(f"set -g {name} = '{text}'\n" for name, text in sorted(self.globals().items())), ""
        found = re.fullmatch(r'mwrite -n "([^"`$]*)"', command.strip())
        if found:
            try:
                self.write_copy(found[1])
            except OperationFailed as error:
                return "", f"{error}\n"
            return "", ""
        if command.strip() == "varchange" or command.startswith("set -g "):
            return "", ""
        return "", f"Unknown command: {command.split(' ')[0]}\n"

    def globals(self) -> dict[str, str]:
        """Global variables [F: as files keep them]."""
        return {**self.hip_variables(), "ACTIVETAKE": self.made.take, **self.made.variables}

    def hip_variables(self) -> dict[str, str]:
        """Those that follow the scene's name, as they were set by hand since."""
        path = self.path if self.habits.variables_follow_name else self.opened_path
        folder, _, file = path.replace("\\", "/").rpartition("/")
        return {"HIP": folder, "HIPFILE": path, "HIPNAME": os.path.splitext(file)[0], **self.set_variables}
