"""Putting texts on the command line of the farm's shell: one function for each shell, used by every command.

The farm's system counts, not this machine's. What cannot be quoted safely is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from ..errors import QuotingError
from .patterns import has_pattern

POSIX, WINDOWS = "posix", "windows"
THIS_SYSTEM = WINDOWS if os.name == "nt" else POSIX
"""The system of this machine, which a farm has where nothing says otherwise."""

_PLAIN_POSIX = re.compile(r"[A-Za-z0-9_./:=,@%+-]+")
_PLAIN_CMD = re.compile(r"[A-Za-z0-9_./:\\@+-]+")
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\0-\x1f\x7f]")
_OF_WINDOWS = re.compile(r"[A-Za-z]:\\|\\\\")
_VARIABLE = re.compile("%.*[%:]", re.DOTALL)
_SIGNS_OF_CMD = re.compile(r'[()<>&|^"!]')


def quote_posix(text: str, *, is_literal: bool = False, is_always: bool = False) -> str:
    """`text` as one word of POSIX sh, the text itself where sh would leave it as it is.

    With `is_literal` a frame pattern in `text` is broken up by quotes, so that the farm does not put frames into it.
    With `is_always` it stands in quotes even where sh needs none.

    Raises:
        QuotingError: it holds a character that no command line can carry.
    """
    _refuse(text, "\0", "a character with the code 0")
    _refuse_halves(text)
    if not is_always and _PLAIN_POSIX.fullmatch(text) and not (is_literal and has_pattern(text)):
        return text
    quoted = "'" + text.replace("'", "'\"'\"'") + "'"
    return quoted.replace("@#", "@''#") if is_literal else quoted


def quote_cmd(text: str, *, is_literal: bool = False, is_always: bool = False) -> str:
    r"""`text` as one word for Windows cmd and the programs it starts.

    Double quotes where needed, or with `is_always`; a backslash at the end is doubled, since `\"` would not end the
    word. One `%` stays as it is in a line given to cmd: with that of another word it holds a quote between them, which
    no variable's name does. So it does in the words of a .bat: cmd fills in `%1` and `%*` in the pass that fills in
    variables, and does not look at these words again (the phases of its parser as jeb and dbenham found them; Wine's
    cmd looks again).

    Raises:
        QuotingError: it holds a quote or control character, or what could be a variable between two `%`, which cmd
            reads inside quotes, too; or `is_literal` is asked for a text with a frame pattern.
    """
    _refuse(text, '"', "a quote")
    if _VARIABLE.search(text):
        raise QuotingError(
            f"{shown(text)} holds a percent sign and behind it another or a colon: Windows cmd would take what stands "
            "there for a variable. Rename it."
        )
    if _CONTROL.search(text):
        raise QuotingError(f"{shown(text)} holds a control character, which cannot be written safely for Windows cmd.")
    _refuse_halves(text)
    if is_literal and has_pattern(text):
        raise QuotingError(f"{shown(text)} holds a frame pattern (@#@) that the farm would fill.")
    if not is_always and _PLAIN_CMD.fullmatch(text) and not text.startswith("@"):
        return text
    ending = len(text) - len(text.rstrip("\\"))
    return '"' + text + "\\" * ending + '"'


def quoter(farm_os: str) -> Callable[..., str]:
    """The quoting function of a farm whose system is "posix" or "windows".

    Raises:
        QuotingError: it is neither.
    """
    functions: dict[str, Callable[..., str]] = {POSIX: quote_posix, WINDOWS: quote_cmd}
    if farm_os not in functions:
        raise QuotingError(f'The farm\'s system is {farm_os!r}; known are "posix" and "windows".')
    return functions[farm_os]


def command_line(command: str, farm_os: str) -> str:
    """`command` as the farm's shell is given a whole line.

    Windows cmd takes the first and the last quote of a line away when it begins with one and has more than two
    (`cmd /?`, of /c), and the program is not found. An `@` before it keeps the quotes: cmd's own mark for a line that
    is not shown, which changes nothing else. Shown by running words through cmd as afrender does, under Wine.
    """
    return f"@{command}" if farm_os == WINDOWS and command.startswith('"') else command


def delete_command(path: str, farm_os: str) -> str:
    r"""The post command that removes the file `path`, and succeeds when it is gone already.

    `deletefiles` of CGRU 3.4.1 makes every `\` a `/`, hands a path with `*` to a shell, and removes folders whole: such
    names are refused. The path stands in quotes always: the machine that runs it first puts its own folders into the
    finished line (`services/service.py`), and one of these may hold a blank.

    Raises:
        QuotingError: it would remove something else, more, or nothing.
    """
    quote = quoter(farm_os)
    name = path.replace("\\", "/") if farm_os == WINDOWS else path
    if "*" in path:
        raise QuotingError(f"{shown(path)} holds a *, with which the farm's deletefiles would remove other files.")
    if farm_os == POSIX and "\\" in path:
        if _OF_WINDOWS.match(path):
            sentence = f"{path} is a path of Windows, and the farm has another system."
            raise QuotingError(sentence, "Put the scene and its copies where a path map says, or have it extended.")
        raise QuotingError(f"{shown(path)} holds a backslash, which the farm's deletefiles takes for a slash.")
    if name.rpartition("/")[2] in ("", ".", ".."):
        raise QuotingError(f"{shown(path)} does not name a file.")
    return f"deletefiles -s {'-- ' if path.startswith('-') else ''}{quote(path, is_always=True)}"


def apart(command: str, farm_os: str) -> str:
    """`command`, typed by a person, so that it can stand beside other commands: they run whatever it holds.

    It is one word for a second reading: by the same sh, or by another cmd. A quote that is not closed, a comment or an
    `exit` in it ends itself only. Nor does it fail the line: afserver 3.4.1 avoids a host on which post commands fail,
    and those of all other jobs then wait (seen on a farm of one host).

    Raises:
        QuotingError: it cannot be written so.
    """
    if farm_os == POSIX:
        return f"(eval {quote_posix(command)}) || true"
    if _CONTROL.search(command):
        raise QuotingError(
            f"{shown(command)} holds several lines or a control character, which Windows cmd cannot read."
        )
    _refuse_halves(command)
    return 'cmd /d /s /c ^"' + _SIGNS_OF_CMD.sub(r"^\g<0>", command) + '^" & exit 0'


def shown(text: str) -> str:
    """`text` in quotes for a sentence: a path as it can be pasted, control characters by their codes."""
    return repr(text).replace("\\\\", "\\")


def _refuse(text: str, part: str, words: str) -> None:
    if part in text:
        raise QuotingError(f"{shown(text)} holds {words}, which cannot be written safely for the farm's shell.")


def _refuse_halves(text: str) -> None:
    if _HALF.search(text):
        raise QuotingError(f"{shown(text)} holds bytes that are not text; the farm could not find such a file.")
