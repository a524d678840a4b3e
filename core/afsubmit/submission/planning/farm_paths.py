"""Paths of this machine as the farm takes them: mapped, spelled for who reads them, then quoted. Texts in, texts out.

The law: a path is data until it becomes a word here; no finished command is ever looked into again. What cannot be done
is a QuotingError, or, where a person typed it or a session had it, a warning in `problems`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...document import shell_words
from ...document.patterns import has_pattern
from ...document.quoting import POSIX, THIS_SYSTEM, WINDOWS, command_line, quoter
from ...errors import Problem, QuotingError
from ...studio.pathmap import PathMap
from .names import is_of_windows, is_whole

LEFT_ALONE = "Write it as the farm's shell reads it: with the farm's paths, each a word of its own."
_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+-]*")
_BEFORE_PATH = re.compile(r"-[A-Za-z]+(?=[\\/])|[^=]*=")
_WINDOWS_LIST = re.compile(r"(?:^|;)(?:[A-Za-z]:[\\/]|\\\\)")


class FarmText(str):
    """A value that the farm has as it stands: nothing in it is a path of this machine, whatever it looks like."""


class FarmPaths:
    """Writes paths for one farm; `path_map` None changes none of them."""

    def __init__(self, path_map: PathMap | None = None, farm_os: str = THIS_SYSTEM) -> None:
        """Take the farm's system, "posix" or "windows".

        Raises:
            QuotingError: it is neither.
        """
        self.farm_os = farm_os
        self.quote = quoter(farm_os)
        self._map = path_map or PathMap()
        self._warnings: dict[Problem, None] = {}
        self._with_signs: set[str] = set()

    @property
    def problems(self) -> list[Problem]:
        """Warnings about what was left alone or left out, each once."""
        return list(self._warnings)

    @property
    def folders(self) -> Sequence[tuple[str, str]]:
        """The folders of the path map: each here, and on the farm; none when it changes nothing."""
        return self._map.pairs

    def path(self, path: str) -> str:
        """One path as the farm sees it.

        Raises:
            QuotingError: the map puts a frame pattern into it, which the farm would fill.
        """
        mapped, rest = self._map.path_to_server(path), self._map.rest(path)
        if rest != path and has_pattern(mapped[: len(mapped) - len(rest)]):
            raise QuotingError(f"The path map makes {mapped} of {path}: the farm would put a frame number into it.")
        return mapped

    def word(self, path: str, *, before: str = "", spell: Callable[[str, str], str] | None = None) -> str:
        """One path as a word of a command line, with `before` in front of it in the same word.

        `spell` makes of the mapped path and the farm's system what the program that reads it wants to see.

        Raises:
            QuotingError: it cannot be written so.
        """
        mapped = self.path(path)
        return self.quote(before + (spell(mapped, self.farm_os) if spell else mapped))

    def program(self, path: str) -> str:
        """The program that a command line begins with: its path as the farm's shell finds it, or its bare name.

        Windows cmd takes a leading slash for an option.

        Raises:
            QuotingError: it cannot be written for the farm's shell.
        """
        mapped = self.path(path)
        return self.quote(mapped.replace("/", "\\") if self.farm_os == WINDOWS and is_whole(mapped) else mapped)

    def argument(self, text: str, where: str) -> str:
        """A word that a person chose for a program, quoted; the paths in it mapped where it is clear where they are.

        Raises:
            QuotingError: it cannot be written for the farm's shell.
        """
        return self.quote(self._typed(text, where))

    def command(self, text: str, where: str) -> str:
        """A command line that a person typed: the paths among its words mapped, everything else as it stands."""
        try:
            words = list(shell_words.words(text, self.farm_os))
            mapped = [self._word(text, word) for word in words]
            if shell_words.reads_again(words) and not _keeps_words(text, words, mapped):
                raise QuotingError("What it names may be cut into words twice.")
        except QuotingError as error:
            if self._mentions(text) or "closed" in str(error):
                self._leave_as_is(text, where, str(error))
            return text
        self._warn_of_split(text, words, where)
        parts, done = [], 0
        for word, new in zip(words, mapped):
            if new is None:
                self._leave_as_is(text[word.start : word.end], where)
            else:
                parts += [text[done : word.start], new]
                done = word.end
        return "".join([*parts, text[done:]])

    def chosen(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Variables that a person set, with their paths and lists of paths mapped where these are clear."""
        mapped = {name: self._typed(value, f"environment.{name}") for name, value in environment.items()}
        self._with_signs.update(name for name, value in mapped.items() if not _is_as_plain(value, environment[name]))
        return mapped

    def session(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Variables of this session for the farm: of lists what the farm can have, with a warning for the rest."""
        mapped: dict[str, str] = {}
        for name, value in environment.items():
            if isinstance(value, FarmText):
                mapped[name] = str(value)
                continue
            found = self._listed(value)
            if found is None:
                mapped[name] = self._typed(value, name)
                continue
            kept, lost = found
            for entry in lost:
                message = f"{entry} of {name} is no folder of the farm, and no path map says what it is there."
                self._warn("environment", f"{message} It is left out.", "Have the path map extended.")
            if kept:
                mapped[name] = self._separator.join(kept)
        return mapped

    def document(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of the document `job` with the paths of its fields mapped, and each command a line for the shell.

        What stands in commands and environments is finished.
        """
        mapped = self._fields(job)
        mapped["blocks"] = [self._fields(block) for block in job["blocks"]]
        for block in mapped["blocks"]:
            if "tasks" in block:
                is_line = (block.get("command") or "").strip() in ("", "@#@")  # else it is put into the block's
                block["tasks"] = [self._fields(task, is_line=is_line) for task in block["tasks"]]
        return mapped

    def _fields(self, owner: Mapping[str, Any], *, is_line: bool = True) -> dict[str, Any]:
        mapped = dict(owner)
        for name in ("command", "command_pre"):
            if is_line and mapped.get(name):
                mapped[name] = command_line(mapped[name], self.farm_os)
        if "files" in mapped:
            mapped["files"] = [self.path(file) for file in mapped["files"]]
        if "folders" in mapped:
            mapped["folders"] = {name: self.path(folder) for name, folder in mapped["folders"].items()}
        if "working_directory" in mapped:
            mapped["working_directory"] = self.path(mapped["working_directory"])
        return mapped

    def is_foreign(self, mapped: str) -> bool:
        """Whether the farm's system has no such path: a drive or a backslash on POSIX, neither of them on Windows.

        Two slashes begin a share where this machine or the farm is a Windows; POSIX takes them for one.
        """
        if mapped.startswith("//"):
            return self._map.is_windows and self.farm_os == POSIX
        return is_of_windows(mapped) != (self.farm_os == WINDOWS)

    def _separator_of(self, text: str) -> str:
        """What stands between the entries of a list as this machine, or the one it was written for, writes it."""
        return ";" if self._map.is_windows or _WINDOWS_LIST.search(text) else ":"

    def _entries(self, text: str) -> list[str]:
        return text.split(self._separator_of(text))

    @property
    def _separator(self) -> str:
        return ";" if self.farm_os == WINDOWS else ":"

    def _mentions(self, text: str) -> bool:
        """Whether folders of the map stand anywhere in `text`."""
        return self._map.covers(text) or self._map.to_server(text) != text

    def _typed(self, text: str, where: str) -> str:
        mapped = self._mapped(text)
        if mapped is None:
            self._leave_as_is(text, where)
        return text if mapped is None else mapped

    def _mapped(self, text: str) -> str | None:
        """A value with its path or list of paths mapped, behind `NAME=` or `-o` too; None where that is not clear."""
        before = _before_path(text)
        path = text[len(before) :]
        if not any(self._map.covers(entry) for entry in self._entries(path)):
            return None if self._mentions(text) else text
        found = self._listed(path)
        return None if found is None or found[1] else before + self._separator.join(found[0])

    def _listed(self, text: str) -> tuple[list[str], list[str]] | None:
        """The entries of a list of paths as the farm has them, and those it cannot have; None for another text.

        A single path is a list of one. What is not whole means the same there only if the list is written alike.
        """
        entries = self._entries(text)
        if "://" in text or not any(map(is_whole, entries)):
            return None
        is_alike = self._separator_of(text) == self._separator
        kept: list[str] = []
        lost: list[str] = []
        for entry in entries:
            mapped = self._entry(entry) if is_whole(entry) else entry if is_alike or not entry else None
            (lost if mapped is None else kept).append(entry if mapped is None else mapped)
        return kept, lost

    def _entry(self, entry: str) -> str | None:
        """One whole path of a list as the farm has it; None when it cannot be: foreign to it, or not one path."""
        rest = self._map.rest(entry)
        mapped = self.path(entry)
        if self.is_foreign(mapped) or self._mentions(rest[1:]) or self._separator in mapped:
            return None
        return mapped

    def _word(self, text: str, word: shell_words.Word) -> str | None:
        """A typed word with its path mapped; the word itself where there is none, None where it cannot be done.

        Of a word that the shell fills (a variable, a wildcard) the beginning is mapped: what is typed behind it stays.
        """
        typed, tail = text[word.start : word.end], text[word.head_end : word.end]
        end = "x" if tail else ""
        mapped = self._mapped(word.head + end)
        if mapped == word.head + end:
            is_touched = self._mentions(tail) or (tail and self._mentions(word.head)) or self._mentions(typed)
            return None if is_touched and (tail or "\\" in typed) else typed
        if mapped is None or (tail and (self.farm_os != POSIX or "\\" in tail or self._mentions(tail))):
            return None
        before = _before_path(word.head)
        before = before if typed.startswith(before) else ""
        is_quoted = typed[len(before) : len(before) + 1] in ("'", '"')  # what was in quotes stays so
        path = self.quote(mapped[len(before) : len(mapped) - len(end)], is_always=is_quoted)
        return f"{before}{path}{word.quote}{tail}"

    def _warn_of_split(self, text: str, words: list[shell_words.Word], where: str) -> None:
        """Tell of variables that hold a blank or another sign on the farm only, where the shell makes words of them."""
        split = " ".join(text[word.start : word.end] for word in words if word.is_split)
        for name in sorted(self._with_signs.intersection(re.findall(r"\w+", split))):
            message = f"{name} has a blank or another sign on the farm, which would make several words of it: {text}"
            self._warn(where, message, f'Write "${name}", in quotes.')

    def _leave_as_is(self, text: str, where: str, why: str = "") -> None:
        message = f"{why or 'It is not clear where its paths begin and end.'} It goes to the farm as it stands: {text}"
        self._warn(where, message, LEFT_ALONE)

    def _warn(self, where: str, message: str, fix: str) -> None:
        self._warnings[Problem("warning", where, message, fix)] = None


def _before_path(text: str) -> str:
    """What of a word stands before its path: an option or the name of a variable."""
    found = None if is_whole(text) else _BEFORE_PATH.match(text)
    return found[0] if found else ""


def _keeps_words(text: str, words: list[shell_words.Word], mapped: list[str | None]) -> bool:
    """Whether what a shell may read a second time has no more signs in it than were typed."""
    changed = [(text[word.start : word.end], new) for word, new in zip(words, mapped) if new is not None]
    return all(_is_as_plain(new, typed) for typed, new in changed)


def _is_as_plain(new: str, typed: str) -> bool:
    """Whether `new` has no signs that a shell reads beyond those of `typed`."""
    return bool(_PLAIN.fullmatch("".join(Counter(new) - Counter(typed))))
