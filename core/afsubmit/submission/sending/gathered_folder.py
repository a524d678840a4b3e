"""The folder with the files that a job's scene reads: made beside the snapshot, filled, and taken away with it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import stat
from collections.abc import Callable, Sequence

from ...counted import counted, size_text
from ...errors import SceneError
from ...studio import deletefiles
from ..planning.gathering import Gathering
from ..planning.scene import Gathers
from .gathered_files import FoundFile, FoundFiles, copy, look, too_large
from .own_file import OwnFile, mark_of

log = logging.getLogger(__name__)


class GatheredFolder(OwnFile):
    """The folder of `gathering`; `others` are those of the same submission, whose copies may be shared."""

    word = "folder"

    def __init__(self, gathering: Gathering, others: Sequence[GatheredFolder] = ()) -> None:
        """Nothing is looked at or written yet."""
        super().__init__(gathering.folder)
        self._gathering, self._others = gathering, others
        self._found = FoundFiles([], {}, [])
        self._made: dict[str, str] = {}
        """Source of every copy that is whole, by its place."""
        self._shared: set[str] = set()
        """Places of those that another folder has too: what they name is beside them in either."""
        self.lacking: list[str] = []
        """Files of the scene that were not there."""
        self.unnamed: list[str] = []
        """What was copied and is named by no path that was found in the snapshot or in a copy."""
        self._named: set[str] = set()

    def fill(self, host: Gathers, snapshot: str, bound: str, go_on: Callable[[str], None]) -> None:
        """Copy all of it, and let `snapshot`, whose relative paths count from the folder `bound`, read the copies.

        `go_on` gets a line about how far it is, and may raise to end it. Callable from any thread.

        Raises:
            SceneError: a file cannot be read or written, or there is no room.
        """
        self._found = look(self._gathering)
        self.lacking = list(self._found.lacking)
        self._ensure_room()
        go_on("")
        host.repoint(snapshot, bound, self._moved)
        self.reserve()
        self._list()
        self._copy_all(go_on)
        for place, source in self._made.items():
            go_on("what they read")
            if place not in self._shared and host.holds_paths(self._path(place)):
                host.repoint(self._path(place), os.path.dirname(source), self._moved)
        self._look_for_unnamed(host, os.path.splitext(snapshot)[1].lower())
        self.mark = mark_of(self.path)

    def _look_for_unnamed(self, host: Gathers, ending: str) -> None:
        """What a scene that could not be looked into names relative to itself is found beside it."""
        scenes = [self._path(place) for place in self._made if place.lower().endswith(ending)]
        if all(map(host.holds_paths, scenes)):
            named = {
                name: {os.path.normcase(path) for path in self._gathering.names(name)}
                for name in self._gathering.sources
            }
            there = [name for name, paths in named.items() if paths & self._found.moved.keys()]
            self.unnamed = [name for name in there if not named[name] & self._named]

    def reserve(self) -> None:
        """Make the folder, which nobody else has.

        Raises:
            SceneError: it exists already or cannot be made.
        """
        try:
            os.mkdir(self.path)
        except FileExistsError as error:
            raise SceneError(f"The folder {self.path} exists already; submit again.") from error
        except OSError as error:
            raise self._unwritable(error) from error
        self._is_ours = True
        self._open_to_the_farm(self.path)

    def remove(self) -> bool:
        """Remove what was put into it, and the folder; False when something is left in it."""
        if not self._is_ours or self.is_needed:
            return True
        places = {one.place for one in self._found.files}
        failure = deletefiles.delete(self.path) if deletefiles.listed(self.path) else self._removed(places)
        if failure and os.path.lexists(self.path):
            log.warning("%s could not be removed: %s", self.path, failure)
            return False
        self._is_ours = False
        return True

    def copied(self, source: str, place: str) -> str:
        """The whole copy of `source` in that place; "" when there is none."""
        return self._path(place) if self._made.get(place) == source else ""

    def _removed(self, places: set[str]) -> str:
        """As `deletefiles` does it, where not even the list was written."""
        try:
            return deletefiles.delete_folder(self.path, places)
        except OSError as error:
            return str(error)

    def _path(self, place: str) -> str:
        return os.path.join(self.path, *place.split("/"))

    def _moved(self, path: str) -> str | None:
        name = os.path.normcase(path)
        place = self._found.moved.get(name)
        self._named.add(name)
        return None if place is None else self._path(place)

    def _ensure_room(self) -> None:
        """Of several jobs the first alone: the others share its copies where the disk can."""
        text = "" if self._others else too_large(self._found.size, os.path.dirname(self.path))
        if text:
            raise SceneError(f"{text} Choose another snapshot folder.")

    def _list(self) -> None:
        """Write what will be in it, before it is, so that whoever finds the folder can take all of it away."""
        text = json.dumps({"bytes": self._found.size, "files": [one.place for one in self._found.files]})
        try:
            with open(os.path.join(self.path, deletefiles.LISTING), "x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise self._unwritable(error) from error

    def _copy_all(self, go_on: Callable[[str], None]) -> None:
        count, whole, done = counted(len(self._found.files), "file"), size_text(self._found.size), 0

        def note(size: int) -> None:
            nonlocal done
            done += size
            go_on(f"{len(self._made):,} of {count}, {size_text(done)} of {whole}")

        for one in self._found.files:
            note(0)
            try:
                self._take(one, note)
                self._made[one.place] = one.source
            except FileNotFoundError:
                self.lacking.append(one.source)

    def _take(self, one: FoundFile, note: Callable[[int], None]) -> None:
        target = self._path(one.place)
        try:
            self._make_folders(os.path.dirname(target))
        except OSError as error:
            raise self._unwritable(error) from error
        for other in self._others:
            own = other.copied(one.source, one.place)
            if own and _is_linked(own, target):
                self._shared.add(one.place)
                return note(one.size)
        copy(one.source, target, note)

    def _make_folders(self, folder: str) -> None:
        if not os.path.isdir(folder):
            self._make_folders(os.path.dirname(folder))
            os.mkdir(folder)
            self._open_to_the_farm(folder)

    def _open_to_the_farm(self, folder: str) -> None:
        """Who may remove a file beside the snapshot may do so in it: the farm's user empties it."""
        with contextlib.suppress(OSError):
            above, own = os.stat(os.path.dirname(self.path)), os.stat(folder)
            rights = above.st_mode & (0o005 if above.st_mode & stat.S_ISVTX else 0o007)
            if above.st_gid == own.st_gid:
                rights |= above.st_mode & (0o050 if above.st_mode & stat.S_ISVTX else 0o070)
            os.chmod(folder, stat.S_IMODE(own.st_mode) | rights)


def _is_linked(own: str, target: str) -> bool:
    """Let `target` be the same file as `own`, a copy of ours that nobody works on; False where the disk cannot."""
    try:
        os.link(own, target)
    except OSError:
        return False
    return True
