"""The Tcl inside a knob's text, carried out without Nuke as far as it is plain Tcl about names, folders and frames.

Pure, and nothing is evaluated that is not in a table: what is not known is an error that names it. Everything has an
end: depth, length of texts and size of numbers are bounded.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from afsubmit.errors import SceneError

from . import _tcl_commands, _tcl_expr
from ._tcl_commands import MAXIMUM_LENGTH
from ._unknown import MAXIMUM_DEPTH, only_nuke, shortened

Lookup = Callable[[str], "str | None"]
"""Says the value of `root.name`, `Read1.file` or `this.label`; None when there is no such knob."""

MAXIMUM_NESTING = 60
"""How many brackets and bodies may stand within each other."""

_PLAIN = re.compile(r"[^\[$\\]+")
_BARE = re.compile(r"[^\[\]$\\\s;\"]+")
_QUOTED = re.compile(r'[^\[$\\"]+')
_VARIABLE = re.compile(r"\$(?:\{([^}]*)\}|((?:\w|::)+)(?:\(([^()\[\]$\\]*)\))?)")
_ESCAPE = re.compile(r"\\(?:\n[ \t]*|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_BETWEEN_WORDS = re.compile(r"(?:[ \t\r]|\\\n)*")
_BETWEEN_COMMANDS = re.compile(r"(?:[\s;]|\\\n)*")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_SCRIPT_FOLDER = "nuke.script_directory()"
_SCRIPT_NAMES = ("nuke.root().name()", "nuke.scriptName()")


class _Return(Exception):
    """`return` ends the whole command in brackets that it stands in."""


def expand(text: str, *, lookup: Lookup, frame: int, environment: Mapping[str, str], depth: int = 0) -> str:
    """`text` with what stands in brackets replaced by what it gives at `frame`.

    Raises:
        SceneError: there is a command that only Nuke can carry out, or a name that is not there.
    """
    if not set(text) & set("[$\\"):
        return text
    if depth > MAXIMUM_DEPTH:
        raise SceneError(f"The expression {shortened(text)} refers to itself.")
    return _Interpreter(lookup, frame, environment, depth).knob(text)


def unescaped(letters: str) -> str:
    """What a backslash and the letters behind it stand for."""
    if letters[1] == "\n":
        return " "
    if letters[1] in "xu" and len(letters) > 2:
        return chr(int(letters[2:], 16))
    if letters[1] in "01234567":
        return chr(int(letters[1:], 8) & 0xFF)
    return _LETTERS.get(letters[1], letters[1])


class _Interpreter:
    """Carries out the commands of one knob's text."""

    def __init__(self, lookup: Lookup, frame: int, environment: Mapping[str, str], depth: int) -> None:
        self.lookup, self.frame, self.environment, self.depth = lookup, frame, environment, depth
        self.variables: dict[str, str] = {}
        self.nesting = 0

    def knob(self, text: str) -> str:
        """The whole text of a knob. A backslash before a letter is one of a Windows path and stays."""
        parts: list[str] = []
        position = 0
        while position < len(text):
            if text[position] == "\\":
                letters = text[position : position + 2]
                parts.append(letters if letters[1:].isalnum() or len(letters) < 2 else letters[1])
                position += 2
                continue
            try:
                part, position = self.piece(text, position, _PLAIN)
            except _Return as value:
                part, position, self.nesting = str(value), self._closing(text, position), 0
            parts.append(part)
        return _bounded("".join(parts))

    def _closing(self, text: str, position: int) -> int:
        """The place behind the command in brackets that begins here, none of it carried out."""
        return _Skipping(self).piece(text, position, _PLAIN)[1]

    def piece(self, text: str, position: int, plain: re.Pattern[str]) -> tuple[str, int]:
        """What stands at `place`: a command in brackets, a variable, a backslash with its letter, or plain letters."""
        letter = text[position]
        if letter == "[":
            return self.script(text, position + 1, is_closed=True)
        if letter == "$":
            return self.variable(text, position)
        if letter == "\\":
            found = _ESCAPE.match(text, position)
            return (unescaped(found[0]), found.end()) if found else ("\\", position + 1)
        found = plain.match(text, position)
        return (found[0], found.end()) if found else (letter, position + 1)

    def variable(self, text: str, position: int) -> tuple[str, int]:
        """`$name`, `${name}` or `$env(NAME)`; a dollar sign before anything else is one."""
        found = _VARIABLE.match(text, position)
        if found is None:
            return "$", position + 1
        name = found[1] or found[2]
        if name == "env" and found[3]:
            return self.getenv([found[3]]), found.end()
        if name not in self.variables or found[3] is not None:
            raise only_nuke(found[0])
        return self.variables[name], found.end()

    def script(self, text: str, position: int = 0, *, is_closed: bool = False) -> tuple[str, int]:
        """What the last of the commands from here on gives; `is_closed` when a bracket ends them."""
        self.nesting += 1
        if self.nesting > MAXIMUM_NESTING:
            raise SceneError(f"The expression {shortened(text)} is nested too deep.")
        value = ""
        while True:
            position = _skip(_BETWEEN_COMMANDS, text, position)
            if position >= len(text) or (is_closed and text[position] == "]"):
                break
            words, position = self.words(text, position, is_closed=is_closed)
            _ensure_closed(text, position, is_closed=is_closed)
            value = _bounded(self.run(words))
        _ensure_closed(text, position, is_closed=is_closed)
        self.nesting -= 1
        return value, position + 1

    def words(self, text: str, position: int, *, is_closed: bool) -> tuple[list[str], int]:
        """The words of one command, carried out, and the place where it ends."""
        ends = "\n;]" if is_closed else "\n;"
        words: list[str] = []
        while position < len(text) and text[position] not in ends:
            if text[position] == "{":
                end = braces_end(text, position)
                words.append(text[position + 1 : end - 1].replace("\\\n", " "))
                position = end
            elif text[position] == '"':
                word, position = self.quoted(text, position + 1)
                words.append(word)
            else:
                word, position = self.bare(text, position, f" \t\r{ends}")
                words.append(word)
            position = _skip(_BETWEEN_WORDS, text, position)
        return words, position

    def quoted(self, text: str, position: int) -> tuple[str, int]:
        """The word up to the closing quote, and the place behind it."""
        parts: list[str] = []
        while position < len(text) and text[position] != '"':
            part, position = self.piece(text, position, _QUOTED)
            parts.append(part)
        if position >= len(text):
            raise SceneError(f"A quote is open in {shortened(text)}.")
        return "".join(parts), position + 1

    def bare(self, text: str, position: int, ends: str) -> tuple[str, int]:
        """The word up to a blank or the end of its command."""
        parts: list[str] = []
        while position < len(text) and text[position] not in ends and not text.startswith("\\\n", position):
            part, position = self.piece(text, position, _BARE)
            parts.append(part)
        return "".join(parts), position

    def run(self, words: list[str]) -> str:
        """What one command gives."""
        try:
            if words[0] in _OWN:
                return _tcl_commands.ensured(_OWN, words)(self, words[1:])
            if words[0] in _tcl_commands.COMMANDS:
                return _tcl_commands.ensured(_tcl_commands.COMMANDS, words)(words[1:])
        except (IndexError, ValueError, ZeroDivisionError, OverflowError) as error:
            raise SceneError(f"[{_shown(words)}] is not written as Nuke's Tcl wants it.") from error
        raise only_nuke(f"[{_shown(words)}]")

    def value(self, words: list[str]) -> str:
        """`value Node.knob`, with a default behind it."""
        if words[0].startswith("-"):
            raise only_nuke(f"[value {' '.join(words)}]")
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

    def python(self, words: list[str]) -> str:
        """Python that asks for the script's name or folder, in the words that everybody uses."""
        code = words[-1].strip()
        if code != _SCRIPT_FOLDER and code not in _SCRIPT_NAMES:
            raise only_nuke(f"[python {' '.join(words)}]")
        name = self.lookup("root.name") or ""
        return posixpath.dirname(name) if code == _SCRIPT_FOLDER else name

    def conditional(self, words: list[str]) -> str:
        """`if {condition} {body} elseif … else {body}`; what is not chosen is not carried out."""
        while True:
            condition, rest = words[0], words[1:]
            rest = rest[1:] if rest[0] == "then" else rest
            if self.truth(condition):
                return self.script(rest[0])[0]
            rest = rest[1:]
            if rest[:1] != ["elseif"]:
                return self.script(rest[-1])[0] if rest else ""
            words = rest[1:]

    def truth(self, condition: str) -> bool:
        """Whether a condition holds."""
        return _tcl_expr.is_true(self.expression([condition]))

    def expression(self, words: list[str]) -> str:
        """`expr …`."""
        self.nesting += 1
        value = _tcl_expr.Expression(" ".join(words), self.piece).value()
        self.nesting -= 1
        return value

    def set(self, words: list[str]) -> str:
        """`set name value`; `set name` gives it."""
        if len(words) == 1 and words[0] not in self.variables:
            raise only_nuke(f"${words[0]}")
        if len(words) > 1:
            self.variables[words[0]] = words[1]
        return self.variables[words[0]]

    def regexp(self, words: list[str]) -> str:
        """`regexp {expression} text`, with names for what was found."""
        found, names = _tcl_commands.searched(words)
        groups = [found[0], *found.groups("")] if found else []
        if found:
            self.variables.update(zip(names, [*groups, *([""] * len(names))]))
        return str(int(found is not None))

    def give_back(self, words: list[str]) -> str:
        """`return text`."""
        if len(words) > 1:
            raise only_nuke(f"[return {' '.join(words)}]")
        raise _Return(*words)


class _Skipping(_Interpreter):
    """Goes over commands and carries none out: for where one of them ends."""

    def __init__(self, other: _Interpreter) -> None:
        super().__init__(other.lookup, other.frame, other.environment, other.depth)

    def run(self, words: list[str]) -> str:
        return ""

    def variable(self, text: str, position: int) -> tuple[str, int]:
        found = _VARIABLE.match(text, position)
        return "", found.end() if found else position + 1


def braces_end(text: str, position: int) -> int:
    """The place behind the brace that closes the one here.

    Raises:
        SceneError: there is none.
    """
    depth = 0
    for found in _BRACES.finditer(text, position):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0] == "}":
            return found.end()
    raise SceneError(f"A brace is open in {shortened(text)}.")


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _ensure_closed(text: str, position: int, *, is_closed: bool) -> None:
    if is_closed and position >= len(text):
        raise SceneError(f"A bracket is open in {shortened(text)}.")


def _bounded(text: str) -> str:
    if len(text) > MAXIMUM_LENGTH:
        raise SceneError(f"An expression gives more than {MAXIMUM_LENGTH} letters: {shortened(text)}.")
    return text


def _shown(words: list[str]) -> str:
    return shortened(" ".join(words))[1:-1]


_OWN: Mapping[str, tuple[int, int, Callable[[_Interpreter, list[str]], str]]] = {
    "expr": (1, 999, _Interpreter.expression),
    "frame": (0, 0, lambda self, _words: str(self.frame)),
    "getenv": (1, 2, _Interpreter.getenv),
    "if": (2, 999, _Interpreter.conditional),
    "knob": (1, 2, _Interpreter.value),
    "python": (1, 9, _Interpreter.python),
    "regexp": (2, 999, _Interpreter.regexp),
    "return": (0, 1, _Interpreter.give_back),
    "set": (1, 2, _Interpreter.set),
    "value": (1, 2, _Interpreter.value),
}
