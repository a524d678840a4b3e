"""Runs inside hython on the farm: renders frames of one ROP of a scene's copy as if it were the artist's own scene.

    hython _worker.py node=/out/x frames=-5..10x2,20 [take=T] [wedge=/out/w wedgenum=3] [control=/obj/c slice=2]
        [file=picture] [cook=1] hip=/path/shot.hip scene=/path/copy.hip

Ends with 0 only when every file that was asked for is there and was written now. It never saves. Imports nothing of the
suite: it goes alone. What is said of `hou` here: SideFX's own docstrings (21.0), CGRU's script, and public submitters.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from typing import Any

import hou

FILES = {
    "ifd": "vm_picture",
    **dict.fromkeys(("karma", "opengl", "flipbook"), "picture"),
    **dict.fromkeys(("usdrender", "usdrender_rop"), "outputimage"),
    **dict.fromkeys(("usd", "usd_rop", "usdexport"), "lopoutput"),
    "Redshift_ROP": "RS_outputFileNamePrefix",
    "Redshift_Proxy_Output": "RS_archive_file",
    "arnold": "ar_picture",
    "vray_renderer": "SettingsOutput_img_file_path",
    **dict.fromkeys(("geometry", "rop_geometry", "filecache", "filmboxfbx", "rop_fbx"), "sopoutput"),
    **dict.fromkeys(("alembic", "rop_alembic"), "filename"),
    **dict.fromkeys(("dop", "rop_dop"), "dopoutput"),
    **dict.fromkeys(("comp", "image", "image_rop"), "copoutput"),
    "channel": "chopoutput",
    "baketexture": "vm_uvoutputpicture1",
    "rop_vrayproxy": "filepath",
    "PRT_ROPDriver": "file",
}
"""The parameter that names what a type writes."""
DISPLAYS = ("ris", "rib")
"""Types with several displays, each with a file or a window of its own."""
WINDOWS = ("it", "houdini")
EXPORTS = {
    "ifd": ("soho_outputmode", "soho_diskfile"),
    "arnold": ("ar_ass_export_enable", "ar_ass_file"),
    "Redshift_ROP": ("RS_archive_enable", "RS_archive_file"),
}
"""The tick that makes a type write another file instead, and the parameter that names that."""
EXPORT_MODES = {"vray_renderer": ("render_export_mode", "render_export_filepath")}
"""A menu in its place: 0 pictures, 1 both, 2 the other file."""
USD_RENDERS = ("usdrender", "usdrender_rop")
USUAL_SETTINGS = "/Render/rendersettings"
"""The render settings of a stage when a USD Render ROP names none."""
PROGRESS = {"vm_alfprogress": 1, "alfprogress": 1, "ar_log_verbosity": "info"}
"""Parameters that make a renderer tell how far it is."""
ARCHIVES = ("alembic", "rop_alembic")
ARCHIVE_PROGRESS = (
    "import hou, sys; a, b = hou.pwd().evalParm('f1'), hou.pwd().evalParm('f2'); "
    "sys.stdout.write('ABC_PROGRESS %d%%\\n' % (100 * (hou.frame() - a) / max(b - a, 1))); sys.stdout.flush()"
)
ON_SCREEN = ("opengl", "flipbook")
PICTURES = frozenset("bmp dpx exr hdr jpeg jpg pic png rat sgi tga tif tiff".split())
_RUN = re.compile(r"(-?\d+)(?:\.\.(-?\d+)(?:x(\d+))?)?")


class WorkError(Exception):
    """What keeps this task from being rendered."""


def main(words: Sequence[str]) -> int:
    """Do what `words` ask for; returns the exit code."""
    asked = dict(word.partition("=")[::2] for word in words)
    try:
        missing = [name for name in ("node", "frames", "hip", "scene") if not asked.get(name)]
        if missing:
            raise WorkError(f"The command line lacks {', '.join(missing)}.")
        runs = list(runs_of(asked["frames"]))
        open_scene(asked["scene"], asked["hip"])
        return _Work(asked, runs).run()
    except WorkError as error:
        _say(f"ERROR: {error}")
    except hou.Error as error:
        _say(f"ERROR: {type(error).__name__}: {_text_of(error)}")
    except Exception as error:
        traceback.print_exc()
        _say(f"ERROR: {type(error).__name__}: {error}")
    return 1


def open_scene(path: str, hip: str) -> None:
    """Load `path`, and let it be `hip` for everything that its expressions ask for; JOB is the environment's."""
    job = os.environ.get("JOB")
    if job:
        hou.allowEnvironmentToOverwriteVariable("JOB", True)
    try:
        hou.hipFile.load(path, suppress_save_prompt=True, ignore_load_warnings=True)
    except hou.LoadWarning as warning:
        _say(f"WARNING: {_text_of(warning)}")
    if job and hou.getenv("JOB") != job:
        _set_variables({"JOB": job})
    hip = hip.replace("\\", "/")
    hou.hipFile.setName(hip)
    folder, name = os.path.split(hip)
    wanted = {"HIP": folder, "HIPFILE": hip, "HIPNAME": os.path.splitext(name)[0]}
    if _is_other(wanted):  # whether what was worked out before follows the new name is not documented
        _set_variables(wanted)
    if _is_other(wanted):
        found = hou.text.expandString("$HIP/$HIPNAME")
        raise WorkError(f"The copy stays {found} for its expressions, and should be {folder}/{wanted['HIPNAME']}.")


def _is_other(wanted: dict[str, str]) -> bool:
    found = hou.text.expandString("$HIP/$HIPNAME").replace("\\", "/")
    return bool(found != f"{wanted['HIP']}/{wanted['HIPNAME']}")


def _set_variables(values: dict[str, str]) -> None:
    for name, value in values.items():
        hou.putenv(name, value)
    hou.hscript("varchange")


class _Work:
    """One task."""

    def __init__(self, asked: dict[str, str], runs: list[tuple[int, int, int]]) -> None:
        self.asked, self.runs = asked, runs
        self._set_take()
        node = hou.node(asked["node"])
        if node is None:
            raise WorkError(f"The scene {asked['scene']} has no node {asked['node']}.")
        self.node: Any = node
        self.type_name = node.type().nameComponents()[2]
        self.inner: Any = node.node("render") if not hasattr(node, "render") else None

    def run(self) -> int:
        """Render; 1 when something is missing afterwards."""
        if self.asked.get("cook") == "1":
            return self._cook()
        self._ensure_display()
        self._apply_slice()
        self._apply_wedge()
        self._prepare()
        expected = self._expected()
        before = {path: _state(path) for path in expected}
        for path in expected:
            _make_folder(path)
        try:
            for run in self.runs:
                self._render(run)
        finally:
            has_errors = self._tell_of_nodes()
        missing = [f"{path} ({why})" for path in expected if (why := _why_missing(path, before[path]))]
        for path in expected:
            if os.path.splitext(path)[1][1:].lower() in PICTURES and os.path.isfile(path):
                _say(f"@IMAGE@{path}")
        if missing:
            raise WorkError(f"Houdini did not write {len(missing)} of {len(expected)} files: {', '.join(missing[:5])}")
        return 1 if has_errors and not expected else 0

    def _set_take(self) -> None:
        name = self.asked.get("take")
        if not name:
            return
        take = hou.takes.findTake(name)
        if take is None:
            raise WorkError(f"The scene has no take {name}.")
        hou.takes.setCurrentTake(take)

    def _ensure_display(self) -> None:
        """What draws on a screen ends the whole of hython where there is none: seen by users of OpenGL ROPs."""
        is_unix = sys.platform not in ("win32", "darwin")
        has_display = hou.isUIAvailable() or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if self.type_name in ON_SCREEN and is_unix and not has_display:
            raise WorkError(f"{self.node.path()} draws on a display, and this machine has none.")

    def _apply_slice(self) -> None:
        """Tell the control node of a distributed simulation where the tracker is, and this task's slice."""
        number, path = self.asked.get("slice"), self.asked.get("control")
        if number is None or not path:
            return
        control = hou.node(path)
        if control is None:
            raise WorkError(f"The scene has no node {path} to control the slices.")
        address, port = os.environ.get("TRACKER_ADDRESS"), os.environ.get("TRACKER_PORT")
        if not address or not port:
            raise WorkError("No tracker told this task its address: TRACKER_ADDRESS and TRACKER_PORT are not set.")
        for name in ("address", "visaddress"):
            _set(control, name, address)
        _set(control, "port", int(port))
        _set_variables({"SLICE": number})
        _say(f"ACTIVITY: {address}:{port}/{number}")

    def _apply_wedge(self) -> None:
        """Give the scene the values of one variation, as the wedge's own script does (CGRU)."""
        path, number = self.asked.get("wedge"), int(self.asked.get("wedgenum") or 0)
        if not path:
            return
        wedge: Any = hou.node(path)
        if wedge is None:
            raise WorkError(f"The scene has no wedge {path}.")
        module = wedge.hdaModule()
        every = module.getwedges(wedge)[0]
        if number >= len(every):
            raise WorkError(f"The wedge {path} has {len(every)} variations, and {number} is asked for.")
        module.setenvvariable("WEDGENUM", str(number))
        module.applyspecificwedge(wedge, every[number])

    def _prepare(self) -> None:
        """Let any frame be rendered, and let progress be told: in this copy only."""
        for node in filter(None, (self.node, self.inner)):
            _set(node, "trange", 1)
            for name, value in PROGRESS.items():
                _set(node, name, value)
        if self.type_name == "Redshift_ROP":
            hou.hscript("Redshift_setLogLevel -L 5")
        if self.type_name in ARCHIVES:
            for name, value in (("tpostframe", 1), ("lpostframe", "python"), ("postframe", ARCHIVE_PROGRESS)):
                _set(self.node, name, value)

    def _render(self, run: tuple[int, int, int]) -> None:
        """One call for all frames of a run: a second one begins a simulation, and writes an archive, anew."""
        renderer = next((one for one in (self.node, self.inner) if hasattr(one, "render")), None)
        if renderer is not None:
            renderer.render(frame_range=run, ignore_inputs=True, verbose=True, output_progress=True)
            return
        button = self.node.parm("execute")
        if button is None:
            raise WorkError(f"{self.node.path()} can neither be rendered nor executed.")
        for name, value in zip(("f1", "f2", "f3"), run):
            if not _set(self.node, name, value):
                raise WorkError(f"{self.node.path()} cannot be given its frames: {name} is locked or missing.")
        _say(f"RopNode.render: frame {run[0]}")
        button.pressButton()

    def _cook(self) -> int:
        """Cook a TOP network to its end, with its own scheduler."""
        flagged = [one for one in self.node.children() if hasattr(one, "cookWorkItems") and one.isDisplayFlagSet()]
        top = flagged[0] if flagged else None
        if top is None:
            raise WorkError(f"{self.node.path()} has nothing to cook.")
        top.cookWorkItems(block=True)
        errors = [*top.errors(), *self.node.errors()]
        for text in errors:
            _say(f"Error: {self.node.path()}: {text}")
        return 1 if errors else 0

    def _expected(self) -> list[str]:
        """The files that these frames write, each once; none where the type names none."""
        names = self._names()
        frames = [frame for first, last, step in self.runs for frame in range(first, last + 1, step)]
        paths = [parm.evalAsStringAtFrame(frame).strip() for parm in names for frame in frames]
        if self.type_name in USD_RENDERS and not any(paths):
            paths = self._products(frames)
        return list(dict.fromkeys(path for path in paths if "/" in path or "\\" in path))

    def _names(self) -> list[Any]:
        """The parameters that name what it writes."""
        tick, exported = EXPORTS.get(self.type_name, ("", ""))
        menu, export = EXPORT_MODES.get(self.type_name, ("", ""))
        mode = _text_at(self.node, menu) if menu else "0"
        if mode in ("1", "2"):
            return [self.node.parm(name) for name in (export, FILES[self.type_name])[: 3 - int(mode)]]
        ticked = self.node.parm(tick) if tick else None
        if ticked is not None and ticked.evalAsInt():
            return [self.node.parm(exported)]
        if self.type_name in DISPLAYS:
            return self._displays()
        method = self.node.parm("filemethod")
        is_explicit = self.type_name == "filecache" and method is not None and method.evalAsInt() == 1
        name = self.asked.get("file") or ("file" if is_explicit else FILES.get(self.type_name, ""))
        found = self.node.parm(name) if name else None
        return [found] if found is not None else []

    def _products(self, frames: Sequence[int]) -> list[str]:
        """The names of the stage's render products at these frames; what the stage does not say is not looked for."""
        try:
            found = []
            for frame in frames:
                hou.setFrame(frame)
                found += [str(name.Get(frame) or "") for name in _product_names(self.node)]
            if any(sign in name for name in found for sign in "$<%"):
                raise WorkError("husk fills in their names")
            return found
        except (WorkError, hou.Error, AttributeError, RuntimeError) as error:
            _say(f"WARNING: The files of {self.node.path()} are not looked for: {_text_of(error)}")
            return []

    def _displays(self) -> list[Any]:
        """The files of a renderer with several displays, which count from 0 or 1; not its windows."""
        count = self.node.parm("ri_displays")
        found = []
        for number in range((count.evalAsInt() if count is not None else 1) + 1):
            parm, device = (self.node.parm(f"{name}_{number}") for name in ("ri_display", "ri_device"))
            if parm is not None and (device is None or device.evalAsString().strip() not in WINDOWS):
                found.append(parm)
        return found

    def _tell_of_nodes(self) -> bool:
        """Say what the node, and the ROP inside it, has to say; whether there are errors."""
        has_errors = False
        for node in filter(None, (self.node, self.inner)):
            for text in node.warnings():
                _say(f"Warning: {node.path()}: {text}")
            for text in node.errors():
                has_errors = True
                _say(f"Error: {node.path()}: {text}")
        return has_errors


def _product_names(rop: Any) -> list[Any]:
    """The attributes that name the pictures of the stage which `rop` renders, as it is now."""
    wired = next((one for one in rop.inputs() if one is not None), None) if hasattr(rop, "stage") else None
    path, settings = _text_at(rop, "loppath"), _text_at(rop, "rendersettings") or USUAL_SETTINGS
    lop = wired or (rop.node(path) if path else None)
    if lop is None:
        raise WorkError("it names no LOP node")
    stage = lop.stage()
    targets = stage.GetPrimAtPath(settings).GetRelationship("products").GetTargets()
    names = [stage.GetPrimAtPath(target).GetAttribute("productName") for target in targets]
    if not names or not all(name.IsValid() for name in names):
        raise WorkError(f"its stage has no products with names in {settings}")
    return names


def _text_at(node: Any, name: str) -> str:
    parm = node.parm(name)
    return str(parm.evalAsString()).strip() if parm is not None else ""


def _set(node: Any, name: str, value: Any) -> bool:
    """Give a parameter a value, in place of an expression too; whether it could be. A locked one is a warning."""
    parm = node.parm(name)
    if parm is None:
        return False
    try:
        if parm.keyframes():
            parm.deleteAllKeyframes()
        parm.set(value)
    except (hou.Error, TypeError) as error:
        _say(f"WARNING: {parm.path()} cannot be set to {value}: {_text_of(error)}")
        return False
    return True


def _state(path: str) -> tuple[int, int, int] | None:
    """What changes when a file is written: no clock of another machine is asked."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _why_missing(path: str, before: tuple[int, int, int] | None) -> str:
    """Why `path` is not what was asked for, "" when it is."""
    after = _state(path)
    if after is None:
        return "it is not there"
    if after[1] == 0:
        return "it is empty"
    return "it is the one from before" if after == before else ""


def _make_folder(path: str) -> None:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise WorkError(f"The folder {os.path.dirname(path)} cannot be made: {error.strerror or error}.") from error


def runs_of(text: str) -> Iterator[tuple[int, int, int]]:
    """First, last and step of each part of `-5..10x2,20`."""
    for part in text.split(","):
        found = _RUN.fullmatch(part.strip())
        if found is None or int(found[3] or 1) < 1 or int(found[2] or found[1]) < int(found[1]):
            raise WorkError(f"{part!r} is no frame and no range such as 1..10 or 1..10x2.")
        first = int(found[1])
        yield first, int(found[2] or first), int(found[3] or 1)


def _text_of(error: BaseException) -> str:
    """What an error of Houdini's says: its own text where it has one."""
    said = getattr(error, "instanceMessage", None)
    return str(said()) if callable(said) else str(error)


def _say(text: str) -> None:
    """Print a line in UTF-8: a path with letters that Windows' code page lacks must not fail the task."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    hou.exit(main([word for word in sys.argv[1:] if "=" in word]), suppress_save_prompt=True)
