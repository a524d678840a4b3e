"""The program that renders, and the whole command line of a studio's own launcher.

Rows of `SHARED` count only where an application's plan says that it reads them: its `settings.py` names them in `USES`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....errors import SettingsError
from .kinds import CHOICE, LIST, SWITCH, TEXT, WHOLE
from .setting import Setting

PROGRAM = (
    Setting(
        "executable",
        TEXT,
        "",
        "Program",
        "The program that renders. Empty: this application on this machine, or its usual name on a farm.",
        group="program",
        is_advanced=True,
        feeds=("block.command",),
    ),
    Setting(
        "arguments",
        LIST,
        [],
        "Extra arguments",
        "Words added to the program's command line, as on a shell: --threads 4.",
        group="program",
        is_advanced=True,
    ),
)

SHARED = (
    Setting(
        "threads",
        WHOLE,
        None,
        "Threads",
        "How many threads the program renders with. Empty: as many as it likes.",
        group="program",
        minimum=1,
        maximum=4096,
        is_advanced=True,
    ),
    Setting(
        "same_environment",
        SWITCH,
        True,
        "Take the session's variables along",
        "The farm renders with the colour configuration and the plug-in paths of this session. Off: with its own.",
        group="program",
        is_advanced=True,
    ),
    Setting(
        "tiles",
        TEXT,
        "",
        "Tiles",
        "Each picture is cut into so many parts across and down, such as 4x2, which are rendered apart and put "
        "together again; the application's page says with which renderers. Empty: it is not.",
        group="program",
        is_advanced=True,
    ),
    Setting(
        "gather",
        SWITCH,
        False,
        "Gather files",
        "Copies what the scene reads (pictures, libraries, caches, sounds, fonts) into a folder beside the snapshot, "
        "which reads the copies; the farm removes them with the job. Off: the farm reads everything where it is.",
        group="basic",
        is_advanced=True,
    ),
    Setting(
        "bake_first",
        SWITCH,
        False,
        "Bake simulations first",
        "One more task before all others works out what the scene simulates and keeps it in the farm's copy, so that "
        "every machine finds it at any frame. Off: each machine simulates by itself what is not baked.",
        group="frames",
        is_advanced=True,
    ),
    Setting(
        "movie_by",
        CHOICE,
        "",
        "Made by",
        "What makes the movie of the frames. Empty: the movie program, ffmpeg. Or the application itself, for a farm "
        "without ffmpeg.",
        group="movie",
        choices=("", "application"),
    ),
    Setting(
        "command_template",
        TEXT,
        "",
        "Command",
        "The whole command line, for studios with a launcher of their own: {program}, {scene} and other words in "
        "braces (the application's page lists them) stand for what a submission puts there. Empty: the "
        "application's own.",
        group="program",
        is_advanced=True,
    ),
)
"""Rows for several applications, each with a meaning of its own for them; one that nobody uses does not exist."""


def used(uses: Mapping[str, Sequence[str]]) -> tuple[Setting, ...]:
    """The shared rows that applications use, for these only; `uses` has the keys by the application's name.

    Raises:
        SettingsError: one uses a key that is not shared.
    """
    shared = [one.key for one in SHARED]
    for name, keys in uses.items():
        for key in keys:
            if key not in shared:
                raise SettingsError(f"settings.py of {name} uses {key}; it can use {', '.join(shared)}.")
    rows = (one._replace(hosts=tuple(name for name, keys in uses.items() if one.key in keys)) for one in SHARED)
    return tuple(row for row in rows if row.hosts)
