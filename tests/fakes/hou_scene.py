"""A Houdini scene as plain data: what the fake `hou` opens, and what the tests' own writer makes a .hip file of.

Values are as a file holds them: menus and ticks by their words ("normal", "on"), numbers, texts with their variables.
"""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass, field
from typing import Any

NETWORKS = {
    "obj": "Object", "out": "Driver", "stage": "Lop", "tasks": "TopNet", "ch": "Chop", "img": "Cop2", "mat": "Vop",
    "shop": "Shop", "vex": "VopNet", "geo": "Sop", "sopnet": "Sop", "lopnet": "Lop", "topnet": "Top",
    "ropnet": "Driver", "chopnet": "Chop", "dopnet": "Dop", "cop2net": "Cop2", "copnet": "Cop",
}  # fmt: skip
"""What lies in a network of this type, or of this name at the top."""

RANGE = {"trange": "off", "f": (1, 240, 1)}
CHANNELS = {"f1": "$FSTART", "f2": "$FEND"}
TYPE_CHANNELS = {
    "filecache": {
        "sopoutput": "{\n if(ch('filemethod'))\n {\n  return chs('file');\n }\n else\n {\n"
        "  return chs('cachedir') + '/' + chs('cachename');\n }\n}",
        "frame": "{\n if(ch(\"timedependent\")) { a = $T * $FPS + 1; a -= ch('f1'); a = rint(a); a += ch('f1');"
        " return a; }\n else return 1;\n}",
    }
}
"""Expressions that every node of a type has, as files have them [F]."""
TYPES: dict[str, dict[str, Any]] = {
    "ifd": {**RANGE, "vm_picture": "ip", "soho_outputmode": "off", "soho_diskfile": "$HIP/m.$F4.ifd",
            "soho_initsim": "off", "vm_device": "", "vm_alfprogress": "off", "take": "_current_"},
    "karma": {**RANGE, "picture": "$HIP/render/$HIPNAME.$OS.$F4.exr", "take": "_current_"},
    "geometry": {**RANGE, "sopoutput": "$HIP/geo/$HIPNAME.$OS.$F.bgeo.sc", "soppath": "",
                 "initsim": "off", "alfprogress": "off"},
    "rop_geometry": {**RANGE, "sopoutput": "$HIP/geo/$HIPNAME.$OS.$F.bgeo.sc", "initsim": "off",
                     "alfprogress": "off", "execute": 0},
    "filecache": {
        **RANGE, "trange": "normal", "filemethod": "constructed", "file": "", "basedir": "$HIP/geo",
        "basename": "$HIPNAME.$OS", "enableversion": "on", "version": 1, "timedependent": "on", "substeps": 1,
        "filetype": ".bgeo.sc", "cachesim": "on", "sopoutput": "", "loadfromdisk": "off", "execute": 0, "frame": 0,
        "versionstr": 'v`chs("version")`',
        "cachedir": '`chs("basedir") + "/" + chs("basename")``ifs(ch("enableversion"), "/" + chs("versionstr"),"")`',
        "cachename": '`chs("basename")``ifs(ch("enableversion"), "_" + chs("versionstr"),"")`'
                     '`chs("framestr")``chs("filetype")`',
        "framestr": '`ifs (ch("timedependent"), "." + fpadzero(4, if(ch("substeps")>1, 3, 0), ch("frame")), "")`',
    },
    "alembic": {**RANGE, "filename": "$HIP/output.abc"},
    "rop_alembic": {**RANGE, "filename": "$HIP/output.abc"},
    "filmboxfbx": {**RANGE, "sopoutput": "$HIP/out.fbx"},
    "dop": {**RANGE, "dopoutput": "$HIP/$OS.$SF.sim", "initsim": "on"},
    "rop_dop": {**RANGE, "dopoutput": "$HIP/$OS.$F4.sim", "initsim": "on", "execute": 0},
    "image_rop": {**RANGE, "copoutput": "$HIP/render/$OS.$F4.exr", "execute": 0},
    "rop_gltf": {**RANGE, "file": "$HIP/$OS.glb", "execute": 0},
    "comp": {**RANGE, "copoutput": "$HIP/render/$HIPNAME.$OS.$F4.pic", "coppath": ""},
    "opengl": {**RANGE, "picture": "$HIP/gl/$HIPNAME.$OS.$F4.png"},
    "usd": {**RANGE, "lopoutput": "$HIP/usd/$OS.usd", "loppath": ""},
    "usd_rop": {**RANGE, "lopoutput": "$HIP/usd/$OS.usd", "execute": 0},
    "usdrender": {**RANGE, "outputimage": "", "renderer": "BRAY_HdKarma", "loppath": "", "rendersettings": ""},
    "usdrender_rop": {**RANGE, "outputimage": "", "renderer": "BRAY_HdKarma", "loppath": "", "rendersettings": "",
                      "execute": 0},
    "Redshift_ROP": {**RANGE, "RS_outputFileNamePrefix": "$HIP/render/$HIPNAME.$OS.$F4.exr", "RS_archive_enable": "off",
                     "RS_archive_file": ""},
    "arnold": {**RANGE, "ar_picture": "$HIP/render/$HIPNAME.$OS.$F4.exr", "ar_ass_export_enable": "off",
               "ar_ass_file": "$HIP/ass/$OS.$F4.ass"},
    "vray_renderer": {**RANGE, "SettingsOutput_img_file_path": "$HIP/render/$HIPNAME.$OS.$F4.exr",
                      "render_export_mode": "0", "render_export_filepath": "${HIP}/${HIPNAME}.vrscene"},
    "karmarendersettings": {"picture": "$HIP/render/$HIPNAME.$OS.$F4.exr", "primpath": "/Render/rendersettings"},
    "ris": {**RANGE, "ri_displays": 1, "ri_display_0": "$HIP/render/$HIPNAME.$F4.exr", "ri_device_0": "openexr"},
    "fetch": {"source": "", "fetchprerender": "on"},
    "merge": {}, "null": {}, "subnet": {}, "batch": {**RANGE}, "prepost": {}, "framecontainer": {}, "ropnet": {},
    "switch": {"index": 0}, "framedep": {"frame": (1, 1, 1)}, "shell": {"command": ""},
    "wedge": {"driver": "", "wedgemethod": "channel", "wedgeparams": 0, "random": "off", "wedgenum": 0},
    "topnet": {}, "geo": {}, "file": {"file": "", "filemode": "auto"}, "null_sop": {}, "cam": {},
}  # fmt: skip
"""What a new node of a type has, with the names that scenes of Houdini 19.5 to 20.5 show."""

ASSETS = frozenset(["filecache"])
"""Types that are locked assets with nodes inside."""

MENUS = {
    "trange": ("off", "normal", "on", "stage"),
    "filemethod": ("constructed", "explicit"),
    "wedgemethod": ("channel", "take"),
    "filemode": ("auto", "read", "write", "none"),
}
"""Parameters that are menus, with their words in order."""


@dataclass
class MadeNode:
    """One node.

    `path` begins with a slash; `type_name` may have a namespace and a version ("filecache::2.0"); `parms` holds what
    differs from a new node, a tuple for several components; `channels` the expression of a component ("f1",
    "filename"), in Python when it begins with "python:"; `inputs` names or paths, "" for none. `is_asset` is a locked
    asset.
    """

    path: str
    type_name: str
    parms: dict[str, Any] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    is_bypassed: bool = False
    is_locked: bool = False
    is_asset: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> str:
        """The path of the network that it lies in."""
        return self.path.rpartition("/")[0] or "/"

    @property
    def core_name(self) -> str:
        """The type's name without namespace and version."""
        return components(self.type_name)[2]

    def values(self) -> dict[str, Any]:
        """Every parameter, those of a new node included; `channels_of` has the expressions."""
        return {**TYPES.get(self.core_name, {}), **self.parms}

    def all_channels(self) -> dict[str, str]:
        """Component -> expression; a new node's range begins and ends with the scene's, until somebody sets it."""
        core_name = self.core_name
        usual = CHANNELS if "f" in TYPES.get(core_name, {}) and "f" not in self.parms else {}
        return {**usual, **TYPE_CHANNELS.get(core_name, {}), **self.channels}


@functools.cache
def components(type_name: str) -> tuple[str, str, str, str]:
    """Scope, namespace, core name and version of a type's name: "ns::filecache::2.0"."""
    parts = type_name.split("::")
    version = parts.pop() if len(parts) > 1 and parts[-1][:1].isdigit() else ""
    return "", "::".join(parts[:-1]), parts[-1], version


@dataclass
class MadeScene:
    """A whole scene; `first` and `last` are its global range, `frame` where it stands, `user_data` what /out keeps."""

    nodes: list[MadeNode] = field(default_factory=list)
    first: float = 1
    last: float = 240
    frame: float = 1
    fps: float = 24
    version: str = "20.5.278"
    variables: dict[str, str] = field(default_factory=dict)
    takes: list[str] = field(default_factory=lambda: ["Main"])
    take: str = "Main"
    user_data: dict[str, str] = field(default_factory=dict)

    def node(self, path: str) -> MadeNode | None:
        index: dict[str, MadeNode] = self.__dict__.get("_index", {})
        if len(index) != len(self.nodes) or (self.nodes and self.nodes[-1] is not index.get(self.nodes[-1].path)):
            index = self.__dict__["_index"] = {node.path: node for node in reversed(self.nodes)}
        return index.get(path)

    def category(self, node: MadeNode) -> str:
        """What network the node lies in: "Driver", "Sop", "Lop"."""
        outer = self.node(node.parent)
        if outer is not None:
            return NETWORKS.get(outer.core_name) or self.category(outer)
        return NETWORKS.get(node.parent.strip("/"), "Manager")

    def is_in_asset(self, node: MadeNode) -> bool:
        """Whether a locked asset lies around it."""
        outer = self.node(node.parent)
        is_locked = outer is not None and (outer.is_asset or outer.core_name in ASSETS)
        return outer is not None and (is_locked or self.is_in_asset(outer))

    def text(self) -> str:
        """The scene as one line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)


def scene_of(text: str) -> MadeScene:
    """What `MadeScene.text` said."""
    said = json.loads(text)
    nodes = [MadeNode(**node) for node in said.pop("nodes")]
    return MadeScene(nodes, **said)


def rop(path: str, type_name: str, *inputs: str, **parms: Any) -> MadeNode:
    """A node in a few words: `rop("/out/mantra1", "ifd", "cache", trange="normal", f=(1, 10, 1))`."""
    return MadeNode(path, type_name, parms, inputs=list(inputs))
