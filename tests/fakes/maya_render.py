"""The program `Render` as a farm runs it: it writes a file where Maya would write a picture, and stops where it stops.

    maya_render.py -r arnold -s 1 -e 10 -b 1 -rl rs_beauty -cam shotCam -rd /show/images -im shot -proj /show scene.ma

It reads the scene with a reader of its own and works names out by Autodesk's page "Subfolders and names of rendered
images". Flags: per renderer, those of its description as they were seen (Autodesk's pages of Render, help that it
printed). What nobody knows of Maya it does both ways, as the words in MAYA_HABITS say; MAYA_YEAR is its version.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.fakes.maya_descriptions import ALONE, FLAGS, PROGRAM, SEVERAL, TEMPLATES, WORDS
from tests.fakes.maya_reader import MayaScene, Node

if sys.platform == "win32":  # Maya prints what it likes
    sys.stdout.reconfigure(errors="backslashreplace")

ENDINGS = {
    **{0: "gif", 3: "tif", 4: "tif", 5: "sgi", 6: "als", 7: "iff", 8: "jpg", 19: "tga"},
    **{20: "bmp", 31: "psd", 32: "png", 35: "dds", 40: "exr"},
}
OWN_ENDINGS = {"jpeg": "jpg", "tiff": "tif", "deepexr": "exr"}
REDSHIFT_ENDINGS = ("iff", "exr", "png", "tga", "jpg", "tif")
PARSED, MEL, REPORTED = 206, 210, 211
"""What Render ends with: a command line it cannot read, an error in the script it made, an error of the renderer."""


class Stop(Exception):
    """Render ends with this code; what it says goes first."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def main(words: list[str]) -> int:
    """Render what the words say."""
    try:
        options, path = parsed(words)
        batch = Batch(options, path)
        for file in batch.exported() if "-rib" in options else batch.files():
            print(f"Finished Rendering {file}.", flush=True)
    except Stop as stop:
        print(stop.text)
        return stop.code
    return 0


def parsed(words: list[str]) -> tuple[dict[str, list[str]], str]:
    """The flags with their values, and the scene, which is the last word."""
    if words[:1] != ["-r"] or len(words) < 3:
        raise Stop(PARSED, "Usage: Render [options] filename")
    renderer = words[1]
    if renderer not in FLAGS:
        raise Stop(PARSED, f'Cannot open renderer description file "{renderer}Renderer.xml".')
    is_old = int(os.environ.get("MAYA_YEAR", "2024")) <= 2023
    known = f"{FLAGS[renderer]} {PROGRAM} {TEMPLATES if is_old else ''}".split()
    options: dict[str, list[str]] = {}
    *given, scene = words
    while given:
        flag = given.pop(0)
        if flag not in known:
            raise Stop(PARSED, f"Invalid flag: {flag}")
        count = 0 if flag in ALONE.split() else SEVERAL.get(flag, 1)
        options[flag], given = given[:count], given[count:]
        if re.search(r'["\\\n\r]', "".join(options[flag])):
            raise Stop(MEL, f"// Error: Syntax error\n// Maya exited with status {MEL}")
    return options, scene


def renamed(path: str, habits: list[str], frame: int, layer: str) -> str:
    """The name under which a renderer exports: nobody knows what it adds to the one asked for."""
    start, ending = os.path.splitext(path)
    start += f"_{layer}" if "adds_layer" in habits else ""
    start += f".{frame:04d}" if "adds_number" in habits else ""
    folder, name = os.path.split(start + ending)
    return os.path.join(folder, layer, name) if "in_folder" in habits else start + ending


class Batch:
    """One run of Render."""

    def __init__(self, options: dict[str, list[str]], path: str) -> None:
        """Open the scene, as the script does that Render makes."""
        self.options = options
        self.habits = os.environ.get("MAYA_HABITS", "").split()
        """counts_all: layers that are off count where Maya asks whether there are several; names_rs: the folder that
        Maya makes is called like the layer's node; aov_behind: AOVs have their folder behind those of layer, camera."""
        self.project = self._one("-proj") or os.path.join(os.getcwd(), "default project of whoever runs it")
        if "-proj" in options and not os.path.isdir(self.project):
            raise Stop(PARSED, f"The project {self.project} does not exist.")
        if not os.path.isfile(path):
            raise Stop(MEL, f"// Error: File not found: {path}\n// Maya exited with status {MEL}")
        self.scene = MayaScene(path, self.project)

    def files(self) -> Iterator[str]:
        """Write the files of all frames of all layers and cameras; those that are there may be left out."""
        for layer in self._layers():
            for camera in self._cameras(layer):
                for place, frame in enumerate(self._frames(layer)):
                    for file in self.names(layer, camera, frame, place):
                        if self._skips() and os.path.exists(file):
                            print(f"Skipping frame {frame}: {file} exists")
                            continue
                        os.makedirs(os.path.dirname(file), exist_ok=True)
                        region = " ".join(self.options.get("-reg", []))
                        Path(file).write_text(f"{layer.name} {self.scene.unique(camera)} {frame} {region}\n", "utf-8")
                        yield file

    def exported(self) -> Iterator[str]:
        """Write a file for each frame that would be rendered: the frame, and the names of its pictures."""
        for layer in self._layers():
            for camera in self._cameras(layer):
                for place, frame in enumerate(self._frames(layer)):
                    path = renamed(self._one("-ribFile"), self.habits, frame, layer.name)
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    Path(path).write_text(json.dumps([frame, self.names(layer, camera, frame, place)]), "utf-8")
                    yield path

    def names(self, layer: Node, camera: Node, frame: int, place: int) -> list[str]:
        """The files of one frame, the `place`-th that is rendered: one, or one for each AOV."""
        renderer = self._renderer(layer)
        prefix = self._prefix(layer, renderer)
        passes = self._passes(renderer)
        several = [one for one in self._all_layers() if "counts_all" in self.habits or self._is_on(one)]
        front = ""
        if (
            len(several) > 1
            and not re.search("<RenderLayer>|<Layer>|%l", prefix, re.IGNORECASE)
            and not self._is_alone("-rl")
        ):
            front = f"{layer.name if 'names_rs' in self.habits else self._shown(layer)}/"
        if len(self._cameras(layer)) > 1 and not re.search("<Camera>|%c", prefix, re.IGNORECASE):
            front += "<Camera>/"
        if passes and renderer == "arnold" and "<RenderPass>" not in prefix:
            front = f"{front}<RenderPass>/" if "aov_behind" in self.habits else f"<RenderPass>/{front}"
        folder = self._one("-rd") or os.path.join(self.project, self._rule("images"))
        if renderer == "renderman" and not self._one("-rd"):
            folder = self._replaced(self.scene.get("rmanGlobals", "imageOutputDir", folder), layer, camera, "")
        found = []
        endings = dict(self._displays()) if renderer == "renderman" else {}
        for name in passes or ["beauty" if renderer == "arnold" else ""]:
            told = self._replaced(prefix if prefix.startswith("/") else front + prefix, layer, camera, name)
            found.append(os.path.join(folder, self._numbered(told, layer, renderer, frame, place, endings.get(name))))
        return found

    # What is rendered ------------------------------------------------------------------------------------------------

    def _layers(self) -> list[Node]:
        """The layers that render: those named, as far as they are on."""
        wanted = (self._one("-rl") or self._one("-lr") or "").split(",") if self._is_alone("-rl") else []
        there = {layer.name: layer for layer in self._all_layers()}
        for name in wanted:
            is_old = name in there and name != "defaultRenderLayer" and not self._setup_layer(there[name])
            if name not in there or (is_old and os.environ.get("MAYA_ENABLE_LEGACY_RENDER_LAYERS") != "1"):
                raise Stop(REPORTED, "Requested layer does not exist!")
        return [layer for layer in there.values() if self._is_on(layer) and (not wanted or layer.name in wanted)]

    def _all_layers(self) -> list[Node]:
        found = [layer for layer in self.scene.of_type("renderLayer") if not layer.is_referenced]
        master = [layer for layer in found if layer.name == "defaultRenderLayer"]
        return found if master else [Node("defaultRenderLayer", "renderLayer"), *found]

    def _is_on(self, layer: Node) -> bool:
        return bool(layer.values.get("renderable", True))

    def _cameras(self, layer: Node) -> list[Node]:
        """Transforms of the cameras that render in the layer."""
        shapes = self.scene.of_type("camera", "stereoRigCamera")
        wanted = self._one("-cam")
        if wanted:
            named = self.scene.named(wanted)
            shapes = [shape for shape in shapes if named and (shape is named or shape.above == named.path)]
            if not shapes:
                raise Stop(MEL, f"Camera [{wanted}] does not exist.\n// Maya exited with status {MEL}")
        else:
            shapes = [shape for shape in shapes if self._is_renderable(shape, layer)]
        above = [self.scene.named(shape.above) for shape in shapes]
        return [node for node in above if node]

    def _is_renderable(self, shape: Node, layer: Node) -> bool:
        """Whether a camera renders in the layer, by its own switch or by an override of it."""
        found = bool(shape.values.get("renderable", True))
        setup = self._setup_layer(layer)
        for node in self.scene.of_type("absOverride") if setup else []:
            if node.values.get("attribute") == "renderable" and setup and self._applies(node, setup):
                collection = self.scene.sources(f"{node.name}.parentList")[0].partition(".")[0]
                selectors = [plug.partition(".")[0] for plug in self.scene.sources(f"{collection}.sel")]
                if any(self._selects(name, shape) for name in selectors):
                    found = bool(node.values.get("attrValue", False))
        return found

    def _selects(self, selector: str, shape: Node) -> bool:
        """Whether a selector means the shape: by its path in a list, or by a pattern for its name."""
        listed = str(self.scene.get(selector, "ssl", "")).split()
        patterns = str(self.scene.get(selector, "pat", "")).split()
        return shape.path in listed or any(fnmatch.fnmatchcase(shape.name, pattern) for pattern in patterns)

    def _frames(self, layer: Node) -> list[int]:
        if "-s" in self.options:
            step = self._one("-b") or self._one("-inc") or "1"
            return list(range(int(self._one("-s")), int(self._one("-e")) + 1, int(step)))
        if not self._global(layer, "animation", False):
            return [int(self.scene.get("time1", "outTime", 1))]
        first, last = self._global(layer, "startFrame", 1), self._global(layer, "endFrame", 10)
        return list(range(round(first), round(last) + 1, round(self._global(layer, "byFrameStep", 1))))

    def _skips(self) -> bool:
        return self._one("-skipExistingFrames") in ("true", "on", "yes", "1") or self._one("-rep") == "0"

    # Names -----------------------------------------------------------------------------------------------------------

    def _prefix(self, layer: Node, renderer: str) -> str:
        scene = "<Scene>"
        if renderer == "vray":
            return self._one("-im") or self._value(layer, "vraySettings", "fileNamePrefix", "") or scene
        if renderer == "renderman":
            given = self._one("-imageFile") or self.scene.get("rmanGlobals", "imageFileFormat", "")
            return given or "<scene>_<layer>.<f4>.<ext>"
        return self._one("-im") or self._global(layer, "imageFilePrefix", "") or scene

    def _replaced(self, text: str, layer: Node, camera: Node, aov: str) -> str:
        scene = os.path.splitext(os.path.basename(self.scene.path))[0]
        words = {
            "scene": scene,
            "renderlayer": self._shown(layer),
            "layer": self._shown(layer),
            "camera": re.sub("[^0-9A-Za-z_]", "_", self.scene.unique(camera)),
            "ws": self.project,
            "renderpass": aov,
            "aov": aov,
            "version": str(self.scene.get("defaultRenderGlobals", "renderVersion", "")),
        }
        found = re.sub(r"<(\w+)>", lambda word: words.get(word[1].lower(), word[0]), text)
        short = {"%s": words["scene"], "%l": words["layer"], "%c": words["camera"]}
        return re.sub("%[slc]", lambda word: short[word[0]], found)

    def _numbered(self, name: str, layer: Node, renderer: str, frame: int, place: int, own: str | None) -> str:
        ending = own or self._ending(layer, renderer)
        if renderer == "renderman":
            found = re.sub(r"<f(\d?)>", lambda width: f"{frame:0{width[1] or 1}d}", name)
            return found.replace("<ext>", ending)
        is_animated = "-s" in self.options or bool(self._global(layer, "animation", False))
        if renderer == "vray":
            width = int(self._value(layer, "vraySettings", "fileNamePadding", 4))
            return f"{name}.{frame:0{width}d}.{ending}" if is_animated else f"{name}.{ending}"
        control = self._global(layer, "outFormatControl", 0)
        dotted = "" if control == 1 else f".{self._global(layer, 'outFormatExt', '') if control == 2 else ending}"
        if not is_animated:
            return name + dotted
        width = int(self._one("-pad") or self._global(layer, "extensionPadding", 4))
        number = f"{self._number(layer, frame, place):0{width}d}"
        sign = {0: "", 1: ".", 2: "_"}[self._global(layer, "periodInExt", 1)]
        is_before = self._global(layer, "putFrameBeforeExt", False)
        return f"{name}{sign}{number}{dotted}" if is_before else f"{name}{dotted}{sign}{number}"

    def _number(self, layer: Node, frame: int, place: int) -> int:
        if "-rfs" in self.options:
            return int(float(self._one("-rfs")) + place * float(self._one("-rfb") or 1))
        if not self._global(layer, "modifyExtension", False):
            return frame
        return int(self._global(layer, "startExtension", 1) + place * self._global(layer, "byExtension", 1))

    def _ending(self, layer: Node, renderer: str) -> str:
        if renderer == "arnold":
            word = self._value(layer, "defaultArnoldDriver", "ai_translator", "exr")
            return OWN_ENDINGS.get(word, word)
        if renderer == "vray":
            return str(self._value(layer, "vraySettings", "imageFormatStr", "png")).split(" ")[0]
        if renderer == "redshift":
            return REDSHIFT_ENDINGS[self._value(layer, "redshiftOptions", "imageFormat", 1)]
        if renderer == "renderman":
            return next((ending for _, ending in self._displays()), "exr")
        number = self._global(layer, "imageFormat", 7)
        return str(self._global(layer, "imfPluginKey", "")) if number in (50, 51) else ENDINGS[number]

    def _passes(self, renderer: str) -> list[str]:
        """AOVs that have files of their own, the picture itself among them."""
        if renderer == "renderman":
            return [name for name, _ in self._displays()]
        get = self.scene.get
        can_merge = get("defaultArnoldDriver", "ai_translator", "exr") in ("exr", "deepexr")
        is_merged = can_merge and get("defaultArnoldDriver", "mergeAOVs", False)
        if renderer != "arnold" or is_merged or not get("defaultArnoldRenderOptions", "aovMode", 1):
            return []
        nodes = [node for node in self.scene.of_type("aiAOV") if node.values.get("enabled", True)]
        linked = [
            node.values.get("name", node.name)
            for node in nodes
            if any("aov" in target for target in self.scene.targets(f"{node.name}.message"))
        ]
        return ["beauty", *linked] if linked else []

    def _displays(self) -> list[tuple[str, str]]:
        """Name and ending of the images that RenderMan's displays write."""
        found = []
        for node in self.scene.of_type("rmanDisplay"):
            drivers = [plug.partition(".")[0] for plug in self.scene.sources(f"{node.name}.displayType")]
            is_used = any(
                plug.startswith("rmanGlobals.displays") for plug in self.scene.targets(f"{node.name}.message")
            )
            if is_used and drivers:
                driver = self.scene.named(drivers[0])
                ending = {"d_openexr": "exr", "d_png": "png", "d_tiff": "tif"}[driver.type if driver else "d_openexr"]
                found.append(("beauty" if node.name == "rmanDefaultDisplay" else node.name, ending))
        return found

    # Values ----------------------------------------------------------------------------------------------------------

    def _one(self, flag: str) -> str:
        return (self.options.get(flag) or [""])[0]

    def _is_alone(self, flag: str) -> bool:
        return flag in self.options or (flag == "-rl" and "-lr" in self.options)

    def _renderer(self, layer: Node) -> str:
        word = self._one("-r")
        scenes = self._global(layer, "currentRenderer", "mayaSoftware")
        return WORDS.get(scenes, "sw") if word == "file" else word

    def _global(self, layer: Node, attribute: str, default: Any) -> Any:
        return self._value(layer, "defaultRenderGlobals", attribute, default)

    def _value(self, layer: Node, name: str, attribute: str, default: Any) -> Any:
        """What an attribute holds while the layer is the visible one."""
        found = self.scene.get(name, attribute, default)
        setup = self._setup_layer(layer)
        if setup is None:
            for plug in self.scene.targets(f"{name}.{attribute}"):
                owner, _, rest = plug.partition(".")
                if owner == layer.name and rest.endswith(".plug"):
                    found = layer.values.get(rest[: -len("plug")] + "value", found)
            return found
        for node in self.scene.of_type("absUniqueOverride", "relUniqueOverride"):
            is_meant = (node.values.get("targetNodeName"), node.values.get("attribute")) == (name, attribute)
            if not is_meant or not self._applies(node, setup):
                continue
            if node.type == "absUniqueOverride":
                found = node.values.get("attrValue", found)
            else:
                found = found * node.values.get("multiply", 1) + node.values.get("offset", 0)
        return found

    def _applies(self, node: Node, layer: Node) -> bool:
        """Whether an override belongs to the layer, and everything between them is switched on."""
        while node is not layer:
            above = [self.scene.named(plug.partition(".")[0]) for plug in self.scene.sources(f"{node.name}.parentList")]
            if not node.values.get("selfEnabled", True) or not above or above[0] is None:
                return False
            node = above[0]
        return True

    def _setup_layer(self, layer: Node) -> Node | None:
        """The layer of Render Setup that this node belongs to; None for one of the old kind."""
        for plug in self.scene.targets(f"{layer.name}.message"):
            if plug.endswith(".legacyRenderLayer"):
                return self.scene.named(plug.partition(".")[0])
        return None

    def _shown(self, layer: Node) -> str:
        setup = self._setup_layer(layer)
        return "masterLayer" if layer.name == "defaultRenderLayer" else setup.name if setup else layer.name

    def _rule(self, name: str) -> str:
        file = Path(self.project) / "workspace.mel"
        text = file.read_text("utf-8") if file.is_file() else ""
        found = re.search(rf'-fr\s+"{name}"\s+"([^"]*)"', text)
        return found[1] if found else name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
