"""Unpacks the one file once, into the state folder under the hash of its bytes, and runs `afsubmit` from there.

A zip is no folder: plugins are copied from there, the farm of this machine starts from there, and Blender, Maya and
Houdini run scripts of it. Nothing of another user is run: the folder is ours alone.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import sys
import tempfile
import zipfile

from afsubmit.errors import DONE, NOT_DONE, AfError
from afsubmit.studio import folders, ownership


def run(archive: str) -> int:
    """Run `afsubmit` with this program's words out of the unpacked `archive`; the exit code."""
    try:
        folder = unpacked(archive)
    except AfError as error:
        return _told(str(error))
    except OSError as error:
        place = error.filename or folders.state_folder()
        return _told(f"{place} cannot be written: {error.strerror}. Set AFSUBMIT_HOME to a folder that can.")
    for name in [name for name in sys.modules if name.partition(".")[0] == "afsubmit"]:
        del sys.modules[name]  # they were read out of the zip
    sys.path[:] = [folder, *(path for path in sys.path if os.path.abspath(path or os.curdir) != archive)]
    importlib.invalidate_caches()
    return int(importlib.import_module("afsubmit.cli").main() or DONE)


def _told(text: str) -> int:
    sys.stderr.write(f"afsubmit: {text}\n")
    return NOT_DONE


def unpacked(archive: str) -> str:
    """The folder that holds what the zip `archive` holds; made, or mended where a file is gone or of another size.

    Raises:
        DistrustError: somebody else could have written it.
        OSError: it cannot be made.
    """
    with open(archive, "rb") as file:
        name = hashlib.sha256(file.read()).hexdigest()[:20]
    state = folders.state_folder()
    programs = os.path.join(state, "programs")
    folder = os.path.join(programs, name)
    ownership.private_folder(state, is_chosen=bool(os.environ.get("AFSUBMIT_HOME")))
    for place in (programs, folder):
        ownership.private_folder(place)
    with zipfile.ZipFile(archive) as content:
        if not _is_whole(folder, content):
            _unpack(content, folder)
    return folder


def _is_whole(folder: str, content: zipfile.ZipFile) -> bool:
    """Whether every file is there; a file of another size was cut off, by a full disk say."""
    try:
        return all(os.path.getsize(os.path.join(folder, one.filename)) == one.file_size for one in content.infolist())
    except OSError:
        return False


def _unpack(content: zipfile.ZipFile, folder: str) -> None:
    """Put every file there, each in one step: another process may do the same, or run from there, at this moment."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(folder)) as aside:
        content.extractall(aside)
        for name in content.namelist():
            target = os.path.join(folder, name)
            os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
            os.replace(os.path.join(aside, name), target)
            shutil.rmtree(os.path.join(os.path.dirname(target), "__pycache__"), ignore_errors=True)
