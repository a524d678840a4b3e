"""What only Houdini has, as rows of the settings schema."""

from __future__ import annotations

from afsubmit.submission.settings.schema.kinds import CHOICE, MAP, SWITCH, TEXT, WHOLE
from afsubmit.submission.settings.schema.setting import Setting

USES = ("threads", "tiles", "command_template")

SETTINGS = (
    Setting("take", TEXT, "", "Take", "The take that is rendered. Empty: the one that the scene is in."),
    Setting(
        "render_exports",
        CHOICE,
        "",
        "Render exports",
        "What a ROP exports (ifd, ass, rs) is rendered by its renderer, without a licence of Houdini. usd: USD files "
        "too, by husk. none: files are written, and that is all.",
        choices=("", "usd", "none"),
    ),
    Setting(
        "husk_renderer",
        TEXT,
        "",
        "Husk renderer",
        "What husk renders with, such as BRAY_HdKarma or HdArnoldRendererPlugin. Empty: Karma.",
        is_advanced=True,
    ),
    Setting(
        "slices",
        WHOLE,
        None,
        "Slices",
        "A distributed simulation runs on so many machines at once, a tracker beside them. Empty: it is not spread.",
        minimum=2,
        maximum=1000,
        is_advanced=True,
    ),
    Setting(
        "slice_control",
        TEXT,
        "",
        "Slice control",
        "The node that is told where the tracker of a distributed simulation is, such as /obj/dist/control.",
        is_advanced=True,
    ),
    Setting(
        "display_hosts",
        TEXT,
        "",
        "Hosts with a display",
        "A mask of the machines with a graphics card and a display: what draws with it (OpenGL) runs on these only.",
        is_advanced=True,
    ),
    Setting(
        "farm_licence",
        CHOICE,
        "",
        "Farm's licence",
        "The licence of the farm's Houdini: a scene of another one is told before it is sent. Empty: it is not known.",
        choices=("", "commercial", "indie", "education", "apprentice"),
        is_advanced=True,
    ),
    Setting(
        "farm_version",
        TEXT,
        "",
        "Farm's version",
        "The Houdini that the farm has, such as 20.5: a scene of a newer one is told. Empty: it is not known.",
        is_advanced=True,
    ),
    Setting(
        "same_variables",
        SWITCH,
        True,
        "Take JOB along",
        "The farm renders with this scene's JOB, as the path map says it there. Off: with its own.",
        is_advanced=True,
    ),
    Setting(
        "rop_types",
        MAP,
        {},
        "ROP types",
        "Types of ROPs that are not known here, each with the parameter that names its files: my_renderer=picture.",
        items=TEXT,
        is_advanced=True,
    ),
)
