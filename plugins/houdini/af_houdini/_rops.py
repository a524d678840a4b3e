"""The node types that render, and those that only say an order: one table. Pure.

Names of types and parameters: the tables that AYON and Deadline Cloud keep for Houdini 19.5 to 21, of file caches
measured in scenes of 19.5 to 20.5. What tells the progress: CGRU's script for Houdini. V-Ray's export: its public
source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FRAMES, ARCHIVE, SIMULATION, WHOLE = "frames", "archive", "simulation", "whole"
"""What a render of a type is: frame for frame; one file for all frames unless its name has the frame; frames that need
the one before; one file always."""


class Export(NamedTuple):
    """A tick of a ROP that lets it write, in `parm`, what the program `kind` renders; "" for one that is not started.

    `modes` are the tokens of a menu in its place: pictures only, both, and the export only.
    """

    tick: str
    parm: str
    kind: str
    modes: tuple[str, ...] = ()


class Rop(NamedTuple):
    """One type: the parameter that names what it writes, and how it is rendered."""

    parm: str
    service: str = "hbatch"
    shape: str = FRAMES
    progress: Mapping[str, str] = {}
    simulates: tuple[str, ...] = ()
    """Ticks that make a simulation of it."""
    export: Export | None = None
    devices: tuple[str, ...] = ()
    """What names a window in place of a file."""
    needs_display: bool = False


_ALFRED = {"alfprogress": "1"}
_GEOMETRY = Rop("sopoutput", simulates=("initsim",))
_DOP = Rop("dopoutput", shape=SIMULATION)
_USD = Rop("lopoutput", shape=ARCHIVE)
_USD_RENDER = Rop("outputimage", "hbatch_karma", progress=_ALFRED, devices=("ip", "md"))
_COMP = Rop("copoutput")
_SCREEN = Rop("picture", needs_display=True)
DISPLAYS = "ri_display"
"""Several parameters, one for each display."""
_RIS = Rop(DISPLAYS, "hbatch_prman", devices=("it", "houdini"))
_FBX = Rop("sopoutput", shape=ARCHIVE)
_ALEMBIC = Rop("filename", shape=ARCHIVE)

ROPS: Mapping[str, Rop] = {
    "ifd": Rop(
        "vm_picture",
        "hbatch_mantra",
        progress={"vm_alfprogress": "1"},
        simulates=("soho_initsim",),
        export=Export("soho_outputmode", "soho_diskfile", "mantra"),
        devices=("ip", "md"),
    ),
    "karma": Rop("picture", "hbatch_karma", progress=_ALFRED, devices=("ip", "md")),
    "usdrender": _USD_RENDER,
    "usdrender_rop": _USD_RENDER,
    "usd": _USD,
    "usd_rop": _USD,
    "usdexport": _USD,
    "Redshift_ROP": Rop(
        "RS_outputFileNamePrefix",
        "hbatch_redshift",
        export=Export("RS_archive_enable", "RS_archive_file", "redshift"),
    ),
    "Redshift_Proxy_Output": Rop("RS_archive_file"),
    "arnold": Rop(
        "ar_picture",
        "houdinitoarnold",
        progress={"ar_log_verbosity": "info"},
        export=Export("ar_ass_export_enable", "ar_ass_file", "kick"),
        devices=("ip", "md"),
    ),
    "vray_renderer": Rop(
        "SettingsOutput_img_file_path",
        export=Export("render_export_mode", "render_export_filepath", "", ("0", "1", "2")),
    ),
    "ris": _RIS,
    "rib": _RIS,
    "geometry": _GEOMETRY,
    "rop_geometry": _GEOMETRY,
    "filecache": Rop("sopoutput", simulates=("cachesim", "initsim")),
    "alembic": _ALEMBIC,
    "rop_alembic": _ALEMBIC,
    "filmboxfbx": _FBX,
    "rop_fbx": _FBX,
    "dop": _DOP,
    "rop_dop": _DOP,
    "comp": _COMP,
    "image": _COMP,
    "image_rop": _COMP,
    "opengl": _SCREEN,
    "flipbook": _SCREEN,
    "channel": Rop("chopoutput", shape=WHOLE),
    "baketexture": Rop("vm_uvoutputpicture1", "hbatch_mantra", progress={"vm_alfprogress": "1"}),
    "rop_vrayproxy": Rop("filepath"),
    "PRT_ROPDriver": Rop("file"),
}

ORDER_ONLY = frozenset("merge null switch subnet batch prepost framedep framecontainer fetch".split())
"""ROPs that write nothing: they say in which order others render."""

SENDERS = frozenset("afanasy deadline hq_render hq_sim hqueue_render hqueue_simulation tractor_submit".split())
"""ROPs that send what is before them to a farm: here they only say an order, too."""

VIEWERS = frozenset(["Redshift_IPR"])
"""ROPs that only show pictures while an artist works."""

TOPS_INSIDE = "Top"
"""The category of what lies in a network of TOPs."""
WEDGE, TOPS, SHELL = "wedge", "topnet", "shell"
FETCH, SUBNET, BATCH, PREPOST, FRAMEDEP, CACHE = "fetch", "subnet", "batch", "prepost", "framedep", "filecache"
USD_RENDERS = ("usdrender", "usdrender_rop")
FILE_METHODS = ("constructed", "explicit")
"""Tokens of a file cache's menu `filemethod`."""

_APART = {
    "Sop": frozenset(["filecache"]),
    "Lop": frozenset("usdrender_rop usd_rop".split()),
    "Cop": frozenset(["image_rop"]),
    **dict.fromkeys(("Cop2", "Dop", "Chop"), frozenset[str]()),
}
"""What renders outside of networks of ROPs, by the category of its network, beside all that is called `rop_…` there."""

CATEGORIES = ("Driver", *_APART)
"""Of networks in which something renders."""


PICTURES = frozenset("bmp dpx exr hdr jpeg jpg pic png rat sgi tga tif tiff".split())
"""Endings of pictures."""
NOT_FOR_MOVIES = frozenset(["pic", "rat"])
"""Endings of Houdini's own pictures, which ffmpeg does not read."""


def is_picture(name: str) -> bool:
    """Whether a file is a picture that a movie can be made of."""
    return name.rpartition(".")[2].lower() in PICTURES - NOT_FOR_MOVIES


def is_wanted(category: str, type_name: str) -> bool:
    """Whether such a node belongs to `Scene.nodes`: all ROPs, what renders apart, networks of TOPs anywhere."""
    if type_name == TOPS:
        return category != TOPS_INSIDE
    if category not in _APART:
        return category == "Driver"
    return type_name in _APART[category] or type_name.startswith("rop_")


def is_work(type_name: str) -> bool:
    """Whether what lies in a network of TOPs is more than a scheduler, which an empty one has, too."""
    return not type_name.endswith("scheduler")
