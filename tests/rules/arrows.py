"""Who may import whom: the table that ARCHITECTURE.md quotes, and its reading.

Every room may import `errors`, `typed` and `counted`, which import none; a room may import itself.
"""

from __future__ import annotations

from pathlib import Path

from tests.rules.sources import Import, imports_of, python_files

CORE_TABLE = """\
counted     -> nothing
typed       -> nothing
errors      -> nothing
document    -> nothing
studio      -> nothing
wire        -> document
submission  -> document, wire, studio
local       -> document, wire, studio
api         -> document, wire, studio
submitter   -> submission, local, wire, studio
qt          -> submitter, submission
__init__    -> submitter, submission
install     -> studio
selftest    -> nothing
cli         -> api, submitter, qt, local, submission, studio, wire, document, install, selftest
af.py       -> api
af_compat   -> api, document, wire, studio
"""

CHAMBER_TABLE = """\
settings    -> nothing
planning    -> settings
sending     -> settings, planning
history     -> settings, planning, sending
hooks       -> settings, planning, sending, history
"""
"""Inside `submission/`: a chamber for each step of a submission's life, each using what comes before it."""

EVERYBODYS = {"counted", "errors", "typed"}

PLUGIN_TABLE = """\
door         -> _ui, _hooks, _selftest
_ui          -> _host, plan, submission, submitter, qt
_hooks       -> _host, _inside, plan, submission, submitter, qt
plan         -> submission, document
_host        -> submission, document
_scene_file  -> _host, submission, document
_inside      -> _host, submission, document
_worker      -> nothing
_selftest    -> _host, plan, submission, selftest
other        -> submission, document
"""


def table_of(text: str) -> dict[str, set[str]]:
    """The lines "room -> rooms" as a dictionary; "nothing" is the empty set."""
    lines = (line.partition("->") for line in text.splitlines() if line.strip())
    return {room.strip(): {name.strip() for name in rooms.split(",")} - {"nothing"} for room, _, rooms in lines}


def core_breaches(root: Path) -> tuple[int, list[str]]:
    """Files of the core looked at, and every import that has no arrow."""
    table = table_of(CORE_TABLE)
    files = python_files(root, "core")
    breaches = []
    for path in files:
        room = _core_room(path.relative_to(root / "core"))
        if room not in table:
            breaches.append(f"{path.relative_to(root)}: the table has no row for {room}")
        for found in imports_of(path, root / "core"):
            target = _target_room(found)
            if target and target != room and target not in table.get(room, set()) | EVERYBODYS:
                breaches.append(f"{path.relative_to(root)}:{found.line}: {room} must not import {target}")
    return len(files), list(dict.fromkeys(breaches))


def chamber_breaches(root: Path) -> tuple[int, list[str]]:
    """Files of `submission/` looked at, and every import between its chambers that has no arrow."""
    table = table_of(CHAMBER_TABLE)
    files = python_files(root, "core/afsubmit/submission")
    breaches = []
    for path in files:
        chamber = path.relative_to(root / "core/afsubmit/submission").parts[0]
        if chamber not in table and chamber != "__init__.py":
            breaches.append(f"{path.relative_to(root)}: the table has no row for the chamber {chamber}")
        for found in imports_of(path, root / "core"):
            parts = [*found.module.split("."), "", ""]
            target = parts[2] if parts[:2] == ["afsubmit", "submission"] else ""
            if target in table and target != chamber and target not in table.get(chamber, set()):
                breaches.append(f"{path.relative_to(root)}:{found.line}: {chamber} must not import {target}")
    return len(files), list(dict.fromkeys(breaches))


def mutual_imports(root: Path) -> tuple[int, list[str]]:
    """Files of core and plugins looked at, and every circle of files that import each other, inside functions too."""
    files = {name: (path, top) for top in _tops(root) for name, path in _modules(top)}
    graph = {name: _imported(path, top, files) - {name} for name, (path, top) in files.items()}
    return len(files), [" and ".join(sorted(circle)) + " import each other" for circle in circles(graph)]


def _tops(root: Path) -> list[Path]:
    """The folders that stand on sys.path: the core's, and each plugin's."""
    plugins = root / "plugins"
    return [root / "core", *(sorted(plugins.iterdir()) if plugins.is_dir() else [])]


def _modules(top: Path) -> list[tuple[str, Path]]:
    found = []
    for path in python_files(top, "."):
        parts = path.relative_to(top).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def _imported(path: Path, top: Path, files: dict[str, tuple[Path, Path]]) -> set[str]:
    """The modules among `files` that `path` imports: of `a.b.c` the longest part that is a file."""
    names = set()
    for found in imports_of(path, top):
        parts = found.module.split(".")
        parts = parts[parts.index("afsubmit") :] if "afsubmit" in parts else parts  # carried by an add-on, or not
        known = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        names.update([name for name in known if name in files][:1])
    return names


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The sets of nodes that reach each other, each once, of two nodes and more."""
    reach = {node: _reached(node, graph) for node in graph}
    found: list[set[str]] = []
    for node, others in reach.items():
        circle = {node, *(other for other in others if node in reach[other])}
        if len(circle) > 1 and circle not in found:
            found.append(circle)
    return found


def _reached(node: str, graph: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [node]
    while waiting:
        fresh = graph.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    return reached


def _core_room(path: Path) -> str:
    if path.parts[0] != "afsubmit":
        return path.parts[0]
    name = Path(path.parts[1]).stem
    return "cli" if name == "__main__" else name


def _target_room(found: Import) -> str:
    """The room of the core that an import reaches, "" when it is none of them."""
    parts = found.module.split(".")
    if parts[0] == "af":
        return "af.py"
    if "afsubmit" not in parts:
        return ""
    room = parts[parts.index("afsubmit") + 1 : parts.index("afsubmit") + 2]
    return room[0] if room and (room[0] in table_of(CORE_TABLE) or " " in room[0]) else ""


def plugin_breaches(root: Path) -> tuple[int, list[str]]:
    """Files of the plugins looked at, and every import that has no arrow or reaches another host's plugin."""
    table = table_of(PLUGIN_TABLE)
    count, breaches = 0, []
    for host in _hosts(root):
        for path in python_files(root, f"plugins/{host}"):
            count += 1
            room = "door" if path.name in DOORS else _room_named(path.stem, table) or "other"
            allowed = table[room] | {*EVERYBODYS, room}
            for found in imports_of(path, root / "plugins" / host):
                target = _target_room(found) or _plugin_room(found, table)
                place = f"{path.relative_to(root)}:{found.line}"
                if target and target not in allowed:
                    breaches.append(f"{place}: {room} must not import {target}")
                if any(part.startswith("af_") and part != f"af_{host}" for part in found.module.split(".")):
                    breaches.append(f"{place}: no plugin imports another ({found.module})")
    return count, list(dict.fromkeys(breaches))


def _hosts(root: Path) -> list[str]:
    plugins = root / "plugins"
    return sorted(path.name for path in plugins.iterdir() if path.is_dir()) if plugins.is_dir() else []


def _plugin_room(found: Import, table: dict[str, set[str]]) -> str:
    return next((room for part in found.module.split(".") if (room := _room_named(part, table))), "")


def _room_named(name: str, table: dict[str, set[str]]) -> str:
    """The room of a file: `_ui_jobs.py` is a part of `_ui`."""
    return "_ui" if name.startswith("_ui_") else name if name in table else ""


DOORS = frozenset(["__init__.py", "init.py", "menu.py", "submit.py", "selftest.py", "userSetup.py", "pythonrc.py"])
