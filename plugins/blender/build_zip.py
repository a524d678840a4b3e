"""Builds the zip that an artist installs in Blender: the folder `afanasy`, with the core carried inside as `afsubmit`.

    python plugins/blender/build_zip.py FOLDER      prints the path of the zip it wrote

The same sources give the same bytes on every machine: fixed order, times and modes, nothing compressed.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

HERE = Path(__file__).resolve().parent
MOMENT = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = frozenset(["__pycache__", ".mypy_cache", ".ruff_cache"])


def build(folder: Path, core: Path | None = None) -> Path:
    """Write the zip into `folder`, which is made if it is missing, and return its path.

    Args:
        folder: where the zip goes.
        core: the folder `afsubmit`; None for the one beside this checkout or wheel.

    Raises:
        FileNotFoundError: there is no core there.
    """
    add_on, carried = HERE / "afanasy", core or core_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"afanasy-{version(add_on)}.zip"
    host = ("afanasy/host.json", HERE / "host.json")
    licence = [("afanasy/LICENSE", path) for path in [HERE.parents[1] / "LICENSE"] if path.is_file()]
    with path.open("wb") as file:
        write(file, [*files("afanasy", add_on), *files("afanasy/afsubmit", carried), host, *licence])
    return path


def write(file: BinaryIO, contents: Iterable[tuple[str, Path]]) -> None:
    """Write a zip of `contents` (name in the zip, path) into `file`, behind what it holds already."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, path in sorted(contents):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())


def core_folder() -> Path:
    """The folder of the package `afsubmit`: in a checkout beside the plugins, in a wheel beside their package."""
    for candidate in (HERE.parents[1] / "core" / "afsubmit", HERE.parents[1] / "afsubmit"):
        if (candidate / "__init__.py").is_file():
            return candidate
    raise FileNotFoundError(f"There is no core beside {HERE}.")


def files(prefix: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Name in the zip and path of every file below `folder`."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and not LEFT_OUT & set(parts) and path.suffix != ".pyc":
            yield "/".join([prefix, *parts]), path


def version(add_on: Path) -> str:
    """The version that the add-on's manifest states."""
    found = re.search(r'^version = "([^"]+)"', (add_on / "blender_manifest.toml").read_text("utf-8"), re.MULTILINE)
    if not found:
        raise ValueError("blender_manifest.toml states no version")
    return found[1]


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
