"""Export, then render: what is sent for it, and what comes of it on the farm of this machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from af_maya._scene_file import open_scene
from af_maya.plan import MayaPlan

from afsubmit.document.frames import FrameList
from afsubmit.local import launch
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Output, SceneState, Stamp, Target
from afsubmit.submission.settings.values import Settings
from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
from afsubmit.submitter.background import Background
from afsubmit.wire import Client
from tests.fakes import stand_in
from tests.plugins.maya.golden import GOLDEN, SENT, facts_of, opened
from tests.plugins.maya.test_plan import FACTS, of_output, planned
from tests.plugins.maya.test_rendering import PROGRAM, announced, files_of, wait_for
from tests.plugins.maya.test_rendering import _farm as _farm
from tests.plugins.maya.test_rendering import farm as farm
from tests.plugins.maya.test_rendering import state_folder as state_folder

STAND_IN = PROGRAM.with_name("maya_exports.py")
ENDINGS = {"arnold": "ass", "vray": "vrscene", "redshift": "rs", "renderman": "rib"}
"""Renderers that can be exported, and the ending of what they write."""


def exportable(folder: Path) -> str:
    """The renderer of the golden scene, where every output of it can be exported; "" for others."""
    outputs = open_scene(str(folder / "scene.ma")).outputs()
    told = [problem for output in outputs for problem in output.problems if problem.level == "error"]
    can = outputs and not told and all(_is_exported(output) for output in outputs)
    return outputs[0].renderer if can and len({output.renderer for output in outputs}) == 1 else ""


def _is_exported(output: Output) -> bool:
    return output.renderer in ENDINGS and output.facts.renumbering is None and bool(output.files)


EXPORTED = {folder: exportable(folder) for folder in SENT}


def scenes(*names: str) -> pytest.MarkDecorator:
    """Golden scenes by their names."""
    return pytest.mark.parametrize("folder", [GOLDEN / name for name in names], ids=lambda folder: folder.name)


def test_there_are_scenes_of_all_that_export() -> None:
    assert set(ENDINGS) <= set(EXPORTED.values()) and list(EXPORTED.values()).count("arnold") >= 5


def blocks(made: Any) -> dict[str, dict[str, Any]]:
    assert made.is_sendable, made.problems
    (job,) = made.jobs
    return {block["name"]: dict(block) for block in job.document["blocks"]}


def test_layer_is_exported_then_rendered_frame_by_frame_then_cleared_up() -> None:
    made = blocks(planned(export_first=True, threads=4, snapshot=True, same_environment=False))
    before, picture, after = made.values()
    copy = "/show/my shot.af-jimmy-pc01-20231114-221320-0badcafe"
    exported = f"{copy}.rs_beauty_cam_shotCam.@####@.ass"
    assert before["command"] == (
        f"mayapy '{copy}.ma._worker.py' renderer=arnold frames=@#@..@#@x1 layer=rs_beauty camera=cam:shotCam "
        f"shape=cam:shotCamShape images=/show/images 'prefix=<RenderLayer>/<Camera>/shot' project=/show "
        f"'file={copy}.rs_beauty_cam_shotCam.####.ass' 'scene={copy}.ma' "
        f"folder1=/show/images/beauty/cam_shotCam"
    )
    assert (before["service"], before["parser"], before["files"]) == ("mayatoarnold", "mayatoarnold", [exported])
    assert picture["command"] == f"kick -nstdin -dw -dp -v 2 -t 4 -i '{exported}'"
    assert (picture["name"], picture["service"], picture["files"]) == (
        "beauty cam:shotCam", "arnold", ["/show/images/beauty/cam_shotCam/shot.@####@.exr"],
    )  # fmt: skip
    assert "beauty cam" in picture["tasks_depend_mask"] and "depend_mask" not in picture
    assert [task["command"].count("deletefiles -s ") for task in after["tasks"]] == [10]
    assert "depend_mask" in after
    assert all(block["flags"] & 128 for block in (before, picture))


def test_movie_waits_for_the_pictures_and_not_for_what_clears_up() -> None:
    made = blocks(planned(export_first=True, movie=True, snapshot=True, same_environment=False))
    assert made["beauty cam:shotCam movie"]["depend_mask"] == made["beauty cam:shotCam clear"]["depend_mask"]


@pytest.mark.parametrize(
    ("renderer", "ending", "words", "service"),
    [
        pytest.param(
            "vray", "vrscene",
            "vray -display=0 -autoClose=1 -showProgress=1 -progressUseCR=0 -verboseLevel=3 -numThreads=4 -frames=@#@ "
            "-sceneFile={}", "mayatovray vray vray", id="V-Ray",
        ),
        pytest.param("renderman", "rib", "prman -Progress -t:4 {}", "maya prman prman", id="RenderMan"),
        pytest.param("redshift", "rs", "redshiftCmdLine {}", "maya generic redshift", id="Redshift"),
    ],
)  # fmt: skip
def test_each_renderer_has_its_program_and_what_nobody_saw_is_told_once(renderer, ending, words, service) -> None:
    facts, frames = replace(FACTS, renderer=renderer), FrameList.parse("1-3")
    outputs = [Output(f"rs_{n}", f"beauty {n}", frames, (f"/show/{n}.@####@.exr",), facts=facts) for n in (1, 2)]
    settings = Settings({"snapshot": False, "export_first": True, "threads": 4})
    made = plan(
        SceneState("maya", "2024", "/show/my shot.ma", frames), outputs, settings,
        host_plan=MayaPlan(), stamp=Stamp(1, "0bad"), target=Target("jimmy", "pc01", "posix"),
    )  # fmt: skip
    before, picture, *_ = blocks(made).values()
    file = before["files"][0]
    assert file.endswith(f".@####@.{ending}") and picture["command"] == words.format(f"'{file}'")
    assert [before["service"], picture["service"], picture["parser"]] == service.split()
    assert [problem.where for problem in made.problems if "never seen to run" in problem.message] == ["export_first"]


def test_mayapy_is_that_beside_the_render_that_is_named() -> None:
    made = blocks(planned(export_first=True, executable="/opt/maya/bin/Render"))
    assert made["beauty cam:shotCam export"]["command"].startswith("/opt/maya/bin/mayapy ")


@pytest.mark.parametrize(
    ("renderer", "settings", "said"),
    [
        pytest.param("3delight", {}, "3Delight", id="a renderer of which too little is known"),
        pytest.param("mayaSoftware", {}, "Maya Software", id="one that has no program of its own"),
        pytest.param("arnold", {"tiles": "2x2"}, "tiles", id="tiles"),
        pytest.param("arnold", {"command_template": "x {scene}"}, "Render", id="a command of the studio's"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence_that_says_why(renderer, settings, said) -> None:
    facts, frames = replace(FACTS, renderer=renderer), FrameList.parse("1-3")
    output = Output("rs_beauty", "beauty", frames, ("/show/a.@####@.exr",), facts=facts)
    made = of_output(output, export_first=True, **settings)
    assert not made.is_sendable
    assert any("exported first" in problem.message and said in problem.message for problem in made.problems)


def programs(place: Path) -> Path:
    """The stand-ins under the names that a farm knows."""
    folder = place / "the programs"
    stand_in.write(folder, "Render", PROGRAM)
    for name in ("mayapy", "kick", "vray", "redshiftCmdLine", "prman"):
        stand_in.write(folder, name, STAND_IN, [name])
    return folder


@scenes("arnold-aovs", "cameras-by-layer", "export-redshift", "export-renderman", "export-vray", "vray-layers")
def test_farm_writes_the_announced_pictures_and_removes_what_was_exported(farm, folder, monkeypatch, tmp_path) -> None:
    facts = facts_of(folder, monkeypatch)
    place = tmp_path / "the show"
    scene = opened(folder, place)
    found = programs(tmp_path)
    monkeypatch.setenv("PATH", f"{found}{os.pathsep}{os.environ['PATH']}")
    own = {"frames_per_task": 3, **facts.get("settings", {}), "movie": False, "command_template": "", "tiles": ""}
    path = {"PATH": os.environ["PATH"]}
    render = stand_in.path_of(found, "Render")
    settings = {**own, "farm_os": "", "executable": render, "export_first": True, "environment": path}
    host, before = open_scene(str(scene)), files_of(place)
    work = Background(SubmissionAttempt(SubmissionRequest(host, MayaPlan(), settings), "local"))
    assert work.finish(), work.outcome().text
    (receipt,) = work.submission.receipts
    client = Client(launch.status().address)
    assert "DON" in wait_for(client, receipt.id)
    left = {file for file in files_of(place) - before if "scene.af-" not in Path(file).name}
    assert left == announced(list(host.outputs()), Settings(settings))
    assert not [file for file in files_of(place) if file.endswith(tuple(ENDINGS.values())) and "scene.af-" in file]
    client.action("jobs", ids=[receipt.id], operation={"type": "delete"})


def exports(
    scene: Path, found: Path, words: dict[str, str] | None = None
) -> Iterator[subprocess.CompletedProcess[str]]:
    """Runs the commands that export the frames 2 to 3 of each output of a scene, each with other words in it."""
    host = open_scene(str(scene))
    settings = Settings({"export_first": True, "snapshot": False, "executable": stand_in.path_of(found, "Render")})
    made = plan(
        host.scene(), host.outputs(), settings,
        host_plan=MayaPlan(), stamp=Stamp(1, "0bad"), target=Target("jimmy", "pc01"),
    )  # fmt: skip
    for block in blocks(made).values():
        if block["name"].endswith("export"):
            program, _, *given = stand_in.words_of(block["command"].replace("@#@..@#@", "2..3"))
            worker = str(PROGRAM.parents[2] / "plugins" / "maya" / "af_maya" / "_worker.py")
            told = {**dict(word.partition("=")[::2] for word in given), **(words or {})}
            line = [program, worker, *(f"{name}={value}" for name, value in told.items())]
            yield subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("year", ["2022", "2025"])
@pytest.mark.parametrize(
    "habits",
    ["", "ass_is_text adds_layer", "adds_number in_folder", "counts_all open_complains adds_layer adds_number"],
)
@scenes("arnold-aovs", "vray", "redshift", "renderman")
def test_worker_exports_whatever_is_unknown_of_maya(folder, habits, year, monkeypatch, tmp_path) -> None:
    scene = opened(folder, tmp_path / "the #### show")
    found = programs(tmp_path)
    monkeypatch.setenv("PATH", f"{found}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("MAYA_HABITS", habits)
    monkeypatch.setenv("MAYA_YEAR", year)
    before = files_of(scene.parent)
    for done in exports(scene, found):
        assert done.returncode == 0, (done.stdout, done.stderr)
    names = {Path(name).name.rpartition(".0")[2] for name in files_of(scene.parent) - before}
    ending = ENDINGS[EXPORTED[folder]]
    assert names == {f"002.{ending}", f"003.{ending}"}
    assert not list(scene.parent.glob("*.new"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param({"renderer": "mentalRay"}, "mentalRay", id="a renderer that it does not know"),
        pytest.param({"frames": "5..1x1"}, "5..1x1", id="a range that ends before it begins"),
        pytest.param({"layer": "rs_gone"}, "rs_gone", id="a layer that is gone"),
        pytest.param({"scene": ""}, "scene", id="no scene"),
    ],
)
def test_worker_says_why_it_stops(words, said, tmp_path) -> None:
    scene = opened(GOLDEN / "arnold-jpeg", tmp_path / "the show")
    given = {"renderer": "arnold", "frames": "1..2x1", "layer": "defaultRenderLayer", "camera": "shotCam"}
    given.update(shape="shotCamShape", file=str(tmp_path / "x.####.ass"), scene=str(scene), project=str(scene.parent))
    given.update(words)
    worker = PROGRAM.parents[2] / "plugins" / "maya" / "af_maya" / "_worker.py"
    mayapy = stand_in.path_of(programs(tmp_path), "mayapy")
    line = [mayapy, str(worker), *(f"{name}={value}" for name, value in given.items())]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "ERROR: " in done.stdout and said in done.stdout, done.stdout + done.stderr
