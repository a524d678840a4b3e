"""Further files of each frame: AOVs of Arnold and Redshift, render elements of V-Ray. Pure.

Facts of names and settings: renderers' documentation and two public pipelines that list these files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ._layer_settings import LayerSettings

ARNOLD, REDSHIFT, VRAY = "defaultArnoldRenderOptions", "redshiftOptions", "vraySettings"
ARNOLD_DRIVER = "defaultArnoldDriver"
BEAUTY = "beauty"
"""What Arnold calls its main image, and the AOV RGBA."""

ARNOLD_MERGES = ("exr", "deepexr")
SEPARATE_IN_REDSHIFT = "Cryptomatte"
"""A multi-layer file takes all AOVs but this."""

VRAY_ELEMENTS = ("VRayRenderElement", "VRayRenderElementSet")
VRAY_CONNECTED = ("MaterialSelectElement", "ExtraTexElement")
"""Elements whose files are called by what they are connected with."""


@dataclass(frozen=True)
class Pass:
    """One further file: its name, and its own path where the main image's is not meant ("" for that).

    A path may have the tokens of its renderer in it.
    """

    name: str
    path: str = ""


Found = tuple[list[Pass], list[str]]
"""The files, and what nobody can tell of others."""


def arnold_driver(settings: LayerSettings) -> str:
    """The node that says how Arnold writes its main image."""
    return settings.graph.source_node(ARNOLD, "driver") or ARNOLD_DRIVER


def is_merged(settings: LayerSettings, driver: str) -> bool:
    """Whether a driver of Arnold writes all AOVs into one file; only EXR can."""
    is_able = settings.text(driver, "aiTranslator", "exr") in ARNOLD_MERGES
    return is_able and (settings.flag(driver, "mergeAOVs") or settings.flag(driver, "multipart"))


def arnold(settings: LayerSettings) -> Found:
    """Arnold's AOVs beside the main image."""
    passes: list[Pass] = []
    unknown: list[str] = []
    if not settings.whole(ARNOLD, "aovMode", 1):
        return passes, unknown
    for plug in settings.graph.sources(ARNOLD, "aovList").values():
        node = plug.partition(".")[0]
        if settings.graph.type_of(node) != "aiAOV" or not settings.flag(node, "enabled", default=True):
            continue
        if set(_drivers(settings, node)) - {arnold_driver(settings)}:
            unknown.append(f"the files of the AOV {node}, which has a driver of its own")
            continue
        passes += [Pass(name) for name in _arnold_names(settings, node) if name != BEAUTY]
    return list(dict.fromkeys(passes)), unknown


def _drivers(settings: LayerSettings, node: str) -> Iterator[str]:
    for own, plug in settings.graph.sources(node, "outputs").items():
        if own.endswith(".driver"):
            yield plug.partition(".")[0]


def _arnold_names(settings: LayerSettings, node: str) -> Iterator[str]:
    name = settings.text(node, "name")
    name = BEAUTY if name == "RGBA" else name
    if settings.flag(node, "globalAov", default=True):
        yield name
    if settings.flag(node, "lightGroups"):
        yield f"{name}_lgroups"
    else:
        yield from (f"{name}_{group}" for group in settings.text(node, "lightGroupsList").split())


def redshift(settings: LayerSettings) -> Found:
    """Redshift's AOVs beside the main image."""
    passes: list[Pass] = []
    unknown: list[str] = []
    if not settings.whole(REDSHIFT, "aovGlobalEnableMode", 1):
        return passes, unknown
    is_one_file = settings.flag(REDSHIFT, "exrForceMultilayer")
    for node in settings.graph.nodes("RedshiftAOV"):
        if settings.graph.is_referenced(node) or not settings.flag(node, "enabled", default=True):
            continue
        kind = settings.text(node, "aovType")
        if (is_one_file and kind != SEPARATE_IN_REDSHIFT) or kind == "Beauty":
            continue
        path = settings.text(node, "filePrefix").strip().replace("\\", "/") or "<BeautyPath>/<BeautyFile>"
        if settings.flag(node, "allLightGroups"):
            unknown.append(f"the files of {node} for each light group")
        groups = settings.text(node, "lightGroupList").split()
        is_whole = not groups or settings.whole(node, "globalAov", 1)
        name = settings.text(node, "name") or node
        passes += [Pass(each, path) for each in ([name] if is_whole else []) + [f"{name}_{group}" for group in groups]]
    return passes, unknown


def vray(settings: LayerSettings, *, is_merged: bool) -> Found:
    """V-Ray's render elements beside the main image."""
    passes: list[Pass] = []
    unknown: list[str] = []
    separator = settings.text(VRAY, "fileNameRenderElementSeparator", "_")
    if settings.flag(VRAY, "separateAlpha"):
        passes.append(_element("Alpha", separator))
    if is_merged or not settings.flag(VRAY, "relements_enableall", default=True):
        return passes, unknown
    for node in settings.graph.nodes(*VRAY_ELEMENTS):
        if settings.graph.is_referenced(node) or not settings.flag(node, "enabled", default=True):
            continue
        name = _element_name(settings, node)
        if name:
            passes.append(_element(name, separator))
        else:
            unknown.append(f"the file of the render element {node}")
    return passes, unknown


def _element(name: str, separator: str) -> Pass:
    return Pass(name, f"<BeautyPath>/<BeautyFile>{separator}{name}")


def _element_name(settings: LayerSettings, node: str) -> str:
    """The name in the file; "" where V-Ray makes it of what the element is connected with, or nobody can tell."""
    for start in ("vray_explicit_name", "vray_filename", "vray_name"):
        for attribute in settings.graph.attributes(node, f"{start}_"):
            name = settings.text(node, attribute)
            if name:
                is_made = settings.text(node, "vrayClassType") in VRAY_CONNECTED and start != "vray_explicit_name"
                return "" if is_made else name
    return ""
