"""The copy of the scene that the farm renders: reserved, written, checked, and removed if the job is not sent.

Only a file that `reserve` created can ever be removed here.
"""

from __future__ import annotations

import logging
import os
import stat
import time

from ..errors import SceneError
from ..studio.pathmap import PathMap
from .scene import Host

log = logging.getLogger(__name__)


class Snapshot:
    """One file at `path`, from its reservation to its removal."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.is_needed = False
        """True once an accepted job renders it, or may: `remove` then leaves it alone."""
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
            raise SceneError(f"The snapshot {self.path} exists already; submit again.") from error
        except OSError as error:
            raise SceneError(f"The snapshot {self.path} cannot be written: {error.strerror}.") from error
        self._is_ours = True
        os.close(descriptor)

    def save(self, host: Host, path_map: PathMap | None = None) -> None:
        """Let `host` write its live scene over the reserved file; the session is left as it was.

        A host whose scenes are text (`map_snapshot`) then puts the paths in the copy through `path_map`.

        The file itself is checked, not what the host's call returned: some hosts report success in spite of a failure.

        Raises:
            SceneError: nothing, or nothing new, was written.
        """
        try:
            before = os.stat(self.path)
            started = time.time()
            with host.unchanged():
                host.save_snapshot(self.path)
            if path_map is not None and hasattr(host, "map_snapshot"):
                host.map_snapshot(self.path, path_map)
        except OSError as error:
            raise SceneError(f"The snapshot {self.path} cannot be written: {error.strerror or error}.") from error
        try:
            after = os.lstat(self.path)
            self._open_to_the_farm(before, after)
        except OSError as error:
            raise SceneError(f"{host.name} left no snapshot at {self.path}.") from error
        is_new = (
            after.st_mtime_ns != before.st_mtime_ns or after.st_mtime >= started - 2 or after.st_ino != before.st_ino
        )
        if after.st_size == 0 or not is_new or not stat.S_ISREG(after.st_mode):
            raise SceneError(f"{host.name} wrote nothing to the snapshot {self.path}. Is the disk full?")
        self.mark = mark_of(self.path)

    def _open_to_the_farm(self, before: os.stat_result, after: os.stat_result) -> None:
        """Some hosts write a new file for the owner alone and rename it: the farm's user must be able to read it."""
        lacking = stat.S_IMODE(before.st_mode) & ~stat.S_IMODE(after.st_mode)
        if lacking and stat.S_ISREG(after.st_mode):
            os.chmod(self.path, stat.S_IMODE(after.st_mode) | lacking)

    def ensure_written(self) -> None:
        """See that the file is still what was saved.

        Raises:
            SceneError: it is away, or somebody else wrote to it.
        """
        if mark_of(self.path) != self.mark:
            raise SceneError(f"The snapshot {self.path} was removed or changed before its job was sent; submit again.")

    def remove(self) -> bool:
        """Remove the file if `reserve` created it and no job needs it; False when that was tried and failed."""
        if not self._is_ours or self.is_needed:
            return True
        if not remove_file(self.path):
            return False
        self._is_ours = False
        return True


def mark_of(path: str) -> str:
    """Size and time of a file: another text once somebody wrote to it; "" when there is none."""
    try:
        found = os.lstat(path)
    except OSError:
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}"


def remove_file(path: str) -> bool:
    """Remove one file, which may be away already; False when it could not be."""
    try:
        os.remove(path)
    except FileNotFoundError:
        return True
    except OSError as error:
        log.warning("The snapshot %s could not be removed: %s", path, error)
        return False
    return True
