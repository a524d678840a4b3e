"""Inside Blender: enable the installed add-on, run every `case_…` of a file, write down what failed.

blender -b --python run_cases.py -- CASES.py RESULT.json {"mood": "host:port"}
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType

import addon_utils
import bpy

ADD_ON = "bl_ext.user_default.afanasy" if bpy.app.version >= (4, 2, 0) else "afanasy"


class Inside:
    """What a case works with: a folder of its own, a fresh scene in it, the add-on's modules, the servers."""

    def __init__(self, folder: Path, servers: dict[str, str]) -> None:
        self.folder, self.servers = folder, servers
        folder.mkdir(parents=True)

    def fresh(self, name: str = "shot.blend") -> Path:
        """A new small scene with a camera, saved in the case's folder, ready to submit to the well server."""
        bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=False)
        addon_utils.enable(ADD_ON, default_set=True)
        scene = bpy.context.scene
        scene.render.engine = "CYCLES"
        scene.frame_end = 3
        scene.render.filepath = "//frames/a_####"
        path = self.folder / name
        bpy.context.preferences.filepaths.save_version = 1
        bpy.ops.wm.save_as_mainfile(filepath=str(path), check_existing=False)
        self.use("well")
        return path

    def use(self, mood: str) -> None:
        """Make the server of this mood the configured one."""
        os.environ["AFSUBMIT_SERVER"] = self.servers[mood]

    def module(self, name: str) -> ModuleType:
        """A module of the installed add-on: "_host", "plan", "afsubmit.submission"."""
        return importlib.import_module(f"{ADD_ON}.{name}")

    def host(self):
        """The adapter to this Blender."""
        return self.module("_host").BlenderHost()

    def refused(self, **settings) -> str:
        """Submit, which must fail; returns the error's text."""
        text = self.error_of(bpy.ops.afanasy.submit, **settings)
        assert "Traceback" not in text, text
        return text

    def error_of(self, operator, *words, **settings) -> str:
        """The text of the error that this call of an operator must end with."""
        try:
            answer = operator(*words, **settings)
        except RuntimeError as error:
            return str(error)
        raise AssertionError(f"it went well: {answer}")

    def files(self) -> list[str]:
        """Every file in the case's folder."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


def main(cases: str, result: str, servers: str) -> None:
    """Run them all; each in a folder beside the result."""
    spec = importlib.util.spec_from_file_location("cases", cases)
    module = importlib.util.module_from_spec(spec)
    sys.modules["cases"] = module
    spec.loader.exec_module(module)
    found = {name: case for name, case in vars(module).items() if name.startswith("case_")}
    outcome = {}
    for name, case in found.items():
        try:
            case(Inside(Path(result).parent / name, json.loads(servers)))
            outcome[name] = ""
        except BaseException:
            outcome[name] = traceback.format_exc()
        # Whatever a case did to Blender's handlers must not reach the next one.
        for handlers in (bpy.app.handlers.save_pre, bpy.app.handlers.save_post):
            handlers[:] = [handler for handler in handlers if not getattr(handler, "is_of_a_case", False)]
    Path(result).write_text(json.dumps(outcome), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[sys.argv.index("--") + 1 :])
