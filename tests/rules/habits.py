"""The house's other laws, each a function: (files looked at, sentences about what breaks the law).

A function takes the folder of a project, so that each law can be shown a tree that breaks it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.rules import arrows
from tests.rules.sources import calls_of, imports_of, python_files, tree_of

Law = Callable[[Path], "tuple[int, list[str]]"]

HOST_MODULES = frozenset(["nuke", "nukescripts", "maya", "pymel", "hou", "bpy", "bmesh", "mathutils", "addon_utils"])
HOST_NAME = re.compile(r"\b(nuke|maya|houdini|hython|mayapy|blender)\b", re.IGNORECASE)
FARMS_WORDS = frozenset(["core/afsubmit/document/farm_services.py", "core/afsubmit/local/output_words.py"])
QT_MODULES = frozenset(["PySide2", "PySide6", "PyQt5", "PyQt6", "shiboken2", "shiboken6"])
QT_CHOICE = Path("core/afsubmit/qt/binding.py")
CONNECTING = re.compile(r"\b(create_connection|open_connection|urlopen|HTTPS?Connection)$|^socket\.socket$")
CONNECTING_MODULES = frozenset(["http", "urllib.request", "asyncio", "ftplib", "smtplib", "xmlrpc", "telnetlib"])
CHECKOUT = Path(__file__).resolve().parents[2]
MACHINE_PATH = re.compile(rf"(?<![\w./-])({re.escape(str(CHECKOUT))}|/root|/home/(runner|user))/|[CD]:\\Users\\runner")
DOUBLES = re.compile(
    "|".join(("Magic" + "Mock", r"unit" + r"test\.mock", "unit" + "test import mock", r"\b(mark|pytest)\.x" + "fail"))
)
TEXT_ENDINGS = frozenset([".py", ".md", ".toml", ".yaml", ".json", ".txt", ".sh", ""])
FUNCTION_LINES = 60
FILE_LINES = 400
DOOR_LINES = 20


def relative_imports(root: Path) -> tuple[int, list[str]]:
    """Inside core/afsubmit every import of our own is relative: the folder also runs as `bl_ext.….afsubmit`.

    In Blender's add-on as well, which carries it.
    """
    files = python_files(root, "core/afsubmit", "plugins/blender/afanasy")
    breaches = [
        f"{path.relative_to(root)}:{found.line}: import {found.module} relatively"
        for path in files
        for found in imports_of(path, _top(path, root))
        if not found.is_relative and found.module.split(".")[0] in ("afsubmit", "af", "afcommon", "afnetwork")
    ]
    return len(files), breaches


def no_host_in_core(root: Path) -> tuple[int, list[str]]:
    """No file of the core imports a host; qt/binding.py alone chooses a Qt."""
    files = python_files(root, "core")
    breaches = []
    for path in files:
        banned = HOST_MODULES if path == root / QT_CHOICE else HOST_MODULES | QT_MODULES
        for found in imports_of(path, root / "core"):
            if not found.is_relative and found.module.split(".")[0] in banned:
                breaches.append(f"{path.relative_to(root)}:{found.line}: the core must not import {found.module}")
    return len(files), breaches


def no_host_named_in_core(root: Path) -> tuple[int, list[str]]:
    """No file of the core names a host, but in words for people: comments and docstrings. Its plugin's folder does.

    The names of the farm's services and parsers are the farm's words, not ours.
    """
    files = [
        path for path in python_files(root, "core/afsubmit") if path.relative_to(root).as_posix() not in FARMS_WORDS
    ]
    breaches = [
        f"{path.relative_to(root)}:{node.lineno}: {found.group(0)} is named in the core"
        for path in files
        for node in _texts(tree_of(path))
        for found in [HOST_NAME.search(node.value)]
        if found
    ]
    return len(files), breaches


def _texts(tree: ast.Module) -> list[ast.Constant]:
    """Every text of the code but docstrings and the texts below a name, which are for people who read it."""
    words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words
    ]


def one_door_to_the_farm(root: Path) -> tuple[int, list[str]]:
    """Only wire/client.py opens sockets; local/ may listen with its own."""
    files = [path for path in python_files(root, "core", "plugins") if path.parts[-2:] != ("wire", "client.py")]
    breaches = []
    for path in files:
        listens = path.is_relative_to(root / "core" / "afsubmit" / "local")
        for name, line in calls_of(path):
            if CONNECTING.search(name) and not (listens and name == "socket.socket"):
                breaches.append(f"{path.relative_to(root)}:{line}: {name}() outside wire/client.py")
        for found in imports_of(path, _top(path, root)):
            if any(f"{found.module}.".startswith(f"{module}.") for module in CONNECTING_MODULES):
                breaches.append(f"{path.relative_to(root)}:{found.line}: {found.module} outside wire/client.py")
    return len(files), breaches


def _top(path: Path, root: Path) -> Path:
    return root / path.relative_to(root).parts[0]


def no_print(root: Path) -> tuple[int, list[str]]:
    """The core prints in api/ and cli/ only."""
    printing = (root / "core" / "afsubmit" / "api", root / "core" / "afsubmit" / "cli", root / "core" / "af_compat")
    files = [path for path in python_files(root, "core") if not any(path.is_relative_to(room) for room in printing)]
    breaches = [
        f"{path.relative_to(root)}:{line}: {name}() outside api/ and cli/"
        for path in files
        for name, line in calls_of(path)
        if name == "print"
    ]
    return len(files), breaches


def no_digits_that_are_no_numbers(root: Path) -> tuple[int, list[str]]:
    """Nothing asks `isdigit`, which says yes to "²", where `int` raises; `isdecimal` is what can be read."""
    files = python_files(root, "core", "plugins")
    breaches = [
        f"{path.relative_to(root)}:{node.lineno}: ask isdecimal"
        for path in files
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "isdigit"
    ]
    return len(files), breaches


def no_machine_path(root: Path) -> tuple[int, list[str]]:
    """No file names a folder that only one machine has."""
    files = [path for path in _text_files(root) if path.name != "habits.py"]
    breaches = [
        f"{path.relative_to(root)}:{number}: {found.group(0)} is a path of one machine"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        for found in [MACHINE_PATH.search(line)]
        if found
    ]
    return len(files), breaches


def _text_files(root: Path) -> Iterable[Path]:
    folders = ("core", "plugins", "tests", "demo", "docs", "pyz", ".ci")
    paths = [*root.iterdir(), *(path for folder in folders for path in (root / folder).rglob("*"))]
    hidden = {"__pycache__", ".git", ".nox", ".venv"}
    return sorted(
        path for path in paths if path.is_file() and path.suffix in TEXT_ENDINGS and not hidden & set(path.parts)
    )


def types_written_once(root: Path) -> tuple[int, list[str]]:
    """Only typed.py stands in for `typing`: no type of the core is written a second time for the sake of speed."""
    files = [path for path in python_files(root, "core") if path.name != "typed.py"]
    breaches = [
        f"{path.relative_to(root)}:{number}: {found.group(0)} outside typed.py"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in [re.search(r"^\s*TYPE_CHECKING = |\bnamedtuple\(", line)]
        if found
    ]
    return len(files), breaches


def honest_tests(root: Path) -> tuple[int, list[str]]:
    """No mock objects that answer anything, no test that is expected to fail."""
    files = python_files(root, "tests")
    breaches = [
        f"{path.relative_to(root)}:{number}: {found.group(0)}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in [DOUBLES.search(line)]
        if found
    ]
    return len(files), breaches


def house_sizes(root: Path) -> tuple[int, list[str]]:
    """Functions of at most 60 lines, files of at most 400."""
    files = python_files(root, "core", "plugins", "tests", "demo", "pyz")
    breaches = []
    for path in files:
        name = path.relative_to(root)
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > FILE_LINES:
            breaches.append(f"{name}: {lines} lines")
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    breaches.append(f"{name}:{node.lineno}: {node.name} has {length} lines")
    return len(files), breaches


def small_doors(root: Path) -> tuple[int, list[str]]:
    """The files a host looks up by name are under 20 lines of code."""
    files = [path for path in python_files(root, "plugins") if path.name in arrows.DOORS]
    breaches = [
        f"{path.relative_to(root)}: {lines} statements"
        for path in files
        for lines in [_lines(path)]
        if lines >= DOOR_LINES
    ]
    return len(files), breaches


def _lines(path: Path) -> int:
    """Lines of code: no blank line, comment, docstring, and not the one table (`bl_info`) a host reads as text."""
    tree = tree_of(path)
    skipped = (ast.Expr, ast.Assign)
    body = [
        node
        for node in tree.body
        if not (isinstance(node, skipped) and isinstance(node.value, (ast.Constant, ast.Dict)))
    ]
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in body)


LAWS: dict[str, Law] = {
    "arrows of the core": arrows.core_breaches,
    "arrows of the chambers": arrows.chamber_breaches,
    "arrows of the plugins": arrows.plugin_breaches,
    "no two files import each other": arrows.mutual_imports,
    "relative imports inside the core": relative_imports,
    "no host in the core": no_host_in_core,
    "no host named in the core": no_host_named_in_core,
    "one door to the farm": one_door_to_the_farm,
    "no print in the core": no_print,
    "no digits that are no numbers": no_digits_that_are_no_numbers,
    "no path of one machine": no_machine_path,
    "types are written once": types_written_once,
    "honest tests": honest_tests,
    "sizes of the house": house_sizes,
    "small doors": small_doors,
}
