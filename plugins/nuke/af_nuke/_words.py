"""Words of a Nuke script: what a bare, quoted or braced word says, and how a value is written as one. Pure."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(\r?\n[ \t]*|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PLAIN = re.compile(r"[^\s\"\\\[\]{}$;#][^\s\"\\\[\]{}$;]*")
_SPECIAL = re.compile(r'[\\"\[${}\n\r\t]')
_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def decode(word: str) -> str:
    """The value that `word` stands for; what is inside braces is taken as it is."""
    if word.startswith("{"):
        return word[1:-1]
    text = word[1:-1] if word.startswith('"') else word
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    letters = found[1]
    if letters[0] in "\r\n":
        return " "
    if letters[0] in "xu" and len(letters) > 1:
        return chr(int(letters[1:], 16))
    if letters[0] in "01234567":
        return chr(int(letters, 8) & 0xFF)
    return _LETTERS.get(letters, letters)


def encode(value: str, like: str = "") -> str:
    """`value` as one word: bare where that is possible (and `like`, the word it replaces, was bare), else quoted.

    A braced word stays braced where the braces of `value` allow it.
    """
    if like.startswith("{") and _is_balanced(value):
        return f"{{{value}}}"
    if not like.startswith('"') and _PLAIN.fullmatch(value):
        return value
    return '"' + _SPECIAL.sub(lambda found: _NAMES.get(found[0], f"\\{found[0]}"), value) + '"'


def _is_balanced(value: str) -> bool:
    depth = 0
    for letter in value:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return False
    return depth == 0 and "\\" not in value
