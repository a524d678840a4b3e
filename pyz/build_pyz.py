"""Builds `afsubmit.pyz`: the whole suite in one file that any Python from 3.9 on runs, without pip.

    python pyz/build_pyz.py FOLDER      prints the path of the file it wrote; afsubmit.bat, for Windows, lies beside it

The same sources give the same bytes on every machine, as those of Blender's zip.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
if str(PROJECT) not in sys.path:
    sys.path.append(str(PROJECT))

from plugins.blender.build_zip import files, write  # noqa: E402

FIRST_LINE = b"#!/usr/bin/env python3\n"
BESIDE = """\
@rem afsubmit, by the Python of this machine: the launcher py where there is one.
@py -3 --version >nul 2>nul
@if not errorlevel 1 goto launcher
@python "%~dp0afsubmit.pyz" %*
@exit /b %errorlevel%
:launcher
@py -3 "%~dp0afsubmit.pyz" %*
@exit /b %errorlevel%
"""
"""afsubmit.bat, so that Windows runs the file by its name."""


def build(folder: Path, project: Path = PROJECT) -> Path:
    """Write the file and the .bat into `folder`, which is made if it is missing; returns the path of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "afsubmit.pyz"
    with path.open("wb") as file:
        file.write(FIRST_LINE)
        write(file, contents(project))
    path.chmod(0o755)
    path.with_name("afsubmit.bat").write_bytes(BESIDE.replace("\n", "\r\n").encode("ascii"))
    return path


def contents(project: Path) -> Iterator[tuple[str, Path]]:
    """Name in the file and path of all that goes in: as in the wheel, but for the modules of old scripts."""
    yield from ((name, project / "pyz" / name) for name in ("__main__.py", "unpack.py"))
    yield from ((name, project / source) for name, source in (("LICENSE", "LICENSE"), ("af.py", "core/af.py")))
    yield from files("afsubmit", project / "core" / "afsubmit")
    for name, path in files("afsubmit_plugins", project / "plugins"):
        if path.name != "build_zip.py":
            yield name, path


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
