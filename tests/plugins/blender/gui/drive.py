"""Runs inside a Blender with a window: plays one play of clicks and takes its pictures.

    blender --factory-startup --python drive.py -- PLAY.py RESULT.json ADDON.zip FOLDER

A play is a file with a generator function `play(stage)`: it yields seconds to wait, or a function to be true, and asks
the stage for clicks, keys and pictures in between. Clicks and keys are the X server's (xdotool), pictures are of the
whole screen (ImageMagick's import). What it notes down is written as the result; the process then ends at once.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
import traceback

import bpy

TICK = 0.1
PATIENCE_SECONDS = 25
EMPTY_SPOT = (560, 330)


class Stage:
    """What a play can do."""

    def __init__(self, folder: str, archive: str, result: str) -> None:
        self.folder, self.archive, self._result = folder, archive, result
        self.notes: dict[str, object] = {}

    def write_notes(self, error: str) -> None:
        """Write down what was noted; a play that quits Blender itself does so before."""
        self.notes["error"] = error
        with open(self._result, "w", encoding="utf-8") as file:
            json.dump(self.notes, file)

    def in_window(self, function):
        """Call `function` as a key in the window would, and wait for it. A part of a play; gives what it returned.

        Never `temp_override`: with it Blender 3.4 takes no lock of Python's where it reads the context, and crashes
        sooner or later when another thread runs Python (measured).
        """
        STAGE_OT_call.pending, STAGE_OT_call.error = function, None
        self.move(*EMPTY_SPOT)
        yield 0.1
        self.key("ctrl+alt+shift+F8")
        yield lambda: STAGE_OT_call.pending is None
        if STAGE_OT_call.error:
            raise STAGE_OT_call.error
        return STAGE_OT_call.answer

    def install(self) -> None:
        """Install and enable the add-on from its zip."""
        if bpy.app.version >= (4, 2, 0):
            words = {"repo": "user_default", "enable_on_install": True, "overwrite": True}
            bpy.ops.extensions.package_install_files(filepath=self.archive, **words)
        else:
            bpy.ops.preferences.addon_install(filepath=self.archive, overwrite=True)
            bpy.ops.preferences.addon_enable(module="afanasy")

    def click(self, x: int, y: int) -> None:
        """Move the pointer there, x and y from the upper left corner of the screen, and click."""
        self.move(x, y)
        time.sleep(0.1)
        self._tool("click", "1")

    def click_with(self, modifier: str, x: int, y: int):
        """Click with a key held down. A part of a play (`yield from`): Blender must see each step."""
        self.move(x, y)
        yield 0.2
        self._tool("keydown", modifier)
        yield 0.2
        self._tool("click", "1")
        yield 0.3
        self._tool("keyup", modifier)
        yield 0.3

    def drag(self, x: int, y: int, to_x: int, to_y: int):
        """Press the left button at one place and let it go at another. A part of a play (`yield from`)."""
        self.move(x - 8, y)
        yield 0.2
        self.move(x, y)
        yield 0.3
        self._tool("mousedown", "1")
        yield 0.3
        for part in range(1, 6):
            self.move(x + (to_x - x) * part // 5, y + (to_y - y) * part // 5)
            yield 0.15
        self._tool("mouseup", "1")
        yield 0.5

    def move(self, x: int, y: int) -> None:
        """Move the pointer there."""
        self._tool("mousemove", str(x), str(y))

    def key(self, name: str) -> None:
        """Press and release a key: "Escape", "Return", "ctrl+z"."""
        self._tool("key", name)

    def write(self, text: str) -> None:
        """Type."""
        self._tool("type", "--delay", "20", text)

    def picture(self, name: str, crop: str = "") -> None:
        """Take a picture of the screen, or of the part `crop` (WIDTHxHEIGHT+X+Y)."""
        words = ["-crop", crop, "+repage"] if crop else []
        path = os.path.join(self.folder, f"{name}.png")
        subprocess.run(["import", "-window", "root", *words, path], timeout=20, check=True)

    def image(self) -> bytes:
        """What the screen shows now."""
        words = ["import", "-window", "root", "rgb:-"]
        return subprocess.run(words, timeout=20, check=True, stdout=subprocess.PIPE).stdout

    @staticmethod
    def title() -> str:
        """The title of Blender's window."""
        words = ["xdotool", "search", "--onlyvisible", "--name", "Blender", "getwindowname", "%@"]
        return subprocess.run(words, timeout=20, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def area(self, kind: str):
        """The area of this type, or None."""
        return next((area for area in bpy.context.window_manager.windows[0].screen.areas if area.type == kind), None)

    @staticmethod
    def _tool(*words: str) -> None:
        subprocess.run(["xdotool", *words], timeout=20, check=True)


class STAGE_OT_call(bpy.types.Operator):
    """Call what the play wants, where an operator of another add-on would be called"""

    bl_idname = "stage.call"
    bl_label = "Call"
    pending = error = answer = None

    def execute(self, context):
        """Call it, once."""
        cls = STAGE_OT_call
        try:
            cls.answer = cls.pending()
        except Exception as error:
            cls.error = error
        cls.pending = None
        return {"FINISHED"}


def main(play: str, result: str, archive: str, folder: str) -> None:
    """Play it from a timer, write the notes, and end the process."""
    spec = importlib.util.spec_from_file_location("play", play)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    stage = Stage(folder, archive, result)
    steps = module.play(stage)
    state = {"waiting": 0.5, "since": time.monotonic()}

    def end(error: str) -> None:
        stage.write_notes(error)
        sys.stdout.flush()
        os._exit(0)

    def tick() -> float:
        waiting, passed = state["waiting"], time.monotonic() - state["since"]
        try:
            if callable(waiting):
                if not waiting():
                    if passed > PATIENCE_SECONDS:
                        raise TimeoutError(f"never became true: {waiting}")
                    return TICK
            elif passed < waiting:
                return TICK
            state["waiting"] = next(steps)
            state["since"] = time.monotonic()
        except StopIteration:
            end("")
        except BaseException:
            end(traceback.format_exc())
        return TICK

    bpy.context.preferences.view.show_splash = False
    bpy.utils.register_class(STAGE_OT_call)
    keys = bpy.context.window_manager.keyconfigs.addon.keymaps.new("Window", space_type="EMPTY")
    keys.keymap_items.new("stage.call", "F8", "PRESS", ctrl=True, alt=True, shift=True)
    bpy.app.timers.register(tick, first_interval=1.0, persistent=True)


if __name__ == "__main__":
    main(*sys.argv[sys.argv.index("--") + 1 :])
