"""Every setting of the schema as a word of the command line, and the settings that such words ask for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from ..errors import SettingsError
from ..submission.settings.schema import GROUPS, SCHEMA, kinds
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..submission.settings.schema import Setting

PREFIX = "setting_"
METAVARS = {kinds.WHOLE: "N", kinds.FRAMES: "FRAMES", kinds.FOLDER: "FOLDER", kinds.MOMENT: "WHEN", kinds.LIST: "WORDS"}
_BELOW_ZERO = re.compile(r"-\.?\d")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` a flag for each setting, in the groups of the schema, and each switch one that begins `--no-`."""
    parser._negative_number_matcher = _BELOW_ZERO  # --frames -10--1: else frames below zero would be taken for a flag
    for key, title in GROUPS.items():
        group = parser.add_argument_group(f"settings: {title.lower()}")
        for setting in SCHEMA:
            if setting.group == key:
                _add(group, setting)


def _add(group: argparse._ArgumentGroup, setting: Setting) -> None:
    words: dict[str, Any] = {"dest": PREFIX + setting.key, "default": [], "help": _help(setting)}
    if setting.kind == kinds.SWITCH:
        group.add_argument(setting.flag, f"--no-{setting.flag[2:]}", action=_SwitchAction, nargs=0, **words)
    else:
        group.add_argument(setting.flag, action="append", type=_FlagReader(setting), metavar=_metavar(setting), **words)


def _help(setting: Setting) -> str:
    unit = f" ({setting.unit})" if setting.unit else ""
    hosts = f" Only for {', '.join(host.capitalize() for host in setting.hosts)}." if setting.hosts else ""
    return f"{setting.label}{unit}: {setting.help}{hosts}".replace("%", "%%")


def _metavar(setting: Setting) -> str:
    if setting.kind == kinds.CHOICE:
        return "|".join(choice for choice in setting.choices if choice)
    if setting.kind == kinds.MAP:
        return f"NAME={METAVARS.get(setting.items, 'TEXT')}"
    return METAVARS.get(setting.kind, "TEXT")


class _SwitchAction(argparse.Action):
    """Notes whether the word was the switch itself or the one that begins with `--no-`."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        setattr(namespace, self.dest, [option_string == self.option_strings[0]])


class _FlagReader:
    """Reads the text behind a flag, with a sentence about what is wrong with it; folders are those from here."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def __call__(self, text: str) -> Any:
        try:
            value = self._setting.from_text(text)
        except SettingsError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        if self._setting.kind != kinds.FOLDER:
            return value
        from ..submitter.requests import from_here

        return from_here(self._setting.key, value)


def values_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """The settings that were asked for; a flag that stands twice adds to a list or map, else the last one counts."""
    found = {}
    for setting in SCHEMA:
        given: Sequence[Any] = getattr(arguments, PREFIX + setting.key)
        if given:
            found[setting.key] = _joined(setting, given)
    return found


def _joined(setting: Setting, given: Sequence[Any]) -> Any:
    if setting.kind == kinds.LIST:
        return [word for words in given for word in words]
    if setting.kind == kinds.MAP:
        pairs = [one for one in given if one]  # argparse makes an empty list of `--environment=--`
        return {name: value for one in pairs for name, value in one.items()}
    return given[-1]
