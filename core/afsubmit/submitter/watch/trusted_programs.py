"""Programs that are found on this machine and may be run: nobody but their owner can have written them.

A command of the configuration is a list of words, never a line for a shell.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from ...errors import SettingsError, sentence
from ...studio import child_environment, configuration, ownership

PLACES = ("/opt/homebrew/bin", "/usr/local/bin")
"""Where programs are that an application started from a dock does not have on its PATH."""


def find(names: Sequence[str], *, folders: Sequence[str] = (), is_on_path: bool = True) -> tuple[str, str]:
    """The first of these programs that may be run, and why another was passed over; "" for each there is none of.

    It is looked for on the PATH, unless it is not `is_on_path`, then in `folders`.
    """
    refused = ""
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    places = [one for one in (*path, *PLACES) if os.path.isabs(one)] if is_on_path else []
    for name in names:
        for folder in (*places, *folders):
            found = shutil.which(name, path=folder)
            if not found:
                continue
            problem = ownership.distrust(os.path.abspath(found), top=os.path.dirname(os.path.abspath(found)))
            if problem is None:
                return found, ""
            refused = refused or sentence(problem)
    return "", refused


def configured(key: str) -> list[str]:
    """The words of the command under a key of the configuration, its program as a whole path; [] when there is none.

    Raises:
        SettingsError: it cannot be found, or it, or the file that names it, may be written by somebody else.
    """
    loaded = configuration.load()
    words = list(loaded.value(key) or ())
    if not words:
        return []
    source = loaded.source(key)
    if os.path.isabs(source):
        _ensure(source, key)
    program = shutil.which(words[0]) if os.path.isabs(words[0]) or not os.path.dirname(words[0]) else None
    if not program:
        raise SettingsError(f"{source}: {key}: there is no program {words[0]}; name it with its whole path.")
    program = os.path.abspath(program)
    _ensure(program, key)
    return [program, *words[1:]]


def _ensure(path: str, key: str) -> None:
    problem = ownership.distrust(path, top=os.path.dirname(path), is_any_owner=True)
    if problem:
        raise SettingsError(f"{key} is not used. {sentence(problem)}")


def filled(words: Sequence[str], places: Mapping[str, str]) -> list[str]:
    """`words` with what stands for `{name}` in each put in; a value stays within its word."""
    return [words[0], *(_filled(word, places) for word in words[1:])]


def _filled(word: str, places: Mapping[str, str]) -> str:
    found, rest = "", word
    while rest:
        name = next((one for one in places if rest.startswith(f"{{{one}}}")), "")
        found += places[name] if name else rest[0]
        rest = rest[len(name) + 2 :] if name else rest[1:]
    return found


def start(words: Sequence[str]) -> None:
    """Start a program that goes on by itself: a viewer, an editor.

    Raises:
        SettingsError: it cannot be started.
    """
    quiet = subprocess.DEVNULL
    environ = child_environment.cleaned(os.environ)
    try:
        subprocess.Popen(list(words), stdin=quiet, stdout=quiet, stderr=quiet, env=environ, start_new_session=True)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{words[0]} could not be started: {error}.") from error
