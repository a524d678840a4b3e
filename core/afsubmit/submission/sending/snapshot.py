"""The files that a job brings: the copy of the scene that the farm renders, its sidecars, and copies of our scripts.

Each is reserved, written, checked, and removed if the job is not sent. Only a file that `reserve` created can ever be
removed here, and what an application wrote under the copy's own name while it saved it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import stat
import time
from collections.abc import Mapping, Sequence

from ...errors import SceneError
from ...studio.pathmap import PathMap
from ..planning.scene import Host

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


class ScriptCopy(OwnFile):
    """A copy of a script of ours that runs on the farm."""

    word = "script"

    def fill(self, source: str) -> None:
        """Write the text of `source` into the reserved file.

        Raises:
            SceneError: it cannot be read or written.
        """
        try:
            shutil.copyfile(source, self.path)
        except OSError as error:
            raise SceneError(f"The script {source} cannot be copied to {self.path}: {error.strerror}.") from error
        self.mark = mark_of(self.path)


class Sidecar(OwnFile):
    """A file that the application finds by the snapshot's name."""

    word = "file"

    def __init__(self, path: str, source: str) -> None:
        """Nothing is written yet; `source` is "" for a file that only the application may write."""
        super().__init__(path)
        self._source = source

    @property
    def is_there(self) -> bool:
        """Whether there is such a file: the application need not have written it."""
        return self._is_ours

    def complete(self, host: Host, path_map: PathMap | None) -> None:
        """Keep what the application wrote over the reserved file; else copy the source, and take it away without one.

        A host whose sidecars hold paths (`map_sidecar`) then puts these through `path_map`.

        Raises:
            SceneError: it cannot be read or written.
        """
        try:
            if not os.path.exists(self.path) or os.path.getsize(self.path) == 0:
                self._copy()
            if self._is_ours and path_map is not None and hasattr(host, "map_sidecar"):
                host.map_sidecar(self.path, path_map)
        except OSError as error:
            raise self._unwritable(error) from error
        self.mark = mark_of(self.path)

    def take_over(self) -> None:
        """It was written by the application, unasked, under our snapshot's name: it is ours, too."""
        self._is_ours, self.mark = True, mark_of(self.path)

    def _copy(self) -> None:
        if self._source:
            try:
                shutil.copyfile(self._source, self.path)
            except OSError as error:
                reason = error.strerror or error
                raise SceneError(f"{self._source} cannot be copied to {self.path}: {reason}.") from error
        else:
            self.remove()


class Snapshot(OwnFile):
    """The copy of the scene."""

    word = "snapshot"

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
            raise self._unwritable(error) from error
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


class JobFiles:
    """All that one job brings: `snapshot`, None without one, its sidecars, and the copies of scripts."""

    def __init__(self, snapshot: str | None, copies: Mapping[str, str], sidecars: Mapping[str, str]) -> None:
        """Nothing is written yet; `copies` and `sidecars` are sources by the paths they are copied to."""
        self.snapshot = Snapshot(snapshot) if snapshot else None
        self._sidecars = [Sidecar(path, source) for path, source in sidecars.items()]
        self._copies = [(ScriptCopy(path), source) for path, source in copies.items()]

    @property
    def _all(self) -> Sequence[OwnFile]:
        return [*([self.snapshot] if self.snapshot else []), *self._sidecars, *(one for one, _ in self._copies)]

    @property
    def marks(self) -> Mapping[str, str]:
        """The mark of each file by its path, "" for what was not written yet."""
        return {one.path: one.mark for one in self._all}

    def write(self, host: Host, path_map: PathMap | None = None) -> None:
        """Write all of them, on the main thread of `host`; `path_map` as in `Snapshot.save`.

        Raises:
            SceneError: one cannot be written.
        """
        for copy, source in self._copies:
            copy.reserve()
            copy.fill(source)
        if self.snapshot:
            self.snapshot.reserve()
            for sidecar in self._sidecars:
                sidecar.reserve()
            self._save(self.snapshot, host, path_map)

    def _save(self, snapshot: Snapshot, host: Host, path_map: PathMap | None) -> None:
        """Write the copy and complete its sidecars; those that the application made unasked are ours whatever fails."""
        before = _names_beside(snapshot.path)
        try:
            snapshot.save(host, path_map)
        finally:
            for path in _names_beside(snapshot.path) - before:
                self._sidecars.append(Sidecar(path, ""))
                self._sidecars[-1].take_over()
        for sidecar in self._sidecars:
            sidecar.complete(host, path_map)
        self._sidecars = [sidecar for sidecar in self._sidecars if sidecar.is_there]

    def ensure_written(self) -> None:
        """See that they are still what was written.

        Raises:
            SceneError: one is not.
        """
        for one in self._all:
            one.ensure_written()

    def set_needed(self, *, is_needed: bool) -> None:
        """Say whether a job needs them."""
        for one in self._all:
            one.is_needed = is_needed

    def remove(self) -> list[str]:
        """Remove what is ours and not needed; the paths that could not be."""
        return [one.path for one in self._all if not one.remove()]


def _names_beside(snapshot: str) -> set[str]:
    """The files whose names begin with that of the snapshot, without its ending."""
    folder, start = os.path.split(os.path.splitext(snapshot)[0])
    with contextlib.suppress(OSError):
        return {os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(start)}
    return set()


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
        log.warning("%s could not be removed: %s", path, error)
        return False
    return True
