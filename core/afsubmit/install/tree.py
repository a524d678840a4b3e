"""A folder of ours: written whole or not at all, removed file by file, so that nothing of anybody else goes with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from .. import __version__
from ..errors import AfError
from ..studio import host_file, open_files

LIST = host_file.INSTALLED
"""Says which files of the folder are ours."""


def is_ours(folder: Path) -> bool:
    """Whether `write` made it."""
    return (folder / LIST).is_file()


def installed_version(folder: Path) -> str:
    """The version that `write` put there; "" when it says none."""
    return str(_listed(folder).get("version", ""))


def written_by(folder: Path) -> list[str]:
    """The paths of files outside the folder that go with it, as `write` was told."""
    return _strings(_listed(folder).get("written"))


def write(folder: Path, files: Iterable[tuple[str, Path]], *, written: Iterable[str] = ()) -> int:
    """Make `folder` hold these files (name, source) and nothing of ours beside them; returns how many.

    An older one of ours is replaced in one step; files that others put into it are kept. `written` are the paths of
    files elsewhere that go with it.

    Raises:
        AfError: it exists and is not ours, or cannot be written; what was there stays as it was.
    """
    if folder.exists() and not is_ours(folder):
        raise AfError(f"{folder} exists already and was not put there by `afsubmit install`; nothing was changed.")
    new, old = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    try:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        names = [_copy(source, new / name) and name for name, source in files]
        listed = {"version": __version__, "files": sorted(names), "written": list(written)}
        (new / LIST).write_text(json.dumps(listed, indent=1) + "\n", "utf-8")
        if folder.exists():
            _keep_strangers(folder, new)
            open_files.replace(folder, old)
        open_files.replace(new, folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        if old.exists() and not folder.exists():
            open_files.replace(old, folder)
        shutil.rmtree(new, ignore_errors=True)
        raise AfError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return len(names)


def remove(folder: Path) -> list[str]:
    """Remove our files and the folders that are empty then; returns the names of what is left, files of others.

    Raises:
        AfError: the folder is not ours, or cannot be written.
    """
    if not is_ours(folder):
        raise AfError(f"{folder} was not put there by `afsubmit install`; nothing was removed.")
    try:
        for name in [*_strings(_listed(folder).get("files")), LIST]:
            path = folder / name
            if path.is_file() and folder in path.parents:
                path.unlink()
        for cache in list(folder.rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)
        for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
            if not any(path.iterdir()):
                path.rmdir()
        left = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]
        if not left:
            folder.rmdir()
    except OSError as error:
        raise AfError(f"{folder} cannot be removed: {error.strerror or error}.") from error
    return left


def _listed(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _copy(source: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return True


def _keep_strangers(folder: Path, new: Path) -> None:
    ours = {*_strings(_listed(folder).get("files")), LIST}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in ours and "__pycache__" not in path.parts and not (new / name).exists():
            _copy(path, new / name)


def _strings(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
