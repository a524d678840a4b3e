"""What the fake Houdini writes when a node is rendered: a file wherever the real one would write one.

Rests on the docstring of `RopNode.render` (21.0), on SideFX's pages on trange ("strict") and on what public submitters
say of each type's output parameter.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.fakes import usd_stage
from tests.fakes.hou_scene import MadeNode
from tests.fakes.hou_values import TICKS, number_of, text_of

OUTPUTS = {
    "ifd": "vm_picture", "karma": "picture", "geometry": "sopoutput", "rop_geometry": "sopoutput",
    "filecache": "sopoutput", "alembic": "filename", "rop_alembic": "filename", "filmboxfbx": "sopoutput",
    "rop_fbx": "sopoutput", "dop": "dopoutput", "rop_dop": "dopoutput", "comp": "copoutput", "image": "copoutput",
    "opengl": "picture", "flipbook": "picture", "usd": "lopoutput", "usd_rop": "lopoutput", "usdrender": "outputimage",
    "usdrender_rop": "outputimage", "Redshift_ROP": "RS_outputFileNamePrefix", "arnold": "ar_picture",
    "channel": "chopoutput", "Redshift_Proxy_Output": "RS_archive_file", "baketexture": "vm_uvoutputpicture1",
    "vray_renderer": "SettingsOutput_img_file_path", "ris": "ri_display_0",
}  # fmt: skip
EXPORTS = {
    "ifd": ("soho_outputmode", "soho_diskfile"),
    "arnold": ("ar_ass_export_enable", "ar_ass_file"),
    "Redshift_ROP": ("RS_archive_enable", "RS_archive_file"),
}
"""The tick that makes a renderer write a file for another program, and the parameter that names it."""
ON_SCREEN = frozenset(["opengl", "flipbook"])
NO_FILE = frozenset(["ip", "md", "it", ""])


def render(
    session: Any,
    made: MadeNode,
    frame_range: Any = (),
    *,
    ignore_inputs: bool = False,
    verbose: bool = False,
    output_progress: bool = False,
    **words: Any,
) -> None:
    """Write what the node writes at these frames; (first, last) or (first, last, step), else the node's own."""
    if not ignore_inputs:
        for one in session.inputs_of(made):
            if one is not None and not one.is_bypassed:
                render(session, one, frame_range, verbose=verbose, output_progress=output_progress)
    session.rendered.append((made.path, tuple(frame_range), ignore_inputs))
    frames = _frames(session, made, tuple(frame_range))
    _refuse_beyond(session, made, frames)
    if made.core_name in ON_SCREEN and not session.habits.is_gui:
        os._exit(139)  # [P: reported of opengl without a display]
    for place, frame in enumerate(frames, 1):
        session.made.frame = frame
        if verbose:
            print(f"RopNode.render: frame {text_of(frame)}", flush=True)
        if verbose and output_progress:
            print(f"ALF_PROGRESS {100 * place // len(frames)}%", flush=True)
        if frame == session.fails_at:
            raise session.errors.OperationFailed(f"Error while rendering {made.path} at frame {text_of(frame)}")
        _write(session, made, frame)


def press(session: Any, made: MadeNode) -> None:
    """*Save to Disk*: renders by the node's own range; errors stay in the node [P]."""
    try:
        render(session, made, ignore_inputs=True)
    except session.errors.OperationFailed as error:
        session.complaints.setdefault(made.path, []).append(str(error))


def _frames(session: Any, made: MadeNode, asked: tuple[float, ...]) -> list[float]:
    step = asked[2] if len(asked) > 2 else 1
    if len(asked) < 2:
        if text_of(session.values.of(made, "trange", 1)) in ("off", "0"):
            return [session.made.frame]
        asked = tuple(number_of(session.values.of(made, f"f{place}", 1)) for place in (1, 2, 3))
        step = asked[2]
    found, frame = [], float(asked[0])
    while frame <= asked[1] + 1e-9:
        found.append(frame)
        frame += step
    return found


def _refuse_beyond(session: Any, made: MadeNode, frames: list[float]) -> None:
    """[D: "strict" refuses frames outside the node's own range]"""
    if "trange" not in made.values() or text_of(session.values.of(made, "trange", 1)) not in ("on", "2"):
        return
    first, last = (number_of(session.values.of(made, f"f{place}", 1)) for place in (1, 2))
    if any(not first <= frame <= last for frame in frames):
        raise session.errors.OperationFailed(f"{made.path}: frame range is strict")


def stage_of(session: Any, made: MadeNode) -> usd_stage.Stage:
    """What the render settings before a LOP, itself included, say at the scene's frame."""
    waiting, names = [made], list[usd_stage.Attribute]()
    while waiting:
        node = waiting.pop()
        waiting += [one for one in session.inputs_of(node) if one]
        if node.core_name == "karmarendersettings":
            frame, parm = session.made.frame, node.values()["picture"]
            name = text_of(session.values.of(node, "picture", frame))
            is_sample = "$F" in parm and session.habits.products_are_samples
            names.append(usd_stage.Attribute(None if is_sample else name, {frame: name} if is_sample else {}))
    return usd_stage.stage_of(names) if names else usd_stage.Stage({})


def products(session: Any, made: MadeNode) -> list[str]:
    """What husk writes of a stage at the scene's frame."""
    named = text_of(session.values.of(made, "loppath", 1)) if made.values().get("loppath") else ""
    inputs = [one for one in session.inputs_of(made) if one]
    lop = (
        inputs[0]
        if inputs and session.made.category(made) == "Lop"
        else session.made_at(named, made)
        if named
        else None
    )
    stage = (session.stages.get(lop.path) or stage_of(session, lop)) if lop else usd_stage.Stage({})
    targets = stage.GetPrimAtPath("/Render/rendersettings").GetRelationship("products").GetTargets()
    return [stage.GetPrimAtPath(one).GetAttribute("productName").Get(session.made.frame) or "" for one in targets]


def output_of(session: Any, made: MadeNode, frame: float) -> str:
    """The file that the node writes at this frame; "" for none."""
    name = OUTPUTS.get(made.core_name, "")
    tick, exported = EXPORTS.get(made.core_name, ("", ""))
    values = made.values()
    if tick in values and TICKS.get(str(values[tick]), values[tick]) in (1, True):
        name = exported
    if not name:
        return ""
    path = text_of(session.values.of(made, name, frame))
    return "" if path in NO_FILE else path


def _write(session: Any, made: MadeNode, frame: float) -> None:
    several = {"ris": _displays, "vray_renderer": _of_vray}.get(made.core_name)
    paths = several(session, made, frame) if several else [output_of(session, made, frame)]
    if made.core_name.startswith("usdrender") and not any(paths):
        paths = products(session, made)
    for path in paths:
        if path and not session.writes_nothing:
            _write_file(session, made, frame, path)


def _of_vray(session: Any, made: MadeNode, frame: float) -> list[str]:
    """[F: V-Ray's public source] 0 pictures, 1 both, 2 the scene for its own program."""
    mode = made.values()["render_export_mode"]
    names = [
        *(["SettingsOutput_img_file_path"] if mode != "2" else []),
        *(["render_export_filepath"] if mode != "0" else []),
    ]
    return [text_of(session.values.of(made, name, frame)) for name in names]


def _displays(session: Any, made: MadeNode, frame: float) -> list[str]:
    """[P AYON] Each display goes to a file, or to a window."""
    values = made.values()
    names = [name for name in values if name.startswith("ri_display_")]
    shown = [name for name in names if values.get(f"ri_device_{name[11:]}") not in ("it", "houdini")]
    return [text_of(session.values.of(made, name, frame)) for name in shown]


def _write_file(session: Any, made: MadeNode, frame: float, path: str) -> None:
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(f"{made.path} {text_of(frame)} {session.path}\n".encode())
    except OSError as error:
        raise session.errors.OperationFailed(f"{made.path}: cannot write {path}: {error.strerror}") from error
