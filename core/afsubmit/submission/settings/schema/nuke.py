"""What only Nuke has."""

from __future__ import annotations

from .kinds import CHOICE, SWITCH, TEXT, WHOLE
from .setting import Setting

HOSTS = ("nuke",)


def _number(key: str, label: str, text: str, *, unit: str, maximum: int) -> Setting:
    return Setting(
        key,
        WHOLE,
        None,
        label,
        text,
        group="nuke",
        unit=unit,
        minimum=1,
        maximum=maximum,
        is_advanced=True,
        hosts=HOSTS,
    )


NUKE = (
    Setting(
        "views",
        CHOICE,
        "",
        "Views",
        "Apart: each view is a block of its own, where it has files of its own. Empty: one machine renders all views.",
        group="nuke",
        choices=("", "apart"),
        hosts=HOSTS,
    ),
    Setting(
        "local_render",
        SWITCH,
        False,
        "Render to a local file first",
        "Each frame is rendered to the machine's own disk and moved into place when it is whole.",
        group="nuke",
        hosts=HOSTS,
    ),
    Setting(
        "same_environment",
        SWITCH,
        True,
        "Take OCIO and NUKE_PATH along",
        "The farm renders with the colour configuration and the gizmos of this session. Off: with its own.",
        group="nuke",
        is_advanced=True,
        hosts=HOSTS,
    ),
    Setting(
        "licence",
        CHOICE,
        "",
        "Licence",
        "What Nuke takes on the farm: an interactive licence (-i). Empty: a render licence.",
        group="nuke",
        choices=("", "interactive"),
        is_advanced=True,
        hosts=HOSTS,
    ),
    Setting(
        "nukex",
        SWITCH,
        False,
        "NukeX",
        "Start NukeX, for scripts with nodes that only NukeX renders.",
        group="nuke",
        is_advanced=True,
        hosts=HOSTS,
    ),
    Setting(
        "continue_on_error",
        SWITCH,
        False,
        "Go on after a failed frame",
        "A frame that cannot be rendered does not end its task (--cont); it has failed when a file is missing.",
        group="nuke",
        is_advanced=True,
        hosts=HOSTS,
    ),
    _number(
        "threads", "Threads", "How many threads Nuke renders with. Empty: as many as it likes.", unit="", maximum=4096
    ),
    _number("cache_mb", "Cache", "Nuke's cache in memory. Empty: as Nuke is set up.", unit="MB", maximum=10_000_000),
    Setting(
        "command_template",
        TEXT,
        "",
        "Command",
        "The whole command line, for studios with a launcher of their own: {program}, {options}, {node}, {views}, "
        "{frames} (or {first} and {last}) and {scene} stand for what a submission puts there. Empty: Nuke's own.",
        group="nuke",
        is_advanced=True,
        hosts=HOSTS,
    ),
)
