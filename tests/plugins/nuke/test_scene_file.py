"""A script without Nuke: from the file to a job with its copy, as `afsubmit submit comp.nk` does it."""

from __future__ import annotations

import json

import pytest
from af_nuke._scene_file import open_scene
from af_nuke.plan import NukePlan

from afsubmit.errors import SceneError
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
from afsubmit.submitter.background import Background
from tests.fakes.farm_server import FarmServer

SCRIPT = 'Root {\n project_directory "\\[python \\{nuke.script_directory()\\}]"\n}\n'
SCRIPT += "Write {\n file out/a.%04d.exr\n name W\n}\n"


@pytest.fixture
def farm(monkeypatch):
    with FarmServer() as server:
        monkeypatch.setenv("AFSUBMIT_SERVER", server.address)
        yield server


def test_file_is_sent_with_a_copy_that_means_the_same_elsewhere(farm, tmp_path, monkeypatch) -> None:
    for name in ("show", "copies"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv(
        "CGRU_PATHSMAP", json.dumps([[str(tmp_path / name), f"/farm/{name}"] for name in ("show", "copies")])
    )
    path = tmp_path / "show" / "comp.nk"
    path.write_text(SCRIPT, "utf-8")
    request = SubmissionRequest(open_scene(str(path)), NukePlan(), {"snapshot_folder": str(tmp_path / "copies")})
    work = Background(SubmissionAttempt(request))
    assert work.finish(), work.outcome().text
    (job,) = farm.jobs.values()
    assert job["blocks"][0]["files"] == ["/farm/show/out/a.@####@.exr"]
    (copy,) = (tmp_path / "copies").iterdir()
    assert open_scene(str(copy)).outputs()[0].files == ("/farm/show/out/a.@####@.exr",)
    assert path.read_text("utf-8") == SCRIPT


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("a.nk", b"", "is empty", id="an empty file"),
        pytest.param("a.nk", b"\x00\x01\x02binary", "not a whole Nuke script", id="no text"),
        pytest.param("a.nknc", b"\x7b\x00encrypted", "submit it from Nuke", id="an edition that encrypts"),
        pytest.param("a.nk", None, "cannot be read", id="not there"),
    ],
)
def test_file_that_cannot_be_read_is_a_sentence(tmp_path, name, content, words) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SceneError, match=words):
        open_scene(str(path))


RANGES = [
    pytest.param("first_frame {{nothing.here}}", "first_frame", id="a knob that is not there"),
    pytest.param('last_frame "\\[python \\{len(nuke.allNodes())\\}]"', "last_frame", id="Python"),
    pytest.param("last_frame {{curve x1 5}}", "last_frame", id="a curve"),
]


@pytest.mark.parametrize(("line", "knob"), RANGES)
def test_range_that_only_nuke_knows_is_asked_for_by_knob_and_sent_when_it_is_said(tmp_path, line, knob) -> None:
    path = tmp_path / "a.nk"
    path.write_text(f"Root {{\n {line}\n}}\nWrite {{\n file {tmp_path.as_posix()}/a.%04d.exr\n name W\n}}\n", "utf-8")
    (problem,) = planned(path, {}).problems
    assert (problem.level, problem.where, knob in problem.message, bool(problem.fix)) == ("error", "W", True, True)
    made = planned(path, {"frames": "995-1005"})
    assert not made.problems
    (block,) = made.jobs[0].document["blocks"]
    assert (block["frame_first"], block["frame_last"], block["files"]) == (
        995,
        1005,
        [f"{tmp_path.as_posix()}/a.@####@.exr"],
    )


@pytest.mark.parametrize(("line", "knob"), RANGES)
def test_node_with_a_limit_of_its_own_does_not_ask_for_the_project_s(tmp_path, line, knob) -> None:
    path = tmp_path / "a.nk"
    limit = "use_limit true\n first 5\n last 7"
    path.write_text(
        f"Root {{\n {line}\n}}\nWrite {{\n file {tmp_path.as_posix()}/a.%d.exr\n {limit}\n name W\n}}\n", "utf-8"
    )
    made = planned(path, {})
    assert not made.problems and made.jobs[0].document["blocks"][0]["frame_last"] == 7


def test_project_directory_that_only_nuke_knows_matters_to_relative_names_alone(tmp_path) -> None:
    path = tmp_path / "a.nk"
    root = 'Root {\n project_directory "\\[studio_folder]"\n}\n'
    path.write_text(root + f"Write {{\n file {tmp_path.as_posix()}/a.%04d.exr\n name W\n}}\n", "utf-8")
    assert planned(path, {}).is_sendable
    path.write_text(root + "Write {\n file a.%04d.exr\n name W\n}\n", "utf-8")
    (problem,) = planned(path, {}).problems
    assert (problem.level, "project directory" in problem.message) == ("error", True)


def planned(path, settings):
    scene = open_scene(str(path))
    words = {"host_plan": NukePlan(), "stamp": Stamp(1_700_000_000, "0badcafe"), "target": Target("jimmy", "pc01")}
    return plan(scene.scene(), scene.outputs(), Settings(settings), **words)
