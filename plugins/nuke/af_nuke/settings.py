"""What only Nuke has, as rows of the settings schema, and which shared rows it uses."""

from __future__ import annotations

from afsubmit.submission.settings.schema.kinds import CHOICE, LIST, MAP, SWITCH, TEXT, WHOLE
from afsubmit.submission.settings.schema.setting import Setting

USES = ("threads", "same_environment", "command_template")
"""Rows that other applications have, too."""

SETTINGS = (
    Setting(
        "views",
        CHOICE,
        "",
        "Views",
        "Apart: each view is a block of its own, where it has files of its own. Empty: one machine renders all views.",
        choices=("", "apart"),
        also="stereo left right eye eyes multiview",
    ),
    Setting(
        "render_order",
        CHOICE,
        "",
        "Render order",
        "Waits: a write node waits, frame by frame, for those with a lower render order, as in one run of the script. "
        "Empty: only for those whose files it reads.",
        choices=("", "waits"),
        is_advanced=True,
        also="dependency sequence write order",
    ),
    Setting(
        "local_render",
        SWITCH,
        False,
        "Render to a local file first",
        "Each frame is rendered to the machine's own disk and moved into place when it is whole.",
    ),
    Setting(
        "licence",
        CHOICE,
        "",
        "Licence",
        "What Nuke takes on the farm: an interactive licence (-i). Empty: a render licence.",
        choices=("", "interactive"),
        is_advanced=True,
    ),
    Setting(
        "nukex",
        SWITCH,
        False,
        "NukeX",
        "Start NukeX, for scripts with nodes that only NukeX renders.",
        is_advanced=True,
    ),
    Setting(
        "gpu",
        SWITCH,
        False,
        "Use the GPU",
        "Nodes that can use a graphics card do so on the farm, too (--gpu). Choose machines that have one.",
        is_advanced=True,
        also="graphics card cuda opencl acceleration",
    ),
    Setting(
        "gpu_number",
        WHOLE,
        None,
        "GPU number",
        "Which graphics card of the machine, from 0; a number alone asks for the GPU, too. Empty: Nuke's choice.",
        minimum=0,
        maximum=63,
        is_advanced=True,
        also="graphics card device index",
    ),
    Setting(
        "slate",
        TEXT,
        "",
        "Slate",
        "A studio's template (.nk) of slate and burn-in, put before the write nodes in the copy that the farm renders; "
        "your script has none of it.",
        is_advanced=True,
        also="burnin burn-in watermark leader template",
    ),
    Setting(
        "slate_nodes",
        LIST,
        [],
        "Slate before",
        "Names of the write nodes that get the slate, with * and ? for any letters. Empty: all that write pictures.",
        is_advanced=True,
        also="burnin burn-in",
    ),
    Setting(
        "slate_fields",
        MAP,
        {},
        "Slate fields",
        "What the template may ask for beside script, shot, version, artist, node, first, last and frame: client=A.",
        items=TEXT,
        is_advanced=True,
        also="burnin burn-in",
    ),
    Setting(
        "continue_on_error",
        SWITCH,
        False,
        "Go on after a failed frame",
        "A frame that cannot be rendered does not end its task (--cont); it has failed when a file is missing.",
        is_advanced=True,
    ),
    Setting(
        "cache_mb",
        WHOLE,
        None,
        "Cache",
        "Nuke's cache in memory. Empty: as Nuke is set up.",
        unit="MB",
        minimum=1,
        maximum=10_000_000,
        is_advanced=True,
    ),
    Setting(
        "writer_classes",
        MAP,
        {},
        "Writer classes",
        "Classes of your studio's own nodes that render, each with the knob that holds its file: WriteTank=file.",
        items=TEXT,
        is_advanced=True,
    ),
)
