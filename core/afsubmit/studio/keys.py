"""The keys of the configuration that this suite knows: type, default, environment variables, meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..errors import SettingsError
from ..typed import Any, NamedTuple
from . import json_files
from .week_hours import WeekHours


class Key(NamedTuple):
    """One key: the first of `variables` that is set counts; `kind` is "text", "port", "seconds", "pairs", ….

    `least` and `most` are for the kind "whole".
    """

    kind: str
    default: Any
    variables: tuple[str, ...]
    meaning: str
    least: int = 0
    most: int = 0


KEYS: Mapping[str, Key] = {
    "server": Key("text", "", ("AFSUBMIT_SERVER",), 'the farm: "host:port", or "local" for the farm on this machine'),
    "af_servername": Key("text", "", ("CGRU_AF_SERVERNAME",), "CGRU's name for the farm's host"),
    "af_serverport": Key("port", 51000, ("CGRU_AF_SERVERPORT",), "CGRU's name for the farm's port"),
    "user_name": Key(
        "text", "", ("AFSUBMIT_USER_NAME", "CGRU_USERNAME", "AF_USERNAME"), "who submits; else the user logged in"
    ),
    "host_name": Key(
        "text", "", ("AFSUBMIT_HOST_NAME", "CGRU_HOSTNAME", "AF_HOSTNAME"), "this machine's name; else the system's"
    ),
    "farm_os": Key("system", "", ("AFSUBMIT_FARM_OS",), '"posix" or "windows"; else what the path map says'),
    "pathsmap": Key("pairs", [], ("CGRU_PATHSMAP",), "pairs of a folder here and the same folder on the farm"),
    "connect_timeout_seconds": Key("seconds", 3.0, ("AFSUBMIT_CONNECT_TIMEOUT",), "how long to try to connect"),
    "read_timeout_seconds": Key("seconds", 10.0, ("AFSUBMIT_READ_TIMEOUT",), "how long to wait for an answer"),
    "hook_timeout_seconds": Key("seconds", 30.0, ("AFSUBMIT_HOOK_TIMEOUT",), "how long a studio's hook may take"),
    "farm_output_mb": Key(
        "megabytes", 256, ("AFSUBMIT_FARM_OUTPUT_MB",), "what the farm on this machine keeps of a task's output"
    ),
    "farm_slots": Key("whole", 1, ("AFSUBMIT_FARM_SLOTS",), "tasks that it runs at the same time", 1, 256),
    "farm_hours": Key(
        "hours", "", ("AFSUBMIT_FARM_HOURS",), 'when it may use all of them: "20:00-08:00, sat-sun"; empty: always'
    ),
    "farm_slots_at_work": Key(
        "whole", 0, ("AFSUBMIT_FARM_SLOTS_AT_WORK",), "tasks at the same time outside these hours", 0, 256
    ),
    "farm_nice": Key("whole", 10, ("AFSUBMIT_FARM_NICE",), "how far its tasks step back for other programs", 0, 19),
    "farm_runs_on_battery": Key("switch", False, ("AFSUBMIT_FARM_RUNS_ON_BATTERY",), "start tasks on battery, too"),
    "farm_least_memory_percent": Key(
        "whole", 5, ("AFSUBMIT_FARM_LEAST_MEMORY_PERCENT",), "of the memory, free before a task is started", 0, 99
    ),
    "farm_least_disk_mb": Key(
        "whole", 1024, ("AFSUBMIT_FARM_LEAST_DISK_MB",), "free where a task writes before it is started", 0, 10**9
    ),
    "farm_idle_exit_minutes": Key(
        "whole", 0, ("AFSUBMIT_FARM_IDLE_EXIT_MINUTES",), "without work after which it ends; 0: never", 0, 10**6
    ),
    "farm_keep_days": Key(
        "whole", 7, ("AFSUBMIT_FARM_KEEP_DAYS",), "after which it deletes a job that is done; 0: never", 0, 36500
    ),
    "time_limit_factor": Key(
        "whole",
        5,
        ("AFSUBMIT_TIME_LIMIT_FACTOR",),
        "how often the time of the slowest task that is done is proposed as a limit; 0: none is",
        0,
        1000,
    ),
    "time_limit_least_minutes": Key(
        "whole", 10, ("AFSUBMIT_TIME_LIMIT_LEAST_MINUTES",), "no shorter limit is proposed", 1, 10**6
    ),
    "picture_converter": Key(
        "words", [], ("AFSUBMIT_PICTURE_CONVERTER",), "the command that makes a PNG of a picture: {input}, {output}"
    ),
    "picture_viewer": Key("words", [], ("AFSUBMIT_PICTURE_VIEWER",), "the command that shows a picture: {file}"),
    "text_editor": Key("words", [], ("AFSUBMIT_TEXT_EDITOR",), "the command that opens a log: {file}"),
}

_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def wrong(name: str, value: Any) -> str:
    """Why `value` cannot stand under the key `name`; "" when it can, or when the key is not one of ours."""
    key = KEYS.get(name)
    if key is None:
        return ""
    if key.kind == "text":
        return "" if isinstance(value, str) else f"a text is needed, not {json.dumps(value)}."
    if key.kind == "port":
        good = type(value) is int and 0 < value < 65536
        return "" if good else f"a whole number from 1 to 65535 is needed, not {json.dumps(value)}."
    if key.kind == "seconds":
        good = type(value) in (int, float) and 0 < value <= 3600
        return "" if good else f"a number of seconds above 0, up to 3600, is needed, not {json.dumps(value)}."
    if key.kind == "megabytes":
        good = type(value) is int and 0 < value <= 1_000_000
        return "" if good else f"a whole number of megabytes from 1 to 1000000 is needed, not {json.dumps(value)}."
    if key.kind == "whole":
        good = type(value) is int and key.least <= value <= key.most
        words = f"a whole number from {key.least} to {key.most} is needed, not {json.dumps(value)}."
        return "" if good else words
    if key.kind == "switch":
        return "" if isinstance(value, bool) else f"true or false is needed, not {json.dumps(value)}."
    if key.kind == "hours":
        return _wrong_hours(value)
    if key.kind == "system":
        return "" if value in ("", "posix", "windows") else f'"posix" or "windows" is needed, not {json.dumps(value)}.'
    return _wrong_words(value) if key.kind == "words" else _wrong_pairs(value)


def _wrong_words(value: Any) -> str:
    is_good = isinstance(value, (list, tuple)) and all(isinstance(word, str) and word for word in value)
    return "" if is_good else f'a list of words is needed, such as ["rv", "{{file}}"], not {json.dumps(value)}.'


def _wrong_hours(value: Any) -> str:
    if not isinstance(value, str):
        return f"hours as a text are needed, not {json.dumps(value)}."
    try:
        WeekHours.parse(value)
    except ValueError as error:
        return str(error)
    return ""


def _wrong_pairs(value: Any) -> str:
    if not isinstance(value, (list, tuple)):
        return f"a list of pairs is needed, not {json.dumps(value)}."
    for number, pair in enumerate(value):
        is_pair = isinstance(pair, (list, tuple)) and len(pair) == 2
        if not is_pair or not all(isinstance(folder, str) and folder.strip("/\\") for folder in pair):
            return f"item [{number}] must be two folders, the one here and the one on the farm: {json.dumps(pair)}."
    return ""


def from_text(text: str, like: Any, source: str) -> Any:
    """The text of an environment variable as a value of the type of `like`.

    Raises:
        SettingsError: it cannot be one.
    """
    try:
        if isinstance(like, bool):
            return _WORDS[text.strip().lower()]
        if isinstance(like, int):
            return int(text)
        if isinstance(like, float):
            return float(text)
        if isinstance(like, (list, dict)):
            return json_files.loads(text, source)
    except (KeyError, ValueError, json_files.JsonError):
        kind = {bool: "true or false", int: "a whole number", float: "a number"}.get(type(like), "JSON")
        raise SettingsError(f"{source}: {kind} is needed, not {text!r}.") from None
    return text
