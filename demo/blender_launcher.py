"""`blender -b FILE [options] -a` over the bpy module, for the demo and the tests; no studio renders with it.

The wheel `bpy` is Blender without an executable. This file is run by an interpreter that has the wheel:

    python demo/blender_launcher.py -b scene.blend -o /tmp/frames/a_#### -s 1 -e 3 -j 1 -a
    python demo/blender_launcher.py -b --factory-startup --python-exit-code 3 --python script.py -- words for the script

As in Blender, arguments are carried out in the order in which they stand, `sys.argv` of a script is the whole
command line, and everything after `--` belongs to the script. `write_wrapper(folder, python)` writes a file named
`blender` (`blender.cmd` on Windows) that starts it, for the PATH of a farm or for a command line; a script run through
the wrapper reads the wrapper's path from `bpy.app.binary_path`, which the module leaves empty.

Where it follows the application: signed numbers after -s, -e and -f are relative to the scene's range; an unknown
scene name is reported and the active scene stays; a list of frames that is no list renders nothing and exits 0; a
Python error exits 0 unless `--python-exit-code` stood before it. Exit 1: the file, the engine or the output cannot be
used. Add-ons enabled in the saved preferences are not loaded: enable them in the script.
It ends with `os._exit`, since the module can hang at the interpreter's exit (seen in 4.5).
"""

from __future__ import annotations

import os
import shlex
import sys
import traceback
from pathlib import Path
from typing import Any, Callable

WRAPPER_VARIABLE = "BLENDER_LAUNCHER_WRAPPER"
FLAGS_WITHOUT_EFFECT = frozenset(
    "-b --background -noaudio --factory-startup -y --enable-autoexec -Y --disable-autoexec --offline-mode "
    "--online-mode -q --quiet -d --debug --debug-python --python-use-system-env".split()
)
OPTIONS_WITHOUT_EFFECT = frozenset("--log --log-level --log-file --gpu-backend --debug-value".split())


class CommandLineError(Exception):
    """The command line cannot be carried out; Blender would exit with 1."""


def write_wrapper(folder: Path, python: str) -> Path:
    """Write an executable `blender` into `folder` that runs this launcher under `python`; returns its path.

    Args:
        folder: made if it is missing.
        python: an interpreter that can import bpy, by its full path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    launcher = os.path.abspath(__file__)
    if os.name == "nt":
        path = folder / "blender.cmd"
        path.write_text(
            f'@set "{WRAPPER_VARIABLE}=%~f0"\r\n@"{python}" -I -u "{launcher}" %*\r\n@exit /b %ERRORLEVEL%\r\n',
            encoding="utf-8",
        )
    else:
        path = folder / "blender"
        path.write_text(
            f"#!/bin/sh\n{WRAPPER_VARIABLE}=$0 exec {shlex.quote(python)} -I -u {shlex.quote(launcher)} " + '"$@"\n',
            encoding="utf-8",
        )
        path.chmod(0o755)
    return path


def frames_of(text: str, start: int, end: int) -> list[int]:
    """The frames that `-f text` names in a scene from `start` to `end`; empty where Blender renders nothing."""
    frames: list[int] = []
    for part in text.split(","):
        first, dots, last = part.partition("..")
        try:
            low = _frame(first, start, end)
            high = _frame(last, start, end) if dots else low
        except ValueError:
            return []
        if high < low:
            return []
        frames.extend(range(low, high + 1))
    return frames


def _frame(text: str, start: int, end: int) -> int:
    if text.startswith("+"):
        return start + int(text[1:])
    if text.startswith("-"):
        return end - int(text[1:])
    return int(text)


class Session:
    """One run of the command line: the scene it has reached, and what each option does to it."""

    def __init__(self, bpy: Any) -> None:
        self.bpy = bpy
        self.scene = bpy.context.scene
        self.python_exit_code = 0
        self.options: dict[str, Callable[[str], None]] = {
            "-S": self._set_scene,
            "-o": self._set_output,
            "-F": self._set_format,
            "-E": self._set_engine,
            "-x": self._set_extension,
            "-t": self._set_threads,
            "-s": self._set_start,
            "-e": self._set_end,
            "-j": self._set_step,
            "-f": self._render_frames,
            "-P": self._run_file,
            "--python": self._run_file,
            "--python-expr": self._run_text,
            "--python-exit-code": self._set_exit_code,
            "--addons": self._enable_addons,
        }
        for long, short in LONG_NAMES.items():
            self.options[long] = self.options[short]

    def run(self, arguments: list[str]) -> None:
        """Carry out `arguments` one after another, up to `--`."""
        rest = iter(arguments)
        for argument in rest:
            if argument == "--":
                return
            if argument in ("-a", "--render-anim"):
                self._render(self.scene.frame_start, self.scene.frame_end)
            elif argument in self.options or argument in OPTIONS_WITHOUT_EFFECT:
                value = next(rest, None)
                if value is None:
                    raise CommandLineError(f"{argument} needs a value")
                self.options.get(argument, str)(value)
            elif argument.startswith("-"):
                if argument not in FLAGS_WITHOUT_EFFECT:
                    raise CommandLineError(f"unknown argument {argument}")
            else:
                self._open(argument)

    def _open(self, path: str) -> None:
        try:
            self.bpy.ops.wm.open_mainfile(filepath=os.path.abspath(path), load_ui=False)
        except RuntimeError as error:
            raise CommandLineError(f'Cannot read file "{path}": {error}') from error
        self.scene = self.bpy.context.scene

    def _set_scene(self, name: str) -> None:
        if name not in self.bpy.data.scenes:
            print(f"Error: scene {name!r} does not exist, the active scene stays.", file=sys.stderr)
            return
        self.scene = self.bpy.data.scenes[name]
        if self.bpy.context.window is not None:
            self.bpy.context.window.scene = self.scene

    def _set_output(self, path: str) -> None:
        self.scene.render.filepath = path

    def _set_format(self, name: str) -> None:
        self.scene.render.image_settings.file_format = name

    def _set_engine(self, name: str) -> None:
        try:
            self.scene.render.engine = name
        except TypeError as error:
            raise CommandLineError(f"engine {name!r} is not here: {error}") from error

    def _set_extension(self, text: str) -> None:
        self.scene.render.use_file_extension = text == "1"

    def _set_threads(self, text: str) -> None:
        self.scene.render.threads_mode = "FIXED" if int(text) else "AUTO"
        self.scene.render.threads = int(text) or self.scene.render.threads

    def _set_start(self, text: str) -> None:
        start = self.scene.frame_start
        self.scene.frame_start = start + int(text) if text[:1] in "+-" else int(text)

    def _set_end(self, text: str) -> None:
        end = self.scene.frame_end
        self.scene.frame_end = end + int(text) if text[:1] in "+-" else int(text)

    def _set_step(self, text: str) -> None:
        self.scene.frame_step = int(text)

    def _set_exit_code(self, text: str) -> None:
        self.python_exit_code = int(text)

    def _enable_addons(self, names: str) -> None:
        import addon_utils

        for name in names.split(","):
            addon_utils.enable(name)

    def _render_frames(self, text: str) -> None:
        for frame in frames_of(text, self.scene.frame_start, self.scene.frame_end):
            self._render(frame, frame)

    def _render(self, first: int, last: int) -> None:
        scene = self.scene
        before = scene.frame_start, scene.frame_end
        scene.frame_start, scene.frame_end = first, last
        try:
            self.bpy.ops.render.render(animation=True, scene=scene.name)
        except RuntimeError as error:
            raise CommandLineError(str(error)) from error
        finally:
            scene.frame_start, scene.frame_end = before

    def _run_file(self, path: str) -> None:
        with open(path, "rb") as file:
            source = file.read()
        self._execute(source, path)

    def _run_text(self, text: str) -> None:
        self._execute(text.encode("utf-8"), "<string>")

    def _execute(self, source: bytes, name: str) -> None:
        space = {"__name__": "__main__", "__file__": name}
        try:
            exec(compile(source, name, "exec"), space)
        except Exception:
            traceback.print_exc()
            if self.python_exit_code:
                raise SystemExit(self.python_exit_code) from None
        # A script may have opened another file: the old scene is gone with the file that held it.
        self.scene = self.bpy.context.scene


LONG_NAMES = {
    "--scene": "-S",
    "--render-output": "-o",
    "--render-format": "-F",
    "--engine": "-E",
    "--use-extension": "-x",
    "--threads": "-t",
    "--frame-start": "-s",
    "--frame-end": "-e",
    "--frame-jump": "-j",
    "--render-frame": "-f",
}


def _line_buffer_stdout() -> None:
    """Make the lines that Blender's own code prints appear as they are printed, also in a pipe."""
    if os.name == "nt":
        return
    import ctypes

    library = ctypes.CDLL(None)
    name = "__stdoutp" if sys.platform == "darwin" else "stdout"
    library.setvbuf(ctypes.c_void_p.in_dll(library, name), None, 1, 0)


def _end(code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        import ctypes

        ctypes.CDLL(None).fflush(None)
    os._exit(code)


def _exit_code(arguments: list[str]) -> int:
    import bpy

    wrapper = os.environ.pop(WRAPPER_VARIABLE, "")
    wrapper = os.path.abspath(wrapper) if wrapper else ""
    bpy.app.binary_path = wrapper
    sys.argv = [wrapper or "blender", *arguments]
    if arguments in (["--version"], ["-v"]):
        print(f"Blender {bpy.app.version_string}\n\tbpy module under Python {sys.version.split()[0]}")
        return 0
    try:
        Session(bpy).run(arguments)
    except CommandLineError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    print("\nBlender quit")
    return 0


def main(arguments: list[str]) -> None:
    """Run the command line and end the process with Blender's exit code; never returns."""
    code = 1
    try:
        _line_buffer_stdout()
        code = _exit_code(arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        _end(code)


if __name__ == "__main__":
    main(sys.argv[1:])
