"""Where the plugins and the core lie that are installed: in a checkout, or in an installed wheel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import AfError

CORE = Path(__file__).resolve().parents[1]
"""The folder of this very package."""

LEFT_OUT = frozenset(["__pycache__", ".mypy_cache", ".ruff_cache"])


def plugins_folder() -> Path:
    """Where the plugins lie: beside the core in a clone, in a folder of their own in an installed wheel."""
    places = [CORE.parent / "afsubmit_plugins", CORE.parents[1] / "plugins"]
    return next(filter(Path.is_dir, places), places[0])


def plugin_folder(host: str) -> Path:
    """The folder of the plugin for the application `host`.

    Raises:
        AfError: it is not there.
    """
    folder = plugins_folder() / host
    if not folder.is_dir():
        raise AfError(f"The plugin for {host} is not in {folder.parent}: install it from a whole afsubmit.")
    return folder


def files_below(folder: Path, prefix: str = "") -> Iterator[tuple[str, Path]]:
    """Relative name, below `prefix`, and path of every file in `folder` that belongs to an installed plugin."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not LEFT_OUT & set(parts) and path.suffix != ".pyc":
            yield "/".join([prefix, *parts] if prefix else parts), path
