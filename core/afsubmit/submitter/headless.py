"""A submission from inside an application without a window: words of a terminal in, an exit code out.

The words are FILE [OUTPUT,OUTPUT…] [setup=NAME …] [KEY=VALUE …].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TextIO

from ..errors import DONE, INTERRUPTED, NOT_DONE, WRONG_WORDS, AfError, SettingsError, sentence
from ..submission.planning.scene import Host, HostPlan
from ..submission.settings.values import BY_KEY
from . import preferences, requests, scripting
from .outcome import taken

SETUP = "setup"


class Words(NamedTuple):
    """A scene's path, names of outputs (with * and ? for any letters) or None for those selected, settings by keys.

    `setups` are names of set-ups that the scene keeps.
    """

    path: str
    outputs: Sequence[str] | None
    values: dict[str, Any]
    setups: Sequence[str] = ()


def understood(words: Sequence[str]) -> Words:
    """What `words` say.

    Raises:
        SettingsError: there is not one file, a setting that does not exist, or a value that it cannot have.
    """
    plain = [word for word in words if "=" not in word]
    if not 1 <= len(plain) <= 2:
        raise SettingsError("Name one scene, and after it the names of outputs with commas between them, or none.")
    pairs = [word.split("=", 1) for word in words if "=" in word]
    values = dict(_setting(key, text) for key, text in pairs if key != SETUP)
    setups = [text for key, text in pairs if key == SETUP]
    return Words(plain[0], plain[1].split(",") if len(plain) == 2 else None, values, setups)


def _setting(key: str, text: str) -> tuple[str, Any]:
    if key not in BY_KEY:
        raise SettingsError(f"There is no setting {key}.")
    return key, BY_KEY[key].from_text(text)


class Console(NamedTuple):
    """Where a script prints: the outcome on `out`, problems on `err`, as all our commands do."""

    out: TextIO
    err: TextIO


def submit(
    words: Sequence[str],
    open_scene: Callable[[str, str], Host],
    host_plan: HostPlan,
    *,
    usage: str,
    origin: str,
    console: Console,
) -> int:
    """Open the scene that `words` name, send it to the end, and say what came of it; the exit code.

    Args:
        words: those after the script's own name.
        open_scene: opens the scene at a path in the application; the second text is the Python of the preferences.
        host_plan: the application's pure half.
        usage: how the script is called, for who does it wrong.
        origin: what the history says asked for it.
        console: where to speak.
    """
    try:
        found = understood(words)
    except AfError as error:
        console.err.write(f"{error}\nusage: {usage}\n")
        return WRONG_WORDS
    try:
        return _sent(found, open_scene, host_plan, origin, console)
    except KeyboardInterrupt:
        return INTERRUPTED
    except AfError as error:
        console.err.write(f"{error}\n")
        return NOT_DONE


def _sent(
    words: Words, open_scene: Callable[[str, str], Host], host_plan: HostPlan, origin: str, console: Console
) -> int:
    user_preferences = preferences.load()
    host = open_scene(words.path, user_preferences.python)
    requested = requests.of_host(
        host, host_plan, outputs=words.outputs, preset=(), settings=words.values, setup=words.setups
    )
    try:
        result = scripting.submit_requests(requested.listed, requested.problems, user_preferences.server, origin=origin)
    except scripting.SubmissionError as error:
        console.err.write(f"{error}\n")
        return INTERRUPTED if scripting.is_interrupted(error) else NOT_DONE
    console.out.write(f"{taken(result.jobs, result.jobs[0].server)}\n")
    for problem in result.problems:
        console.err.write(f"{sentence(problem)}\n")
    return DONE
