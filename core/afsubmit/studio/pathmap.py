"""The path map: where the same folder lies here and on the farm. Texts in, texts out.

Whole folder components only. As in CGRU the first pair of the list that fits counts, and what goes to the farm has
forward slashes. A folder with a drive letter or a server name (UNC), and every folder on a Windows client, is found in
any case and with either separator.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .configuration import Configuration

_DRIVE = re.compile(r"[A-Za-z]:")
_BEFORE = " \t\r\n\"'`;=,:|&<>([{@"
"""What may stand before a path inside a command."""
_AFTER = "\r\n\"'`;=,:)]}"
"""What may follow a whole path inside quotes; outside them blanks and the shell's own signs too."""
_AFTER_UNQUOTED = _AFTER + " \t|&<>"
_QUOTE = re.compile("[\"']")
_ENDS_UNQUOTED = " \t|&<>\"'`"
_MAY_END = re.compile(r"[\r\n;=,: \t|&<>\"'`\\]")
_NEXT_PATH = re.compile(r"[;=,:\s]+(?:[A-Za-z]:[\\/]|[\\/])")


class PathMap:
    """Translates paths between this machine and the farm.

    `to_server` and `to_client` take a text with any number of paths in it (a command, a list of folders);
    `path_to_server` and `path_to_client` take one path, which may hold blanks and quotes.
    """

    def __init__(
        self, pairs: Iterable[Sequence[str]] = (), *, is_windows: bool = os.name == "nt", unix_separators: bool = False
    ) -> None:
        """Take pairs (folder here, folder on the farm).

        `is_windows` says that this machine is one; `unix_separators` that paths for it keep forward slashes all the
        same (applications such as Nuke want them).
        """
        self.pairs = tuple((str(client), str(server)) for client, server in pairs)
        self.is_windows = is_windows
        back = "\\" if is_windows and not unix_separators else "/"
        self._to_server = [_MappedFolder(client, server, "/", is_loose=is_windows) for client, server in self.pairs]
        self._to_client = [_MappedFolder(server, client, back) for client, server in self.pairs]

    @property
    def farm_os(self) -> str:
        """By the farm's side of the pairs "windows" or "posix"; "" when there are none or both are there."""
        found = {"windows" if _is_windows_folder(server) else "posix" for _, server in self.pairs}
        return found.pop() if len(found) == 1 else ""

    def to_server(self, text: str) -> str:
        """`text` with every path in it as the farm sees it."""
        return _translate(text, self._to_server)

    def to_client(self, text: str) -> str:
        """`text` with every path in it as this machine sees it."""
        return _translate(text, self._to_client)

    def path_to_server(self, path: str) -> str:
        """One path as the farm sees it; unchanged when no pair fits."""
        return _translate_path(path, self._to_server)

    def covers(self, path: str) -> bool:
        """Whether a folder here that the map names holds `path`, even where it has the same name on the farm."""
        return _folder_of(path, self._to_server) is not None

    def rest(self, path: str) -> str:
        """What of `path` stands behind the folder here that the map names; all of it when it names none."""
        found = _folder_of(path, self._to_server)
        return path[found[1] :] if found else path

    def path_to_client(self, path: str) -> str:
        """One path as this machine sees it; unchanged when no pair fits."""
        return _translate_path(path, self._to_client)


def from_configuration(configuration: Configuration, *, unix_separators: bool = False) -> PathMap:
    """The path map that is configured (`pathsmap`); an empty one changes nothing."""
    return PathMap(configuration.value("pathsmap"), unix_separators=unix_separators)


def _is_windows_folder(folder: str) -> bool:
    return bool(_DRIVE.match(folder)) or folder[:2] in ("//", "\\\\", "/\\", "\\/")


class _MappedFolder:
    """One direction of one pair: finds the folder at a place of a text, and writes what it is on the other side."""

    def __init__(self, folder: str, target: str, separator: str, *, is_loose: bool = False) -> None:
        self.is_loose = is_loose or _is_windows_folder(folder)
        self.is_share = folder[:1] in ("/", "\\") and _is_windows_folder(folder)
        self.separators = "/\\" if self.is_loose else "/"
        self.separator = separator
        self.target = target.replace("\\", "/").rstrip("/").replace("/", separator)
        between = r"[\\/]+" if self.is_loose else "/"
        parts = [re.escape(part) for part in re.split(r"[\\/]+", folder) if part]
        start = r"[\\/]{2,}" if self.is_share else between if folder[:1] in ("/", "\\") and parts else ""
        self.pattern = re.compile(start + between.join(parts), re.IGNORECASE if self.is_loose else 0)

    def end_in(self, text: str, start: int) -> int:
        """Where the folder that begins at `start` ends, -1 when it does not stand there."""
        found = self.pattern.match(text, start)
        return found.end() if found else -1

    def on_other_side(self, rest: str) -> str:
        """The target with what follows the folder."""
        if self.separator == "\\":
            rest = rest.replace("/", "\\")
        elif self.is_loose:
            rest = rest.replace("\\", "/")
        needs_separator = not rest and (not self.target or self.target.endswith(":"))
        return self.target + (self.separator if needs_separator else rest)


def _translate_path(path: str, folders: Sequence[_MappedFolder]) -> str:
    found = _folder_of(path, folders)
    return found[0].on_other_side(path[found[1] :]) if found else path


def _folder_of(path: str, folders: Sequence[_MappedFolder]) -> tuple[_MappedFolder, int] | None:
    """The first of `folders` that holds `path`, and where in it that ends."""
    for folder in folders:
        end = folder.end_in(path, 0)
        if end >= 0 and path[end : end + 1] in ("", *folder.separators) and (end or path):
            return folder, end
    return None


def _translate(text: str, folders: Sequence[_MappedFolder]) -> str:
    quotes: _Quotes | None = None
    parts: list[str] = []
    done = 0
    position = _next_position(text, 0, folders)
    while position >= 0:
        found = None
        if _begins(text, position):
            quotes = quotes or _Quotes(text, knows_escapes=not any(folder.is_loose for folder in folders))
            found = _found_at(text, position, folders, quotes)
        if found is None or quotes is None:
            position = _next_position(text, position + 1, folders)
            continue
        folder, end = found
        rest_end = _rest_end(text, position, end, quotes)
        parts += [text[done:position], folder.on_other_side(text[end:rest_end])]
        done = rest_end
        position = _next_position(text, rest_end, folders)
    return "".join([*parts, text[done:]]) if done else text


def _next_position(text: str, start: int, folders: Sequence[_MappedFolder]) -> int:
    """The next place where a folder's letters stand, -1 when there is none."""
    if start >= len(text):
        return -1
    found = [match.start() for folder in folders for match in [folder.pattern.search(text, start)] if match]
    return min(found) if found else -1


def _begins(text: str, position: int) -> bool:
    """Whether a path may begin here: not inside a word, not after the colon of a drive."""
    if position == 0:
        return True
    before = text[position - 1]
    if before not in _BEFORE:
        return False
    is_drive = (
        before == ":"
        and position > 1
        and text[position - 2].isalpha()
        and (position == 2 or text[position - 3] in _BEFORE)
    )
    return not is_drive


def _found_at(
    text: str, position: int, folders: Sequence[_MappedFolder], quotes: _Quotes
) -> tuple[_MappedFolder, int] | None:
    """The first folder of the list that stands here, whole, and where it ends."""
    for folder in folders:
        end = folder.end_in(text, position)
        if end < 0 or (folder.is_share and text[position - 1 : position] == ":"):
            continue  # what follows a colon and begins with two slashes is a web address
        if end == position and text[end : end + 1] not in tuple(folder.separators):
            continue
        is_first = not text[
            position - 1 : position
        ].isspace()  # a blank before it: the quotes hold a command, not a path
        after = _AFTER if quotes.at(position) and is_first else _AFTER_UNQUOTED
        if end == len(text) or text[end] in folder.separators or text[end] in after or quotes.is_escaped(end):
            return folder, end
    return None


def _rest_end(text: str, start: int, end: int, quotes: _Quotes) -> int:
    """Where the path that began at `start` and whose folder ended at `end` ends itself."""
    quote = quotes.at(start)
    is_escaped = quotes.is_escaped(start - 2)
    for found in _MAY_END.finditer(text, end):
        position, letter = found.start(), found.group()
        if letter in "\r\n" or (letter in ";=,: \t" and _NEXT_PATH.match(text, position)):
            return position
        if letter == "\\":
            if is_escaped and quotes.is_escaped(position):
                return position
        elif letter == quote or (not quote and letter in _ENDS_UNQUOTED and not _is_blank_escaped(text, position)):
            return position
    return len(text)


def _is_blank_escaped(text: str, position: int) -> bool:
    """Whether a backslash makes this blank part of a path of a POSIX shell."""
    return text[position] == " " and text[position - 1] == "\\" and "/" in text[:position].rpartition(" ")[2]


class _Quotes:
    """Where in a command quotes are open. A quote that is never closed is an ordinary sign."""

    def __init__(self, text: str, *, knows_escapes: bool) -> None:
        self._text = text
        self._changes: list[tuple[int, str]] = []
        open_quote = ""
        for found in _QUOTE.finditer(text):
            position, letter = found.start(), found.group()
            if knows_escapes and self.is_escaped(position - 1):
                continue
            if letter == open_quote:
                open_quote = ""
            elif not open_quote and text.find(letter, position + 1) >= 0:
                open_quote = letter
            else:
                continue
            self._changes.append((position, open_quote))

    def at(self, position: int) -> str:
        """The quote that is open before the letter at `place`, or ""."""
        state = ""
        for change, open_quote in self._changes:
            if change >= position:
                break
            state = open_quote
        return state

    def is_escaped(self, position: int) -> bool:
        """Whether a backslash stands here and a quote right after it."""
        return (
            position >= 0
            and self._text[position : position + 1] == "\\"
            and self._text[position + 1 : position + 2] in ('"', "'")
        )
