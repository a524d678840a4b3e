"""What can be wrong with an open scene: each a problem with a fix, none a traceback, and the session as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import af_houdini
import pytest

from tests.fakes.hou import Habits
from tests.fakes.hou_scene import MadeNode, MadeScene, rop
from tests.plugins.houdini.test_contract import HoudiniKit

AT: dict[str, Any] = {"trange": "normal", "f": (1, 10, 1)}
GOOD = rop("/out/good", "ifd", **AT, vm_picture="$HIP/good.$F4.exr")


def picture(path: str = "/out/m", **parms: Any) -> MadeNode:
    return rop(path, "ifd", **{**AT, "vm_picture": "$HIP/m.$F4.exr", **parms})


def bypassed(node: MadeNode) -> MadeNode:
    node.is_bypassed = True
    return node


def without(node: MadeNode, parm: str, monkeypatch: pytest.MonkeyPatch) -> MadeNode:
    """A version of the type that lacks a parameter."""
    from tests.fakes import hou_scene

    kept = {name: value for name, value in hou_scene.TYPES[node.core_name].items() if name != parm}
    monkeypatch.setitem(hou_scene.TYPES, node.core_name, kept)
    node.parms.pop(parm, None)
    return node


CASES: dict[str, tuple[list[MadeNode], str, str]] = {
    "no ROPs": ([rop("/obj/geo1", "geo")], "error", "no ROP that renders"),
    "all bypassed": ([bypassed(picture())], "error", "bypassed"),
    "empty output": ([picture(vm_picture="")], "error", "names no file"),
    "a window": ([picture(vm_picture="ip")], "error", "window"),
    "no frame in the name": ([picture(vm_picture="$HIP/m.exr")], "error", "m.exr"),
    "a fraction": ([picture(f=(1.5, 10, 1))], "error", "whole frames"),
    "increment 0": ([picture(f=(1, 10, 0))], "error", "increment is 0"),
    "a reversed range": ([picture(f=(10, 1, 1))], "error", "ends before it begins"),
    "10 million frames": ([picture(f=(1, 10_000_000, 1))], "error", "more than 1,000,000"),
    "two ROPs on one file": ([picture(), picture("/out/n")], "error", "m.@####@.exr"),
    "a lost fetch": ([rop("/out/f", "fetch", source="/out/gone"), GOOD], "warning", "is not there"),
    "a circle of fetches": (
        [
            rop("/out/f", "fetch", source="/out/g"),
            rop("/out/g", "fetch", source="/out/f"),
            rop("/out/m", "ifd", "f", **AT, vm_picture="$HIP/m.$F4.exr"),
        ],
        "warning",
        "in a circle",
    ),
    "a variable that nobody set": ([picture(vm_picture="$NOWHERE/m.$F4.exr")], "error", "$NOWHERE"),
    "a wrong expression": ([picture(vm_picture='$HIP/`chs("../gone/x")`.$F4.exr')], "error", "vm_picture"),
    "a wrong range": (
        [MadeNode("/out/m", "ifd", {**AT, "vm_picture": "/r/m.$F4.exr"}, {"f1": 'ch("../gone/f1")'})],
        "error",
        "f1",
    ),
    "a relative path": ([picture(vm_picture="r/m.$F4.exr")], "error", "begins at no root"),
    "an unknown type": ([rop("/out/m", "studio::ours::1.0", **AT)], "warning", "ours is unknown"),
}


def problems_of(kit: HoudiniKit, **words: Any) -> list[Any]:
    """What is said before anything is sent; the session must be as it was, and nothing written."""
    kit.fake.selection.clear()
    before, files = kit.session(), sorted(os.listdir(kit.scene_file.parent))
    plan = af_houdini.preview(server="farm:51000", **words)
    assert kit.session() == before
    assert sorted(os.listdir(kit.scene_file.parent)) == files
    return list(plan.problems)


@pytest.mark.parametrize(("nodes", "level", "words"), CASES.values(), ids=list(CASES))
@pytest.mark.parametrize("habits", [Habits(), Habits(version="19.5", raw_menus_are_numbers=True)], ids=["21.0", "19.5"])
def test_it_is_told_with_a_fix(open_scene, nodes, level: str, words: str, habits: Habits) -> None:
    found = problems_of(HoudiniKit(open_scene(MadeScene([*nodes]), habits=habits)))
    fitting = [one for one in found if words in one.message or words in one.fix]
    assert fitting, [(one.level, one.where, one.message) for one in found]
    assert {one.level for one in fitting} == {level}
    assert all(one.fix for one in fitting)


def test_scene_that_was_never_saved_is_told(open_scene, tmp_path) -> None:
    session = open_scene(MadeScene([GOOD]), path=tmp_path / "untitled.hip")
    (tmp_path / "untitled.hip").unlink()
    found = problems_of(HoudiniKit(session))
    assert any(one.level == "error" and "sav" in (one.message + one.fix).lower() for one in found)


@pytest.mark.parametrize("parm", ["vm_picture", "trange", "f"])
def test_parameter_that_is_missing_is_told(open_scene, monkeypatch, parm: str) -> None:
    session = open_scene(MadeScene([without(picture(), parm, monkeypatch)]))
    found = problems_of(HoudiniKit(session))
    assert any(one.level == "error" and one.fix for one in found), [one.message for one in found]


def test_unknown_take_is_told_with_those_that_there_are(open_scene) -> None:
    kit = HoudiniKit(open_scene(MadeScene([GOOD], takes=["Main", "wide"])))
    (problem,) = [one for one in problems_of(kit, take="tall") if one.level == "error"]
    assert "wide" in problem.message
    assert not [one for one in problems_of(kit, take="wide") if one.level == "error"]


@pytest.mark.parametrize(
    ("licence", "farm", "level"),
    [
        pytest.param("Apprentice", "commercial", "error", id="another licence than the farm's"),
        pytest.param("Apprentice", "", "warning", id="a licence with limits"),
        pytest.param("Indie", "indie", "", id="the farm's own"),
    ],
)
def test_licence_is_told_before(open_scene, tmp_path, licence: str, farm: str, level: str) -> None:
    from tests.fakes.hou import ENDINGS

    session = open_scene(MadeScene([GOOD]), path=tmp_path / f"a{ENDINGS[licence]}", habits=Habits(licence=licence))
    found = [one for one in problems_of(HoudiniKit(session), farm_licence=farm) if licence in one.message]
    assert [one.level for one in found] == ([level] if level else [])


def test_what_lies_in_locked_assets_and_top_networks_is_left_alone(open_scene) -> None:
    nodes = [
        rop("/obj/asset1", "geo"),
        rop("/obj/asset1/rop1", "rop_geometry"),
        rop("/tasks/empty", "topnet"),
        rop("/tasks/empty/localscheduler", "localscheduler"),
        rop("/tasks/topnet1", "topnet"),
        rop("/tasks/topnet1/net", "ropnet"),
        rop("/tasks/topnet1/net/m", "ifd"),
        GOOD,
    ]
    nodes[0].is_asset = True
    kit = HoudiniKit(open_scene(MadeScene(nodes)))
    assert [output.id for output in kit.host.outputs()] == ["/out/good", "/tasks/topnet1"]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:900]), id="a file cut short"),
        pytest.param(lambda path: path.write_text("#!/bin/sh\n"), id="no file of Houdini"),
        pytest.param(lambda path: path.write_bytes(b""), id="an empty file"),
    ],
)
def test_file_that_houdini_cannot_open_is_a_sentence(open_scene, write: Callable[[Path], Any], capsys) -> None:
    import importlib

    session = open_scene(MadeScene([GOOD]), habits=Habits(is_gui=False))
    path = Path(session.fake.path)
    write(path)
    assert importlib.import_module("af_houdini._hooks").submit_script([str(path)]) == 1
    said = capsys.readouterr()
    assert path.name in said.err
    assert "Traceback" not in said.err
