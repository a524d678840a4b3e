"""The TCL inside a knob's text, carried out without Nuke as far as it only asks for names, folders and frames.

Pure, and nothing is evaluated that is not in the table below: what is not known is an error that names it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from afsubmit.errors import SceneError

Lookup = Callable[[str], "str | None"]
"""Says the value of `root.name`, `Read1.file` or `this.label`; None when there is no such knob."""

_SPLIT = re.compile(r"\\.|[\[\]{}\"]|\s+", re.DOTALL)
_SCRIPT_FOLDER = re.compile(r"""\[python\s*\{?\s*(?:-e\w*\s+)?\{?nuke\.script_directory\(\)\}?\s*\}?\s*\]""")
_VARIABLE = re.compile(r"(?<!\\)\$(?:\{|\w)[\w(){}]*")
MAXIMUM_DEPTH = 20


def expand(text: str, *, lookup: Lookup, frame: int, environment: Mapping[str, str], depth: int = 0) -> str:
    """`text` with what stands in brackets replaced by what it gives at `frame`.

    Raises:
        SceneError: there is a command that only Nuke can carry out, or a name that is not there.
    """
    variable = _VARIABLE.search(text)
    if variable:
        raise SceneError(f"{variable[0]} can only be worked out by Nuke itself.")
    if "[" not in text:
        return _unescape(text) if "\\" in text else text
    if depth > MAXIMUM_DEPTH:
        raise SceneError(f"The expression {text!r} refers to itself.")
    folder = posixpath.dirname(lookup("root.name") or "")
    return _Expander(lookup, frame, environment, depth).text(_SCRIPT_FOLDER.sub(lambda _found: folder, text))


def _unescape(text: str) -> str:
    return re.sub(r"\\([\[\]{}$\"\\ ])", r"\1", text)


class _Expander:
    """Carries out the commands of one text."""

    def __init__(self, lookup: Lookup, frame: int, environment: Mapping[str, str], depth: int) -> None:
        self.lookup, self.frame, self.environment, self.depth = lookup, frame, environment, depth

    def text(self, text: str) -> str:
        """`text` with its commands carried out."""
        parts: list[str] = []
        place = 0
        while True:
            start = _unescaped_bracket(text, place)
            if start < 0:
                return "".join([*parts, _unescape(text[place:])])
            end = _closing(text, start)
            parts += (_unescape(text[place:start]), self.command(text[start + 1 : end]))
            place = end + 1

    def command(self, text: str) -> str:
        """What one command gives."""
        words = [self.word(word) for word in _words(text)]
        name = words[0] if words else ""
        action = _COMMANDS.get(name)
        if action is None:
            raise SceneError(f"[{text}] can only be worked out by Nuke itself.")
        try:
            return action(self, words[1:])
        except (IndexError, ValueError) as error:
            raise SceneError(f"[{text}] is not written as Nuke's TCL wants it.") from error

    def word(self, word: str) -> str:
        """One word: braces keep it as it is, quotes and bare words have their commands carried out."""
        if word.startswith("{"):
            return word[1:-1]
        return self.text(word[1:-1] if word.startswith('"') else word)

    def value(self, words: list[str]) -> str:
        """`value Node.knob`, with a default behind it."""
        found = self.lookup(words[0])
        if found is None:
            if len(words) > 1:
                return words[1]
            raise SceneError(f"There is no knob {words[0]}.")
        return expand(found, lookup=self.lookup, frame=self.frame, environment=self.environment, depth=self.depth + 1)

    def getenv(self, words: list[str]) -> str:
        """`getenv NAME`, with a default behind it."""
        found = self.environment.get(words[0], words[1] if len(words) > 1 else None)
        if found is None:
            raise SceneError(f"The environment variable {words[0]} is not set here.")
        return found

    def file(self, words: list[str]) -> str:
        """`file dirname`, `tail`, `rootname`, `extension`, `join`, `normalize`."""
        path = words[1]
        stem, ending = posixpath.splitext(path)
        known = {
            "dirname": posixpath.dirname(path) or ".",
            "tail": posixpath.basename(path),
            "rootname": stem,
            "extension": ending,
            "normalize": posixpath.normpath(path),
            "join": posixpath.join(*words[1:]),
        }
        if words[0] not in known:
            raise SceneError(f"[file {words[0]}] can only be worked out by Nuke itself.")
        return known[words[0]]

    def string(self, words: list[str]) -> str:
        """`string tolower`, `toupper`, `trim`, `length`, `range`."""
        text = words[1]
        if words[0] == "range":
            last = len(text) - 1
            first, end = (_index(word, last) for word in words[2:4])
            return text[max(first, 0) : end + 1]
        known = {"tolower": text.lower(), "toupper": text.upper(), "trim": text.strip(), "length": str(len(text))}
        if words[0] not in known:
            raise SceneError(f"[string {words[0]}] can only be worked out by Nuke itself.")
        return known[words[0]]

    def format(self, words: list[str]) -> str:
        """`format %04d 5` and `format %s text`."""
        found = re.fullmatch(r"([^%]*)%(0?\d*)([ds])([^%]*)", words[0])
        if found is None:
            raise SceneError(f"[format {words[0]}] can only be worked out by Nuke itself.")
        before, width, kind, after = found.groups()
        value = format(int(float(words[1])), f"{width}d") if kind == "d" else words[1].rjust(int(width or 0))
        return f"{before}{value}{after}"


def _unescaped_bracket(text: str, place: int) -> int:
    start = text.find("[", place)
    while start > 0 and (start - len(text[:start].rstrip("\\"))) % 2:
        start = text.find("[", start + 1)
    return start


def _closing(text: str, start: int) -> int:
    depth = 0
    for found in _SPLIT.finditer(text, start):
        depth += {"[": 1, "]": -1}.get(found.group(), 0)
        if depth == 0 and found.group() == "]":
            return found.start()
    raise SceneError(f"A bracket is open in {text!r}.")


def _words(text: str) -> list[str]:
    """The words of one command, with their braces and quotes."""
    words, start, depth, quote = [], -1, 0, False
    for found in [*_SPLIT.finditer(text), None]:
        place = len(text) if found is None else found.start()
        letter = " " if found is None else found.group()
        if letter.isspace() and depth == 0 and not quote:
            begin = start if start >= 0 else 0
            words += [part for part in (text[begin:place].strip(),) if part]
            start = place
        elif letter in ("[", "{"):
            depth += 1
        elif letter in ("]", "}"):
            depth -= 1
        elif letter == '"' and depth == 0:
            quote = not quote
    return words


def _index(word: str, last: int) -> int:
    return last - int(word[4:] or 0) if word.startswith("end-") else last if word == "end" else int(word)


def _list(text: str) -> list[str]:
    return [word[1:-1] if word.startswith("{") else word for word in _words(text)]


def _listed(parts: list[str]) -> str:
    return " ".join(f"{{{part}}}" if not part or " " in part else part for part in parts)


def _part(words: list[str]) -> list[str]:
    """The elements of a list from the first index to the last one."""
    parts = _list(words[0])
    first, last = (_index(words[i], len(parts) - 1) for i in (1, -1))
    return parts[max(first, 0) : last + 1]


_COMMANDS: Mapping[str, Callable[[_Expander, list[str]], str]] = {
    "file": _Expander.file,
    "format": _Expander.format,
    "frame": lambda self, _words: str(self.frame),
    "getenv": _Expander.getenv,
    "join": lambda _self, words: (words[1] if len(words) > 1 else " ").join(_list(words[0])),
    "knob": _Expander.value,
    "lindex": lambda _self, words: _part(words)[0],
    "lrange": lambda _self, words: _listed(_part(words)),
    "split": lambda _self, words: _listed(re.split(f"[{re.escape(words[1])}]" if len(words) > 1 else r"\s", words[0])),
    "string": _Expander.string,
    "value": _Expander.value,
}
