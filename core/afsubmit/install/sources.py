"""What an installed plugin is made of: the core, wherever it lies, and the files of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

CORE = Path(__file__).resolve().parents[1]
"""The folder of this very package."""

LEFT_OUT = frozenset(["__pycache__", ".mypy_cache", ".ruff_cache"])


def files_below(folder: Path, prefix: str = "") -> Iterator[tuple[str, Path]]:
    """Relative name, below `prefix`, and path of every file in `folder` that belongs to an installed plugin."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not LEFT_OUT & set(parts) and path.suffix != ".pyc":
            yield "/".join([prefix, *parts] if prefix else parts), path
