"""Reads this project's Python files for the rules: which files there are, what each imports and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]


class Import(NamedTuple):
    """One imported module, absolute ("afsubmit.wire.client"), and how it was written."""

    module: str
    line: int
    is_relative: bool


def python_files(root: Path, *folders: str) -> list[Path]:
    """Every Python file below `root`'s `folders`, in a fixed order."""
    found = (path for folder in folders for path in (root / folder).rglob("*.py"))
    return sorted(path for path in found if "__pycache__" not in path.parts)


def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports_of(path: Path, top: Path) -> list[Import]:
    """What `path` imports; `top` is the folder that stands on sys.path, so that relative imports can be spelled out.

    `from ..wire import client` counts as `afsubmit.wire.client`: whether `client` is a module or a name makes no
    difference to the rules, which look at the first parts.
    """
    package = list(path.relative_to(top).parent.parts)
    found: list[Import] = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [Import(name.name, node.lineno, False) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            parts = [*base, *(node.module.split(".") if node.module else [])]
            found += [Import(".".join([*parts, name.name]), node.lineno, node.level > 0) for name in node.names]
    return found


def calls_of(path: Path) -> Iterator[tuple[str, int]]:
    """The dotted name and line of every call that has one: ("socket.create_connection", 12)."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            name = _dotted(node.func)
            if name:
                yield name, node.lineno


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""
