"""Lets Houdini write a copy of the open scene over a file of ours; the scene keeps its name and its own file.

The first way is SideFX's `saveAsBackup` into a folder of ours, which raises when it fails (documented; a public tool
does so on a licensed Houdini). The second is hscript's `mwrite -n`, which never raises.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator

import hou

from afsubmit.errors import SceneError

from ._hip import Archive
from ._session import VENDOR_ERRORS, said

BACKUP_DIR = "HOUDINI_BACKUP_DIR"
ENDINGS = {"": ".hip", "indie": ".hiplc", "apprentice": ".hipnc"}
"""Kind of a licence -> the ending of what it saves, as public scenes have it; of Education nobody told."""
_READ_BY_HSCRIPT = re.compile(r'["$`\\\n\r]')
"""What hscript would carry out in a path, or end it at."""


def save(path: str) -> None:
    """Write a copy of the open scene over `path`, through a folder beside it that goes again.

    Raises:
        SceneError: Houdini could not write it, or its licence writes scenes of another kind.
    """
    own = _own_folder(path)
    try:
        written = _written(own)
        kind, wanted = (os.path.splitext(name)[1].lower() for name in (written, path))
        if kind != wanted and kind in ENDINGS.values():
            os.remove(written)
            raise SceneError(
                f"This Houdini's licence saves {kind} files, and the scene is a {wanted} one: save it as {kind} first."
            )
        _ensure_whole(written)
        shutil.copymode(path, written)
        shutil.move(written, path)
    except OSError as error:
        raise SceneError(f"The snapshot {path} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _ensure_whole(path: str) -> None:
    """See that a copy has its end, whatever Houdini said of it; one in text mode is taken as it is."""
    with open(path, "rb") as file:
        is_archive = file.read(6) in (b"070707", b"HouLC\x1a", b"HouNC\x1a")
    try:
        if is_archive:
            Archive(path).close()
    except SceneError as error:
        raise SceneError(f"Houdini wrote a snapshot that is not whole. Is the disk full? {error}") from error


def _own_folder(path: str) -> str:
    """A folder that nobody else has, on the volume of `path`."""
    folder, name = os.path.split(path)
    try:
        return tempfile.mkdtemp(prefix=f".{name}.saving.", dir=folder).replace("\\", "/")
    except OSError as error:
        raise SceneError(f"The snapshot {path} cannot be written: {error.strerror}.") from error


def _written(own: str) -> str:
    """The file that Houdini wrote, in `own` or where it keeps its backups."""
    try:
        return _backup(own)
    except VENDOR_ERRORS as error:
        return _copy(own, said(error))


def _backup(own: str) -> str:
    """Houdini's own backup, told to lie in our folder; where the variable is read at start only it lies elsewhere."""
    scene = str(hou.hipFile.path())
    usual = os.path.join(os.path.dirname(scene), "backup")
    is_there = os.path.isdir(usual)
    try:
        with _variable(BACKUP_DIR, own):
            written = str(hou.hipFile.saveAsBackup())
        if _is_same(written, scene) or not _is_file(written):
            raise RuntimeError(f"saveAsBackup() wrote no copy ({written or 'no path'})")
        moved = os.path.join(own, os.path.basename(written))
        if not _is_same(written, moved):
            shutil.move(written, moved)
        return moved
    finally:
        if not is_there:
            with contextlib.suppress(OSError):  # it is not there, or somebody keeps backups in it by now
                os.rmdir(usual)


@contextlib.contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    """Let a variable of Houdini's have another value meanwhile."""
    before = hou.getenv(name)
    hou.putenv(name, value)
    try:
        yield
    finally:
        if before is None:
            hou.unsetenv(name)
        else:
            hou.putenv(name, str(before))


def _copy(own: str, reason: str) -> str:
    """The other way: hscript, which tells a failure in words and takes a path apart."""
    if _READ_BY_HSCRIPT.search(own):
        text = f"Houdini could not write the snapshot: {reason}. The other way cannot name the folder {own}"
        raise SceneError(f"{text}: choose a snapshot folder without quotes, backslashes and $.")
    target = f"{own}/copy{os.path.splitext(str(hou.hipFile.path()))[1] or '.hip'}"
    try:
        told = str(hou.hscript(f'mwrite -n "{target}"')[1]).strip()
    except VENDOR_ERRORS as error:
        told = said(error)
    stem = os.path.splitext(target)[0]
    found = [name for name in (target, *(f"{stem}{ending}" for ending in ENDINGS.values())) if _is_file(name)]
    if told or not found:
        raise SceneError(f"Houdini could not write the snapshot: {reason}; {told or f'it wrote no {target}'}.")
    return found[0]


def _is_file(path: str) -> bool:
    return os.path.isfile(path) and os.path.getsize(path) > 0


def _is_same(path: str, other: str) -> bool:
    return os.path.normcase(os.path.abspath(path)) == os.path.normcase(os.path.abspath(other))
