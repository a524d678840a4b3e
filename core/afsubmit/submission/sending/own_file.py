"""A file that a submission makes beside the scene: reserved, written, checked, and removed if the job is not sent.

Only a file that `reserve` created can ever be removed here, and what an application wrote under the copy's own name
while it saved it.
"""

from __future__ import annotations

import json
import logging
import os
import stat

from ...errors import SceneError
from ...studio import deletefiles

log = logging.getLogger(__name__)


class OwnFile:
    """One file at `path`, from its reservation to its removal."""

    word = "file"
    """What sentences call it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.is_needed = False
        """True once an accepted job needs it, or may: `remove` then leaves it alone."""
        self.mark = ""
        """`mark_of` the file when it had been written."""
        self._is_ours = False

    def reserve(self) -> None:
        """Create the file, empty, under the user's umask, so that nobody else can take the name.

        Raises:
            SceneError: it exists already or the folder cannot be written.
        """
        try:
            descriptor = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError as error:
            raise SceneError(f"The {self.word} {self.path} exists already; submit again.") from error
        except OSError as error:
            raise self._unwritable(error) from error
        self._is_ours = True
        os.close(descriptor)

    def ensure_written(self) -> None:
        """See that the file is still what was written.

        Raises:
            SceneError: it is away, or somebody else wrote to it.
        """
        if mark_of(self.path) != self.mark:
            what = f"The {self.word} {self.path}"
            raise SceneError(f"{what} was removed or changed before its job was sent; submit again.")

    def remove(self) -> bool:
        """Remove the file if `reserve` created it and no job needs it; False when that was tried and failed."""
        if not self._is_ours or self.is_needed:
            return True
        if not remove_file(self.path):
            return False
        self._is_ours = False
        return True

    def _unwritable(self, error: OSError) -> SceneError:
        return SceneError(f"The {self.word} {self.path} cannot be written: {error.strerror or error}.")


def mark_of(path: str) -> str:
    """Size and time of a file, of a folder those of its list: another text once it was written to; "" for none."""
    try:
        found = os.lstat(path)
        if stat.S_ISDIR(found.st_mode):
            found = os.lstat(os.path.join(path, deletefiles.LISTING))
    except OSError:
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}"


def bytes_of(path: str) -> int:
    """The size of a file, of a folder what its list says; 0 for what is not there."""
    try:
        if not os.path.isdir(path):
            return os.path.getsize(path)
        with open(os.path.join(path, deletefiles.LISTING), encoding="utf-8") as file:
            return int(json.load(file)["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def remove_file(path: str) -> bool:
    """Remove one file, or a folder by its list; either may be away already; False when it could not be."""
    if os.path.isdir(path) and not os.path.islink(path):
        failure = deletefiles.delete(path)
        if failure:
            log.warning("It could not be removed: %s", failure)
        return not failure
    try:
        os.remove(path)
    except FileNotFoundError:
        return True
    except OSError as error:
        log.warning("%s could not be removed: %s", path, error)
        return False
    return True
