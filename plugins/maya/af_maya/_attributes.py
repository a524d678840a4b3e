"""The attributes of Maya's own nodes that this room asks for: long name, short name, default. Pure.

A .ma file holds short names, and only values that differ from the default. Names and defaults: Autodesk's node
reference, and files that Maya 2023 to 2025 wrote. Of nodes of other plug-ins (renderers) a file says what was set by
the name it was given there; the ones of theirs that have another long name, or a default we rely on, stand here too.
Where long and short name of V-Ray's are the same here, the short one is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ._graph import Value


class Attribute(NamedTuple):
    """One attribute; a default of None is that of a message, or of what has none until it is set."""

    long: str
    short: str
    default: Value | None = None


_LIST_ITEM = (
    Attribute("parentList", "pls"),
    Attribute("next", "nxt"),
    Attribute("previous", "prv"),
)
_ENABLED = (
    Attribute("selfEnabled", "sen", True),
    Attribute("parentEnabled", "pen", True),
    Attribute("enabled", "en", True),
    Attribute("parentNumIsolatedChildren", "pic", 0),
)
_COLLECTION = (
    *_LIST_ITEM,
    *_ENABLED,
    Attribute("listItems", "lit"),
    Attribute("childLowest", "cl"),
    Attribute("childHighest", "ch"),
    Attribute("selector", "sel"),
    Attribute("isolateSelected", "is", False),
    Attribute("numIsolatedChildren", "nic", 0),
    Attribute("numIsolatedAncestors", "nia", 0),
    Attribute("numRenderSettingsChildren", "nrc", 0),
)
_OVERRIDE = (
    *_LIST_ITEM,
    *_ENABLED,
    Attribute("attribute", "atr", ""),
    Attribute("localRender", "local", False),
    Attribute("attrValue", "atv"),
    Attribute("multiply", "mul"),
    Attribute("offset", "ofs"),
)
_UNIQUE = (*_OVERRIDE, Attribute("targetNodeName", "tgName", ""))
_SELECTOR = (
    Attribute("input", "in"),
    Attribute("output", "out"),
    Attribute("collection", "c"),
    Attribute("pattern", "pat", ""),
    Attribute("staticSelection", "ssl", ""),
    Attribute("typeFilter", "tf", 1),
    Attribute("customFilterValue", "cfv", ""),
)
_APPLIED = (
    Attribute("enabled", "en", True),
    Attribute("value", "val"),
    Attribute("multiply", "mul", 1.0),
    Attribute("offset", "ofs", 0.0),
    Attribute("out", "o"),
)
_CONVERSION = (
    Attribute("input", "i", 0.0),
    Attribute("output", "o", 0.0),
    Attribute("conversionFactor", "cf", 1.0),
)

_APPLIED_ORIGINALS: Mapping[str, Value] = {
    **{f"applyAbs{kind}Override": 0.0 for kind in ("", "Float", "Int", "Enum", "2Floats", "3Floats")},
    **{f"applyRel{kind}Override": 0.0 for kind in ("", "Float", "Int", "2Floats", "3Floats")},
    "applyAbsBoolOverride": False,
    "applyAbsStringOverride": "",
}
APPLIED_TYPES = tuple(_APPLIED_ORIGINALS)
"""What Render Setup puts before an attribute while a layer with an override of it is visible."""

COLLECTION_TYPES = (
    "collection",
    "renderSettingsCollection",
    "renderSettingsChildCollection",
    "lightsCollection",
    "lightsChildCollection",
    "aovCollection",
    "aovChildCollection",
    "group",
)
UNIQUE_TYPES = ("absUniqueOverride", "relUniqueOverride", "connectionUniqueOverride")
OVERRIDE_TYPES = ("absOverride", "relOverride", "connectionOverride", "shaderOverride", "materialOverride")
CONVERSION_TYPES = ("unitToTimeConversion", "timeToUnitConversion", "unitConversion")

_TYPES: Mapping[Sequence[str], Sequence[Attribute]] = {
    ("renderGlobals",): (
        Attribute("currentRenderer", "ren", "mayaSoftware"),
        Attribute("imageFormat", "outf", 7),
        Attribute("imfPluginKey", "imfkey", ""),
        Attribute("animation", "an", False),
        Attribute("animationRange", "ar", 1),
        Attribute("startFrame", "fs", 1.0),
        Attribute("endFrame", "ef", 10.0),
        Attribute("byFrame", "bf", 1.0),
        Attribute("byFrameStep", "bfs", 1.0),
        Attribute("skipExistingFrames", "sef", False),
        Attribute("modifyExtension", "me", False),
        Attribute("startExtension", "se", 1.0),
        Attribute("byExtension", "be", 1.0),
        Attribute("extensionPadding", "ep", 4),
        Attribute("outFormatControl", "ofc", 0),
        Attribute("outFormatExt", "oft", ""),
        Attribute("fieldExtControl", "fec", 0),
        Attribute("useMayaFileName", "umfn", True),
        Attribute("useFrameExt", "ufe", True),
        Attribute("putFrameBeforeExt", "pff", False),
        Attribute("periodInExt", "peie", 1),
        Attribute("imageFilePrefix", "ifp", ""),
        Attribute("renderVersion", "rv", ""),
        Attribute("bufferName", "bn", "<RenderPassType>:<RenderPass>.<Camera>"),
        Attribute("multiCamNamingMode", "mcnm", 0),
        Attribute("renderAll", "ra", True),
        Attribute("useRenderRegion", "urr", False),
        Attribute("preMel", "pram", ""),
        Attribute("postMel", "poam", ""),
        Attribute("preRenderLayerMel", "prlm", ""),
        Attribute("postRenderLayerMel", "polm", ""),
        Attribute("preRenderMel", "prm", ""),
        Attribute("postRenderMel", "pom", ""),
    ),
    ("resolution",): (
        Attribute("width", "w", 960),
        Attribute("height", "h", 540),
        Attribute("pixelAspect", "pa", 1.0),
        Attribute("deviceAspectRatio", "dar", 1.7777777),
        Attribute("fields", "f", 0),
    ),
    ("time",): (Attribute("outTime", "o", 1.0),),
    ("camera", "stereoRigCamera"): (Attribute("renderable", "rnd", True),),
    ("renderLayer",): (
        Attribute("renderable", "rndr", True),
        Attribute("displayOrder", "do", 0),
        Attribute("global", "g", False),
        Attribute("identification", "rlid", 0),
        Attribute("renderInfo", "ri"),
        Attribute("adjustments", "adjs"),
        Attribute("plug", "plg"),
        Attribute("value", "val"),
    ),
    ("renderLayerManager",): (
        Attribute("renderLayerId", "rlmi"),
        Attribute("currentRenderLayer", "crl", 0),
    ),
    ("renderSetup",): (
        Attribute("listItems", "lit"),
        Attribute("firstRenderLayer", "frl"),
        Attribute("lastRenderLayer", "lrl"),
    ),
    ("renderSetupLayer",): (
        *_LIST_ITEM,
        Attribute("listItems", "lit"),
        Attribute("collectionLowest", "cl"),
        Attribute("collectionHighest", "ch"),
        Attribute("legacyRenderLayer", "lrl"),
        Attribute("numIsolatedChildren", "nic", 0),
    ),
    COLLECTION_TYPES: _COLLECTION,
    UNIQUE_TYPES: _UNIQUE,
    OVERRIDE_TYPES: _OVERRIDE,
    ("simpleSelector", "lightsCollectionSelector", "basicSelector"): _SELECTOR,
    ("arnoldAOVChildSelector",): (*_SELECTOR[:3], Attribute("arnoldAOVNodeName", "ann", "")),
    **{(name,): (*_APPLIED, Attribute("original", "ori", held)) for name, held in _APPLIED_ORIGINALS.items()},
    CONVERSION_TYPES: _CONVERSION,
    ("file",): (Attribute("fileTextureName", "ftn", ""),),
    ("imagePlane",): (Attribute("imageName", "imn", ""),),
    ("audio",): (Attribute("filename", "f", ""),),
    ("gpuCache",): (Attribute("cacheFileName", "cfn", ""),),
    ("AlembicNode",): (Attribute("abc_File", "fn", ""),),
    ("mayaUsdProxyShape",): (Attribute("filePath", "fp", ""),),
    ("aiOptions",): (
        Attribute("aovMode", "aovm", 1),
        Attribute("aovList", "aovs"),
        Attribute("driver", "drvr"),
        Attribute("renderType", "render_type", 0),
    ),
    ("aiAOVDriver",): (
        Attribute("aiTranslator", "ai_translator", "exr"),
        Attribute("mergeAOVs", "merge_AOVs", False),
        Attribute("multipart", "multipart", False),
        Attribute("outputMode", "output_mode", 2),
        Attribute("prefix", "prefix", ""),
    ),
    ("aiAOV",): (
        Attribute("enabled", "aoven", True),
        Attribute("name", "aovn", ""),
        Attribute("type", "aovt", 6),
        Attribute("outputs", "out"),
        Attribute("driver", "drvr"),
        Attribute("globalAov", "global_aov", True),
        Attribute("lightGroups", "light_groups", False),
        Attribute("lightGroupsList", "light_groups_list", ""),
    ),
    ("VRaySettingsNode",): (
        Attribute("fileNamePrefix", "fnprx", ""),
        Attribute("fileNamePadding", "fileNamePadding", 4),
        Attribute("fileNameRenderElementSeparator", "fileNameRenderElementSeparator", "_"),
        Attribute("imageFormatStr", "imgfs", ""),
        Attribute("width", "wi"),
        Attribute("height", "he"),
        Attribute("animType", "animtp", 0),
        Attribute("animFrames", "animFrames", ""),
        Attribute("animBatchOnly", "animbo", False),
        Attribute("dontSaveRgbChannel", "dontSaveRgbChannel", False),
        Attribute("separateAlpha", "separateAlpha", False),
        Attribute("relements_enableall", "relements_enableall", True),
    ),
    ("RedshiftOptions",): (
        Attribute("imageFormat", "imageFormat", 1),
        Attribute("exrForceMultilayer", "exrForceMultilayer", False),
        Attribute("aovGlobalEnableMode", "aovGlobalEnableMode", 1),
    ),
    ("RedshiftAOV",): (
        Attribute("enabled", "enabled", True),
        Attribute("name", "name", ""),
        Attribute("aovType", "aovType", ""),
        Attribute("filePrefix", "filePrefix", "<BeautyPath>/<BeautyFile>.<RenderPass>"),
        Attribute("fileFormat", "fileFormat", 1),
        Attribute("globalAov", "globalAov", 1),
        Attribute("allLightGroups", "allLightGroups", False),
        Attribute("lightGroupList", "lightGroupList", ""),
    ),
    ("rmanGlobals",): (
        Attribute("imageFileFormat", "imageFileFormat", "<scene>_<layer>_<camera>_<aov>.<f4>.<ext>"),
        Attribute("imageOutputDir", "imageOutputDir", "<ws>/images/<scene>"),
        Attribute("version", "version", 1),
        Attribute("take", "take", 1),
        Attribute("displays", "displays"),
    ),
    ("rmanDisplay",): (
        Attribute("enable", "enable", True),
        Attribute("name", "name", ""),
        Attribute("displayType", "displayType"),
    ),
}

BY_TYPE: Mapping[str, Mapping[str, Attribute]] = {
    name: {attribute.long: attribute for attribute in attributes}
    for names, attributes in _TYPES.items()
    for name in names
}
"""Type of node -> long name -> attribute."""

READ_TYPES = (
    *("renderGlobals", "resolution", "camera"),
    *("aiOptions", "aiAOVDriver", "aiAOV", "VRaySettingsNode", "RedshiftOptions", "RedshiftAOV"),
    *("rmanGlobals", "rmanDisplay"),
)
"""Cameras, settings and AOVs: what a layer may change for itself."""

EVERY_NODE = {"msg": "message", "nds": "nodeState", "v": "visibility"}
"""Short name -> long name of what each node has."""

_LONG: Mapping[str, Mapping[str, str]] = {
    name: {attribute.short: attribute.long for attribute in attributes.values()} for name, attributes in BY_TYPE.items()
}


def long_name(node_type: str, name: str) -> str:
    """The long name of an attribute by either name; a name that is not known stays as it is."""
    known = BY_TYPE.get(node_type, {})
    return name if name in known else _LONG.get(node_type, {}).get(name) or EVERY_NODE.get(name, name)


def default(node_type: str, long: str) -> Value | None:
    """What an attribute holds that a file does not mention; None where that is not known."""
    found = BY_TYPE.get(node_type, {}).get(long)
    return found.default if found else None
