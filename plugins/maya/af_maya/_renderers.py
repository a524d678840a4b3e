"""The renderers of Maya: which words `Render` takes for each, and what runs it on the farm. A table; pure.

Each renderer brings a description of its own command line, and `Render` stops at a flag that is not in it ("Invalid
flag"). So a row holds only flags that were seen for it, with the source, and what a row does not hold is never sent.
Maya was never run for this table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from afsubmit.errors import Problem
from afsubmit.submission.planning import standalone

BASE = frozenset("-s -e -b -cam -rl -rd -im".split())
"""What most descriptions have: frames, camera, layer, folder and prefix of the images."""


@dataclass(frozen=True)
class Renderer:
    """One row.

    `name` is what a scene calls it (`currentRenderer`), `word` stands behind `-r`. `flags` are those of `BASE` and
    others that this suite may send. `layer`, `step` and `prefix` are what it calls those flags; `always` stands in each
    command, `skip` are the words that skip frames whose files exist, `threads` the flag of their number, `region` the
    order of the four numbers of a part of the picture (-reg), () where nobody knows it. `renumbers` says whether each
    command can be told the first number of its files (-rfs, -rfb), `makes_settings` whether it makes the node of its
    settings when it renders a scene without one. `environment` are variables that it wants, `plugin` is its plug-in as
    scenes ask for it, "" where it needs none. `exports` is the ending of
    what Maya exports for `standalone`, the program without Maya (planning/standalone.py), and `export_service` the
    service and parser for it; "" where there is none. `is_export_seen` says whether public tools export and render so.
    """

    name: str
    word: str
    title: str
    source: str
    flags: frozenset[str] = BASE
    service: str = "maya"
    parser: str = "maya"
    layer: str = "-rl"
    step: str = "-b"
    prefix: str = "-im"
    always: Sequence[str] = ()
    skip: Sequence[str] = ()
    threads: str = ""
    region: Sequence[str] = ()
    renumbers: bool = False
    makes_settings: bool = False
    plugin: str = ""
    exports: str = ""
    export_service: str = ""
    standalone: str = ""
    is_export_seen: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether this is the row of a renderer and not the one for all others."""
        return self.word != OTHER_WORD


OTHER_WORD = "file"
"""Renders with whatever the scene names, per layer."""

_AUTODESK = "Autodesk's pages of Render; help that Render printed"
_SOFTWARE = BASE | {"-skipExistingFrames", "-rfs", "-rfb"}
_ROWS = (
    Renderer(
        "mayaSoftware",
        "sw",
        "Maya Software",
        f"{_AUTODESK} (2011 to 2023)",
        _SOFTWARE | {"-n", "-reg"},
        skip=("-skipExistingFrames", "true"),
        threads="-n",
        region=("left", "right", "bottom", "top"),
        renumbers=True,
    ),
    Renderer(
        "mayaHardware2",
        "hw2",
        "Maya Hardware 2.0",
        "Autodesk's pages of Render (2014)",
        _SOFTWARE,
        skip=("-skipExistingFrames", "true"),
        renumbers=True,
    ),
    Renderer(
        "arnold",
        "arnold",
        "Arnold",
        "Arnold's renderer description (to 2017), Autodesk's page (2024); newer versions print more, which is not sent",
        BASE | {"-reg", "-ai:lve", "-ai:alf", "-ai:threads"},
        service="maya_arnold",
        parser="maya_arnold",
        always=("-ai:lve", "2", "-ai:alf", "true"),
        threads="-ai:threads",
        region=("left", "right", "bottom", "top"),
        makes_settings=True,
        exports="ass",
        export_service="mayatoarnold",
        standalone=standalone.KICK,
        is_export_seen=True,
        plugin="mtoa",
    ),
    Renderer(
        "redshift",
        "redshift",
        "Redshift",
        "commands of two public pipelines; -fnc was refused where one was run (Maya 2027)",
        service="maya_redshift",
        parser="maya_redshift",
        exports="rs",
        export_service="maya",
        standalone=standalone.REDSHIFT,
        environment={"REDSHIFT_FORCEQUITONINTERNALERROR": "1"},
        plugin="redshift4maya",
    ),
    Renderer(
        "vray",
        "vray",
        "V-Ray",
        "V-Ray's renderer description; a public render manager's plug-in (-rep)",
        BASE | {"-rep", "-threads"},
        skip=("-rep", "0"),
        threads="-threads",
        exports="vrscene",
        export_service="mayatovray",
        standalone=standalone.VRAY,
        plugin="vrayformaya",
    ),
    Renderer(
        "renderman",
        "renderman",
        "RenderMan",
        "help that Render printed for RenderMan 22",
        (BASE - {"-im"}) | {"-imageFile", "-t"},
        prefix="-imageFile",
        threads="-t",
        exports="rib",
        export_service="maya",
        standalone=standalone.PRMAN,
        plugin="RenderMan_for_Maya",
    ),
    Renderer(
        "3delight",
        "3delight",
        "3Delight",
        "3Delight's page of the command line",
        frozenset("-s -e -inc -cam -lr -cpus".split()),
        service="maya_delight",
        layer="-lr",
        step="-inc",
        threads="-cpus",
        plugin="3delight_for_maya",
    ),
)
OTHER = Renderer("", OTHER_WORD, "the scene's own renderer", _AUTODESK)
"""For a renderer without a row."""

ROWS: Mapping[str, Renderer] = {row.name: row for row in _ROWS}
"""By the scene's own word for a renderer."""


def renderer(name: str) -> Renderer:
    """The row of the renderer that a scene calls `name`, `OTHER` where there is none."""
    return ROWS.get(name, OTHER)


def problems(name: str, where: str) -> list[Problem]:
    """What an artist should know of rendering `where` with this renderer on a farm: a warning where it has no row."""
    if name in ROWS:
        return []
    known = ", ".join(row.title for row in _ROWS)
    message = f"Nothing is known here of the renderer {name!r}; the farm renders with what the scene names (-r file)."
    return [Problem("warning", where, message, f"Look at one frame first, or render with {known}.")]
