"""The settings of a submission: one table that the forms, the command line, the presets and the docs are drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import RangeError, SettingsError

TEXT, WHOLE, SWITCH, FRAMES, CHOICE, FOLDER = "text", "whole number", "switch", "frames", "choice", "folder"


@dataclass(frozen=True)
class Setting:
    """One row of the schema.

    `kind` is one of the words above; `minimum` and `maximum` bound whole numbers, both included; `feeds` names the
    field of the server's document that the value reaches, or "" when it steers the engine; `hosts` are the
    applications it means something to, empty for all.
    """

    key: str
    kind: str
    default: Any
    label: str
    help: str
    group: str = "basic"
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    is_advanced: bool = False
    hosts: tuple[str, ...] = ()
    feeds: str = ""

    def checked(self, value: Any) -> Any:
        """`value` as this setting keeps it.

        Raises:
            SettingsError: it is of another kind or out of range.
        """
        if self.kind == SWITCH:
            return self._of_type(value, bool, "true or false")
        if self.kind == WHOLE:
            return self._bounded(self._of_type(value, int, "a whole number"))
        text = self._of_type(value, str, "a text")
        if self.kind == CHOICE and text not in self.choices:
            raise SettingsError(f"{self.key} is {text!r}; it can be {', '.join(map(repr, self.choices))}.")
        if self.kind == FRAMES and text.strip():
            self._parse_frames(text)
        return text

    def _of_type(self, value: Any, wanted: type, words: str) -> Any:
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise SettingsError(f"{self.key} is {value!r}; it must be {words}.")
        return value

    def _bounded(self, number: int) -> int:
        low, high = self.minimum, self.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise SettingsError(f"{self.key} is {number}; it must lie between {low} and {high}.")
        return number

    def _parse_frames(self, text: str) -> None:
        from ..document.frames import FrameList

        try:
            FrameList.parse(text)
        except RangeError as error:
            raise SettingsError(f"{self.key}: {error}") from error


SCHEMA: tuple[Setting, ...] = (
    Setting(
        "job_name",
        TEXT,
        "",
        "Job name",
        "What the farm calls the job. Empty: the name of the scene file.",
        feeds="name",
    ),
    Setting(
        "frames",
        FRAMES,
        "",
        "Frames",
        "Frames to render, such as 1001-1100, 1-100x2 or 1,5,12-30x3. Empty: what the scene says.",
        group="frames",
    ),
    Setting(
        "frames_per_task",
        WHOLE,
        1,
        "Frames per task",
        "How many frames one machine renders before it takes another task.",
        group="frames",
        unit="frames",
        minimum=1,
        maximum=1_000_000,
        feeds="frames_per_task",
    ),
    Setting(
        "priority",
        WHOLE,
        99,
        "Priority",
        "Jobs with a higher number go first.",
        minimum=1,
        maximum=250,
        feeds="priority",
    ),
    Setting("paused", SWITCH, False, "Start paused", "The job waits until somebody starts it.", feeds="offline"),
    Setting(
        "snapshot",
        SWITCH,
        True,
        "Render a snapshot",
        "Renders a copy of the scene as it is now, unsaved changes included; the farm removes it with the job. "
        "Off: renders the saved file itself.",
    ),
    Setting(
        "snapshot_folder",
        FOLDER,
        "",
        "Snapshot folder",
        "Where the copy is written; the farm must see it too. Empty: beside the scene file.",
        is_advanced=True,
    ),
    Setting(
        "executable",
        TEXT,
        "",
        "Program",
        "The program that renders. Empty: this application on this machine, or its usual name on a farm.",
        is_advanced=True,
        feeds="command",
    ),
    Setting(
        "farm_os",
        CHOICE,
        "",
        "Farm's system",
        "Whose quoting the farm's shell needs. Empty: the system of this machine.",
        choices=("", "posix", "windows"),
        is_advanced=True,
    ),
)

BY_KEY: Mapping[str, Setting] = {setting.key: setting for setting in SCHEMA}


class Settings(Mapping[str, Any]):
    """Values for every key of the schema; what was not given has its default.

    Keys that the schema does not know are kept (a newer version may have written them) and listed in `unknown`.
    """

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        """Check `values` and fill in the defaults.

        Raises:
            SettingsError: a value is of another kind or out of range; the sentence names the key.
        """
        given = dict(values or {})
        self.unknown: Mapping[str, Any] = {key: value for key, value in given.items() if key not in BY_KEY}
        self._values = {key: BY_KEY[key].checked(given[key]) for key in given if key in BY_KEY}

    def __getitem__(self, key: str) -> Any:
        return self._values[key] if key in self._values else BY_KEY[key].default

    def __iter__(self) -> Iterator[str]:
        return iter(BY_KEY)

    def __len__(self) -> int:
        return len(BY_KEY)

    def stored(self) -> Mapping[str, Any]:
        """What a scene or preset file keeps: the values that differ from the defaults, and the unknown ones."""
        changed = {key: value for key, value in self._values.items() if value != BY_KEY[key].default}
        return {**self.unknown, **changed}
