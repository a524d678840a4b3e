"""Scenes for the tests, as Maya 2023 writes them."""

from __future__ import annotations

HEAD = """\
//Maya ASCII 2023 scene
//Name: shot.ma
//Codeset: UTF-8
requires maya "2023";
requires "mtoa" "5.2.0";
currentUnit -l centimeter -a degree -t pal;
fileInfo "application" "maya";
"""
CAMERAS = "".join(
    f'createNode transform -s -n "{name}";\n'
    f'createNode camera -s -n "{name}Shape" -p "{name}";\n\tsetAttr -k off ".v" no;\n'
    + ("" if name == "persp" else '\tsetAttr ".rnd" no;\n')
    for name in ("persp", "top", "front", "side")
)
MANAGER = """\
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
createNode renderSetup -n "renderSetup";
"""
END = "// End of shot.ma\n"
OWN = 'connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";\n'
GLOBALS = """\
select -ne :time1;
	setAttr ".o" 7;
select -ne :defaultRenderGlobals;
	setAttr ".an" yes;
	setAttr ".fs" 1;
	setAttr ".ef" 20;
	setAttr ".pff" yes;
"""


def camera(name: str, *, is_on: bool = True, parent: str = "") -> str:
    """A camera with its transform."""
    above = f' -p "{parent}"' if parent else ""
    whole = f"|{parent}|{name}" if parent else name
    text = f'createNode transform -n "{name}"{above};\ncreateNode camera -n "{name}Shape" -p "{whole}";\n'
    return text + ("" if is_on else '\tsetAttr ".rnd" no;\n')


def layer(name: str, number: int, *, is_on: bool = True) -> str:
    """A layer of Render Setup."""
    text = f'createNode renderSetupLayer -n "{name}";\ncreateNode renderLayer -n "rs_{name}";\n'
    return text + ("" if is_on else '\tsetAttr ".rndr" no;\n') + f'\tsetAttr ".do" {number};\n'


def links(name: str, number: int) -> str:
    """How that layer hangs in its scene."""
    return (
        f'connectAttr "rs_{name}.msg" "{name}.lrl";\nconnectAttr "renderSetup.lit" "{name}.pls";\n'
        f'connectAttr "renderLayerManager.rlmi[{number}]" "rs_{name}.rlid";\n'
    )


def unique(owner: str, attribute: str, value: str) -> tuple[str, str]:
    """An override of the globals in that layer, and how it hangs there."""
    name = f"{owner}_{attribute}"
    nodes = (
        f'createNode renderSettingsCollection -n "{name}Collection";\ncreateNode simpleSelector -n "{name}Selector";\n'
        f'createNode absUniqueOverride -n "{name}";\n'
        '\taddAttr -ci true -sn "atv" -ln "attrValue" -at "double";\n'
        f'\tsetAttr ".atr" -type "string" "{attribute}";\n\tsetAttr ".tgName" -type "string" "defaultRenderGlobals";\n'
        f'\tsetAttr ".atv" {value};\n'
    )
    return nodes, (
        f'connectAttr "{owner}.lit" "{name}Collection.pls";\nconnectAttr "{name}Selector.c" "{name}Collection.sel";\n'
        f'connectAttr "{name}Collection.lit" "{name}.pls";\n'
    )


_ENDS = unique("beauty", "endFrame", "8")
LAYERS = (
    HEAD
    + 'requires "lost" "1.0";\nfileInfo "note" "a \\"quoted\\" one";\n'
    + CAMERAS
    + MANAGER
    + camera("shotCam")
    + 'createNode transform -n "left";\ncreateNode transform -n "right";\n'
    + camera("eye", parent="left", is_on=False)
    + camera("eye", parent="right", is_on=False)
    + layer("beauty", 1)
    + layer("matte", 2, is_on=False)
    + 'createNode renderLayer -n "legacy";\n\tsetAttr ".do" 3;\n\tsetAttr ".adjs[0].val" 0;\n'
    + _ENDS[0]
    + GLOBALS
    + OWN
    + links("beauty", 1)
    + links("matte", 2)
    + 'connectAttr "renderLayerManager.rlmi[3]" "legacy.rlid";\n'
    + 'connectAttr "shotCamShape.rnd" "legacy.adjs[0].plg";\n'
    + _ENDS[1]
    + END
)


def palettes(*names: str) -> str:
    """XGen collections, whose files are called by the scene."""
    return "".join(f'createNode xgmPalette -n "{name}";\n' for name in names)


FURRY = HEAD + CAMERAS + MANAGER + palettes("fur") + GLOBALS + OWN + END


def many(layers: int, cameras: int) -> str:
    """A scene with so many layers of Render Setup, each with ranges of its own, and so many cameras in all of them."""
    nodes, hangs = [], []
    for number in range(layers):
        name = f"pass{number}"
        first, last = unique(name, "startFrame", str(number)), unique(name, "endFrame", str(number + 20))
        nodes += [layer(name, number + 1), first[0], last[0]]
        hangs += [links(name, number + 1), first[1], last[1]]
    seen = [camera(f"cam{number}") for number in range(cameras)]
    start = CAMERAS.replace('"perspShape" -p "persp";\n', '"perspShape" -p "persp";\n\tsetAttr ".rnd" no;\n')
    return "".join([HEAD, start, MANAGER, *seen, *nodes, GLOBALS, OWN, *hangs, END])


ARNOLD = """\
createNode aiOptions -s -n "defaultArnoldRenderOptions";
createNode aiAOVDriver -s -n "defaultArnoldDriver";
createNode aiAOV -n "aiAOV_N";
	setAttr ".aovn" -type "string" "N";
createNode aiAOV -n "aiAOV_Z";
	setAttr ".aovn" -type "string" "Z";
"""
ARNOLD_GLOBALS = """\
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".imfkey" -type "string" "exr";
	setAttr ".outf" 51;
"""
ARNOLD_LINKS = """\
connectAttr "aiAOV_N.msg" ":defaultArnoldRenderOptions.aovs[0]";
connectAttr "aiAOV_Z.msg" ":defaultArnoldRenderOptions.aovs[1]";
connectAttr "defaultArnoldDriver.msg" ":defaultArnoldRenderOptions.drvr" -na;
"""


def lighting(*names: str) -> str:
    """A lighter's scene: layers, the last of them off, two cameras, Arnold with two AOVs."""
    names = names or ("beauty", "shadow", "matte")
    start = CAMERAS.replace('"perspShape" -p "persp";\n', '"perspShape" -p "persp";\n\tsetAttr ".rnd" no;\n')
    nodes = [layer(name, number, is_on=name != names[-1]) for number, name in enumerate(names, 1)]
    first = unique("beauty", "startFrame", "1001"), unique("beauty", "endFrame", "1048")
    master = 'createNode renderLayer -n "defaultRenderLayer";\n'
    head = HEAD + start + MANAGER.replace(master, master + '\tsetAttr ".rndr" no;\n')
    cameras = camera("shotCam") + camera("wideCam")
    hangs = [links(name, number) for number, name in enumerate(names, 1)]
    parts = [head, cameras, *nodes, first[0][0], first[1][0], ARNOLD, GLOBALS, ARNOLD_GLOBALS, OWN]
    return "".join([*parts, *hangs, first[0][1], first[1][1], ARNOLD_LINKS, END])
