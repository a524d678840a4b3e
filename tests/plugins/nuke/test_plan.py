"""Every setting that only Nuke has reaches its job, and what cannot be written is said."""

from __future__ import annotations

import json
import shlex

import pytest
from af_nuke._facts import NukeFacts
from af_nuke.plan import NukePlan

from afsubmit.document.frames import FrameList
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Output, SceneState, Stamp, Target
from afsubmit.submission.settings.values import SCHEMA, Settings

TARGET = Target("jimmy", "pc01", "posix")
OWN = [setting for setting in SCHEMA if "nuke" in setting.hosts]
OTHER = {"views": "apart", "licence": "interactive", "threads": 3, "cache_mb": 9, "command_template": "nk {scene}"}
OTHER.update(gpu_number=1)


def made(settings=None, target=TARGET, **changes):
    facts = {
        "node": "Write1",
        "knob": "file",
        "by_view": {"left": "/r/l.@####@.exr", "right": "/r/r.@####@.exr"},
        "listed_by_view": {},
        "all_views": ["left", "right"],
        "is_proxy": False,
        "edition": "",
        "folder": "",
        "environment": {"OCIO": "/o"},
        "shift": 0,
        **changes,
    }
    files = tuple(facts["by_view"].values())
    output = Output("Write1", "Write1", FrameList.parse("1-10"), files, facts=NukeFacts(**facts))
    scene = SceneState("nuke", "15.1v2", "/s/comp.nk", output.frames)
    words = {"host_plan": NukePlan(), "stamp": Stamp(1_700_000_000, "0badcafe"), "target": target}
    return plan(scene, [output], Settings(settings or {}), **words)


OF_THE_SCRIPT = ("writer_classes", "render_order", "slate", "slate_nodes", "slate_fields")
"""What decides outputs, what they wait for, and the copy: see test_unknown.py, test_order.py, test_slate.py."""


@pytest.mark.parametrize(
    "setting", [one for one in OWN if one.key not in OF_THE_SCRIPT], ids=lambda setting: setting.key
)
def test_setting_of_nuke_reaches_the_job(setting) -> None:
    value = OTHER.get(setting.key, not setting.default)
    before, after = made().jobs[0].document, made({setting.key: value}).jobs[0].document
    assert json.dumps(before) != json.dumps(after)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param({}, "nuke -V 2 -f -X", id="none"),
        pytest.param({"gpu": True}, "nuke --gpu -V 2 -f -X", id="any"),
        pytest.param({"gpu_number": 0}, "nuke --gpu 0 -V 2 -f -X", id="the first"),
        pytest.param(
            {"gpu": True, "gpu_number": 2, "licence": "interactive"}, "nuke -i --gpu 2 -V 2 -f -X", id="a third"
        ),
        pytest.param({"gpu": True, "local_render": True}, "nuke --gpu -V 2 -f -t", id="by our script"),
    ],
)
def test_graphics_card_is_asked_for_and_what_is_not_known_of_it_is_said(settings, words) -> None:
    plan = made(settings)
    assert plan.jobs[0].document["blocks"][0]["command"].startswith(words)
    said = [problem.level for problem in plan.problems if "graphics card" in problem.message]
    assert said == ["info"] * bool(settings)
    told = made({**settings, "need_gpu_memory_mb": 4000}).problems
    assert not [problem for problem in told if "graphics card" in problem.message], "the farm chooses the machines"


@pytest.mark.parametrize(
    ("edition", "word"),
    [pytest.param("nc", "--nc", id="non-commercial"), pytest.param("indie", "--indie", id="indie")],
)
def test_edition_of_the_script_is_the_edition_that_renders_it(edition: str, word: str) -> None:
    assert f"nuke {word} -V 2" in made(edition=edition).jobs[0].document["blocks"][0]["command"]


def test_word_that_a_command_template_cannot_have_is_named() -> None:
    (problem,) = [one for one in made({"command_template": "{program} {scnee}"}).problems if one.level == "error"]
    assert "{scnee}" in problem.message and "{scene}" in problem.message and "command template" in problem.fix


@pytest.mark.parametrize(
    ("template", "command"),
    [
        pytest.param(
            "/s/nk  'a  b' -F{first} {options} -x {scene}", "'/v d/nk'  'a  b' -F@#@ -V 2 -f -x {}", id="its own"
        ),
        pytest.param("x --views={views} {node} {views} {scene}", "x --views= Write1 {}", id="what is empty"),
        pytest.param("sh -c '{frames} {node}' {scene}", "sh -c '-F @#@-@#@ Write1' {}", id="plain words in quotes"),
        pytest.param("sh -c 'nuke {scene}'", "", id="a path in quotes"),
        pytest.param('"{program}', "", id="a quote that is not closed"),
    ],
)
def test_template_of_a_studio_keeps_its_words_and_gets_paths_as_the_farm_has_them(template: str, command: str) -> None:
    target = Target("jimmy", "pc01", "posix", path_map=PathMap([("/s", "/v d")], is_windows=False))
    plan = made({"command_template": template}, target, all_views=["left"], by_view={"left": "/r/l.@####@.exr"})
    assert [one.where for one in plan.problems if one.level == "error"] == ([] if command else ["paths"])
    for job in plan.jobs:
        scene = shlex.quote("/v d" + job.snapshot[2:])
        assert job.document["blocks"][0]["command"] == command.replace("{}", scene)


def test_template_without_frames_gets_one_unbroken_range_for_each_task() -> None:
    settings = {"command_template": "{program} -x {scene} {first},{last}", "frames": "1-4,8", "frames_per_task": 10}
    (block,) = made(settings).jobs[0].document["blocks"]
    assert [task["command"][-4:] for task in block["tasks"]] == [" 1,4", " 8,8"]


def test_script_s_words_never_reach_the_shell_unquoted() -> None:
    document = made(node="$(rm -rf ~); W", by_view={"left": "/r/`x`.@####@.exr"}).jobs[0].document
    assert "-X '$(rm -rf ~); W' " in document["blocks"][0]["command"]
