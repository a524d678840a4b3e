"""`afsubmit presets`: settings kept under a name, listed, shown, saved and removed."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import Problem
from ..submission.settings import preset_files
from ..submission.settings.schema import BY_KEY
from ..typed import TYPE_CHECKING, Any
from . import setting_flags
from .exits import WRONG_WORDS
from .json_text import shown
from .progress_lines import say, say_problems
from .text_table import drawn

if TYPE_CHECKING:
    import argparse

USAGE = """afsubmit presets [list]
       afsubmit presets show|delete NAME
       afsubmit presets save NAME [settings]"""
VERBS = ("list", "show", "save", "delete")
LEVELS = ("user", "show", "studio")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit presets` takes."""
    parser.usage = USAGE
    parser.allow_abbrev = False
    parser.add_argument("verb", nargs="?", choices=VERBS, default="list", help="list is usual")
    parser.add_argument("name", nargs="?", metavar="NAME", help="a preset")
    parser.add_argument(
        "--level", choices=LEVELS, default="user", help="whose: yours, the show's or the studio's (yours)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    setting_flags.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    values = setting_flags.values_of(arguments)
    if (arguments.verb == "list") != (arguments.name is None):
        say(f"name a preset: afsubmit presets {arguments.verb} NAME; the list takes none.")
        return WRONG_WORDS
    if bool(values) != (arguments.verb == "save"):
        say("settings are for save, and save wants some: afsubmit presets save night --priority 20")
        return WRONG_WORDS
    if arguments.verb == "list":
        return _list(as_json=arguments.json)
    if arguments.verb == "show":
        return _show(preset_files.load(arguments.name), as_json=arguments.json)
    if arguments.verb == "save":
        print(f"Saved {preset_files.save(arguments.name, values, level=arguments.level).path}")
    else:
        preset_files.delete(arguments.name, level=arguments.level)
        print(f"Deleted the preset {arguments.name} of the {arguments.level}.")
    return 0


def _list(*, as_json: bool) -> int:
    found: list[preset_files.Preset]
    problems: list[Problem]
    found, problems = preset_files.listed()
    say_problems(problems)
    if as_json:
        print(shown([preset._asdict() for preset in found]))
    elif found:
        print(drawn(("NAME", "OF THE", "FILE"), [(preset.name, preset.level, preset.path) for preset in found]))
    else:
        print("There are no presets; `afsubmit presets save NAME --priority 20 …` makes one.")
    return 0


def _show(values: Mapping[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(shown(dict(values)))
    else:
        rows = [(key, BY_KEY[key].to_text(value) if key in BY_KEY else value) for key, value in values.items()]
        print(drawn(("SETTING", "VALUE"), rows))
    return 0
