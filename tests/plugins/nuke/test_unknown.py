"""What is not known of a script is said, and treated as unknown: classes, expressions, groups, numbers without end.

Each table is tried with names that stand in no list of the plugin.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from af_nuke import _node_classes
from af_nuke._scene_file import SceneFile, open_scene
from af_nuke.plan import NukePlan
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.submission.settings import scene_text
from afsubmit.submitter.attempt import SubmissionRequest

ROOT = "Root {\n first_frame 1001\n last_frame 1010\n}\n"
A = "Constant {\n inputs 0\n name C1\n}\nWrite {\n file /r/a.%04d.exr\n name A\n}\n"
READ = "Read {\n inputs 0\n file /r/a.%04d.exr\n name ReadA\n}\n"
B = "Write {\n file /r/b.%04d.exr\n name B\n}\n"
GOOD = "Write {\n file /r/good.%04d.exr\n name Good\n}\n"


def scene_of(folder: Path, text: str, name: str = "comp.nk") -> SceneFile:
    path = folder / name
    path.write_text(text, "utf-8")
    return open_scene(str(path))


def waits(host: Any) -> tuple[list[str], list[str]]:
    """What B waits for, and what of it frame by frame."""
    (found,) = [output for output in host.outputs() if output.id == "B"]
    return list(found.inputs), list(found.frame_inputs)


def said(host: Any) -> str:
    problems = [*host.scene().problems, *(one for output in host.outputs() for one in output.problems)]
    return "\n".join(f"{one.level} {one.where}: {one.message} {one.fix}" for one in problems)


# Nodes between a Read and a Write ----------------------------------------------------------------------------------

KNOWN = (
    "Grade ColorCorrect Blur Transform Reformat Crop Shuffle2 Premult Keyer Saturation Dot NoOp OCIOColorSpace".split()
)
BEYOND = (
    "FrameBlend TimeEcho Retime Kronos FrameHold AppendClip TimeOffset TemporalMedian VectorGenerator FrameRange "
    "TimeWarp MotionBlur MotionBlur2D MotionBlur3D Denoise2 SmartVector CurveTool Tracker4 RotoPaint ScanlineRender "
    "TimeClip TimeBlur NoTimeBlur OFlow2 VectorDistort ContactSheet TimeDissolve DegrainBlue ScannedGrain Viewer "
    "CameraTracker1_0 DeepToPoints OFXuk.co.thefoundry.time.oflow_v100 OFXcom.revisionfx.twixtor_v5 StabilizeNext "
    "OFXuk.co.thefoundry.keylight.keylight_v201 MyGizmo SlitScan2 BlinkScript PLATE_Denoise Precomp"
).split()


@pytest.mark.parametrize("class_name", KNOWN)
def test_known_node_lets_the_next_write_follow_frame_by_frame(tmp_path, open_script, class_name) -> None:
    text = f"{ROOT}{A}{READ}{class_name} {{\n name N1\n}}\n{B}"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert waits(host) == (["A"], ["A"])


@pytest.mark.parametrize("class_name", BEYOND)
def test_node_that_may_ask_for_other_frames_lets_it_wait_for_all(tmp_path, open_script, class_name) -> None:
    text = f"{ROOT}{A}{READ}{class_name} {{\n name N1\n}}\nGrade {{\n name G1\n}}\n{B}"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert waits(host) == (["A"], [])


@given(
    st.from_regex(r"[A-Z][A-Za-z0-9_.]{2,20}", fullmatch=True).filter(lambda name: name not in _node_classes.PER_FRAME)
)
def test_no_class_is_per_frame_by_its_looks(class_name) -> None:
    assert not _node_classes.keeps_frame(class_name)
    assert not _node_classes.keeps_frame(f"OFX{class_name}")


def test_nothing_of_foundrys_time_chapter_is_on_the_list() -> None:
    beyond = [name for name in _node_classes.PER_FRAME if name in BEYOND or "Time" in name.replace("AddTimeCode", "")]
    assert beyond == []


def grouped(class_name: str) -> str:
    """A group with a node of that class in it."""
    inside = f" Input {{\n inputs 0\n name I\n }}\n {class_name} {{\n name T\n }}\n Output {{\n }}\nend_group\n"
    return f"Group {{\n name G1\n}}\n{inside}"


@pytest.mark.parametrize(
    ("read", "between"),
    [
        pytest.param("frame_mode offset\n frame 5", "", id="the Read is shifted"),
        pytest.param("first 1003\n last 1010", "", id="the Read holds its first frame"),
        pytest.param("last 1005\n after loop", "", id="the Read loops"),
        pytest.param("", "Transform {\n motionblur 1.5\n name T\n}\n", id="an open shutter"),
        pytest.param("", 'Grade {\n white {{"\\[sample C1 red 5 5]"}}\n name G\n}\n', id="an expression that samples"),
        pytest.param("", 'Grade {\n white {{"\\[python x.sample()]"}}\n name G\n}\n', id="Python"),
        pytest.param("", grouped("TimeOffset"), id="within a group"),
        pytest.param("", grouped("Whatever"), id="an unknown one within a group"),
    ],
)  # fmt: skip
def test_what_looks_at_other_frames_lets_it_wait_for_all(tmp_path, open_script, read, between) -> None:
    text = f"{ROOT}{A}{READ.replace(' name', f' {read}{chr(10)} name' if read else ' name')}{between}{B}"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert waits(host) == (["A"], [])


def test_group_whose_nodes_are_seen_stays_frame_by_frame(tmp_path, open_script) -> None:
    read = READ.replace(" name", " first 1001\n last 1010\n name")
    text = f"{ROOT}{A}{read}{grouped('Blur')}{B}"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert waits(host) == (["A"], ["A"])


def test_picture_that_an_expression_looks_at_is_waited_for(tmp_path, open_script) -> None:
    grade = 'Grade {\n inputs 0\n white {{"\\[sample ReadA red 5 5]"}}\n name G\n}\n'
    text = f"{ROOT}{A}{READ}{grade}{B}"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert waits(host) == (["A"], [])


@pytest.mark.parametrize("class_name", ["StudioIn", "OFXcom.some.reader_v1"])
def test_unknown_node_that_names_another_outputs_file_reads_it(tmp_path, open_script, class_name) -> None:
    text = f"{ROOT}{A}{class_name} {{\n inputs 0\n source_path /r/a.%04d.exr\n name In\n}}\n{B}"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert waits(host) == (["A"], [])


@pytest.mark.parametrize(
    "node",
    [
        pytest.param('Read {\n inputs 0\n file "\\[python where()]/a.%04d.exr"\n name R\n}\n', id="a Read by Python"),
        pytest.param("Precomp {\n inputs 0\n file /not/there.nk\n name R\n}\n", id="a Precomp that is away"),
    ],
)
def test_reading_that_cannot_be_seen_is_told_where_it_matters(tmp_path, node) -> None:
    two = scene_of(tmp_path, f"{ROOT}{A}{node}{B}")
    assert "warning B: Whether it reads what another output writes is not known: R: " in said(two)
    assert "warning A:" not in said(two)
    assert "not known" not in said(scene_of(tmp_path, f"{ROOT}{node}{B}", "one.nk")), "there is no other output"


# Which nodes render --------------------------------------------------------------------------------------------------


def test_published_live_group_has_its_nodes_elsewhere(tmp_path, open_script) -> None:
    group = "Group {\n name Group1\n}\n Input {\n inputs 0\n name I\n }\n Output {\n name O\n }\nend_group\n"
    live = "LiveGroup {\n inputs 0\n name LiveGroup1\n published true\n file /x.nk\n}\n"
    text = f"{ROOT}{live}{group}{GOOD}"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert [output.facts.node for output in host.outputs()] == ["Good"]
    ended = scene_of(tmp_path, f"{ROOT}{live}end_group\n{group}{GOOD}", "ended.nk")
    assert [output.facts.node for output in ended.outputs()] == ["Good"], "should it write an end all the same"
    outer = f"{ROOT}Group {{\n name Outer\n}}\n{live}{group}{GOOD}end_group\n{B}"
    assert sorted(output.id for output in scene_of(tmp_path, outer, "outer.nk").outputs()) == ["B", "Outer.Good"]
    assert "LiveGroup1 only Nuke sees" in said(scene_of(tmp_path, text))


def test_live_group_that_is_not_published_holds_its_nodes(tmp_path) -> None:
    text = f"{ROOT}LiveGroup {{\n name L1\n file /x.nk\n}}\n{GOOD}end_group\n{B}"
    assert sorted(output.id for output in scene_of(tmp_path, text).outputs()) == ["B", "L1.Good"]


def test_ends_that_fit_no_group_are_told(tmp_path) -> None:
    text = f"{ROOT}Group {{\n name G1\n}}\n{GOOD}"
    assert "warning scene: The groups of this script do not end where they should" in said(scene_of(tmp_path, text))


def test_geometry_of_the_new_3d_system_is_an_output(tmp_path, open_script) -> None:
    text = f"{ROOT}GeoExport {{\n file /r/x.usd\n name GeoExport1\n}}\n"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        (output,) = host.outputs()
        assert (output.id, output.files, output.is_whole, output.problems) == ("GeoExport1", ("/r/x.usd",), True, ())


@pytest.mark.parametrize("node", ["WriteTank", "StudioPublish", "LiveGroup"])
def test_node_that_cannot_be_looked_into_may_render(tmp_path, node) -> None:
    published = "published true\n" if node == "LiveGroup" else ""
    text = f"{ROOT}{node} {{\n name It1\n {published}}}\n"
    assert "error outputs: No write node is seen, but Nuke may render inside It1. Submit from Nuke" in said(
        scene_of(tmp_path, text)
    )
    assert "info outputs: What lies inside It1 only Nuke sees" in said(scene_of(tmp_path, f"{text}{GOOD}", "two.nk"))


CLASSES = {"writer_classes": {"WriteTank": "path", "StudioPublish": ""}}


@pytest.mark.parametrize(
    ("class_name", "knob"), [("WriteTank", "path"), ("StudioPublish", "file")], ids=["its own knob", "the usual knob"]
)
@pytest.mark.parametrize("source", ["studio", "scene", "caller"])
def test_class_that_the_studio_names_is_an_output(tmp_path, open_script, monkeypatch, class_name, knob, source) -> None:
    root, caller = ROOT, {}
    if source == "studio":
        monkeypatch.setenv("AFSUBMIT_STUDIO", str(tmp_path))
        (tmp_path / "settings.json").write_text(json.dumps({"settings": CLASSES}), "utf-8")
    elif source == "scene":
        root = ROOT.replace("\n}", f"\n {scene_text.NAME} {scene_text.encode(CLASSES)}\n}}")
    else:
        caller = CLASSES
    text = f"{root}{class_name} {{\n {knob} /r/it.%04d.exr\n name It1\n}}\n"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        request = SubmissionRequest(host, NukePlan(), caller, kept=host.load_settings())
        assert [(output.id, output.files) for output in request.outputs] == [("It1", ("/r/it.@####@.exr",))]
        (block,) = request.planned(is_local=False).jobs[0].document["blocks"]
        assert " -X It1 " in block["command"]


def test_plain_script_without_a_write_says_just_that(tmp_path) -> None:
    text = (
        f"{ROOT}{READ}Grade {{\n name G\n}}\nOFXcom.absoft.neatvideo_v4 {{\n name N\n}}\nTimeOffset {{\n name T\n}}\n"
    )
    assert "error outputs: The script has no Write node." in said(scene_of(tmp_path, text))


def test_empty_write_in_a_tool_is_left_out_with_a_word(tmp_path, open_script) -> None:
    tool = "Group {\n name Tool\n}\n Write {\n inputs 0\n name Inner\n }\n Output {\n }\nend_group\n"
    for host in (scene_of(tmp_path, f"{ROOT}{tool}{GOOD}"), open_script(f"{ROOT}{tool}{GOOD}").host):
        assert [(output.id, output.problems) for output in host.outputs()] == [("Good", ())]
        assert said(host) == "info outputs: Without a file to write to, and not sent: Tool.Inner. "
    alone = said(scene_of(tmp_path, f"{ROOT}{tool}", "alone.nk"))
    assert alone.startswith("error outputs: No write node has a file to write to: Tool.Inner.")


def test_empty_write_of_the_artist_is_an_error(tmp_path) -> None:
    assert "error W: It has no file" in said(scene_of(tmp_path, f"{ROOT}{GOOD}Write {{\n name W\n}}\n"))


# Expressions ---------------------------------------------------------------------------------------------------------

INFO = "NoOp {{\n name ShotInfo\n addUserKnob {{20 User}}\n addUserKnob {{3 first_frame}}\n {value}\n}}\n"
LIMITED = "Write {{\n file /r/a.%04d.exr\n use_limit true\n first {first}\n last 1020\n name W\n}}\n"


@pytest.mark.parametrize(
    "first",
    [
        "{{parent.ShotInfo.first_frame}}",
        "{{ShotInfo.first_frame}}",
        "{{root.ShotInfo.first_frame}}",
        "{{parent.ShotInfo.first_frame+2-2}}",
    ],
)
@pytest.mark.parametrize("is_in_a_group", [False, True])
def test_expression_asks_the_node_beside(tmp_path, open_script, first, is_in_a_group) -> None:
    inner = INFO.format(value="first_frame 1015") + LIMITED.format(first=first)
    text = ROOT + inner
    if is_in_a_group:
        first = first.replace("root.", "root.Group1.")
        inner = INFO.format(value="first_frame 1015") + LIMITED.format(first=first)
        text = f"{ROOT}Group {{\n name Group1\n addUserKnob {{3 first_frame}}\n first_frame 7\n}}\n{inner}end_group\n"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert [str(output.frames) for output in host.outputs()] == ["1015-1020"]


@pytest.mark.parametrize(
    "expression",
    ["{{parent.Nobody.first_frame}}", "{{parent.ShotInfo.other}}", "{{max(1,2)}}", "{{ShotInfo.first_frame*2}}"],
)
def test_range_that_only_nuke_knows_is_an_error_and_no_default(tmp_path, expression) -> None:
    text = ROOT + INFO.format(value="first_frame 1015") + LIMITED.format(first=expression)
    assert "error W: Its frame range cannot be worked out" in said(scene_of(tmp_path, text))


@pytest.mark.parametrize(
    ("disable", "is_off"),
    [
        pytest.param("{{parent.Ctl.disable}}", True, id="off beside"),
        pytest.param("{{Ctl.disable}}", True, id="off, by its name"),
        pytest.param("{{parent.On.disable}}", False, id="on, where the script says nothing"),
        pytest.param("{{parent.On.flag}}", False, id="a tick that was declared only"),
    ],
)
def test_disable_follows_the_node_it_asks(tmp_path, open_script, disable, is_off) -> None:
    nodes = "NoOp {\n disable true\n name Ctl\n}\nNoOp {\n addUserKnob {6 flag}\n name On\n}\n"
    text = f"{ROOT}{nodes}{GOOD}Write {{\n file /r/w.%04d.exr\n disable {disable}\n name W\n}}\n"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert ("W" in [output.id for output in host.outputs()]) != is_off
        assert "only Nuke" not in said(host)


@pytest.mark.parametrize("knob", ["disable", "reading"])
@pytest.mark.parametrize(
    ("expression", "is_told_in_nuke"),
    [
        pytest.param("{{$gui}}", True, id="the window"),
        pytest.param("{{!$gui}}", True, id="no window"),
        pytest.param("{{curve x1001 0 x1005 1}}", True, id="a curve"),
        pytest.param("{{frame>1005}}", True, id="the frame"),
        pytest.param('{{"\\[getenv FARM]"}}', True, id="the environment"),
        pytest.param("{{!parent.On.flag}}", False, id="not another one"),
        pytest.param("{{parent.Nobody.flag}}", False, id="a node that is not there"),
    ],
)
def test_tick_that_only_nuke_knows_is_told_and_the_node_is_sent(
    tmp_path, open_script, knob, expression, is_told_in_nuke
) -> None:
    on = "NoOp {\n addUserKnob {6 flag}\n flag true\n name On\n}\n"
    text = f"{ROOT}{on}Write {{\n file /r/w.%04d.exr\n {knob} {expression}\n name W\n}}\n"
    hosts = [scene_of(tmp_path, text), *([open_script(text).host] if is_told_in_nuke else [])]
    for host in hosts:
        assert [output.id for output in host.outputs()] == ["W"]
        assert "warning W: Whether it" in said(host) and "only Nuke knows" in said(host)


@pytest.mark.parametrize("knob", ["use_limit", "first", "last"])
def test_limit_that_differs_on_the_farm_is_told(tmp_path, open_script, monkeypatch, knob) -> None:
    monkeypatch.setenv("SHOT_FRAME", "1005")
    limit = {"use_limit": "true", "first": "1001", "last": "1010", knob: '"\\[getenv SHOT_FRAME]"'}
    lines = "".join(f" {name} {value}\n" for name, value in limit.items())
    text = f"{ROOT}Write {{\n file /r/w.%04d.exr\n{lines} name W\n}}\n"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert "warning W: Its limit is an expression that may give other frames on the farm" in said(host)


def test_group_that_only_nuke_knows_to_be_off_is_told(tmp_path) -> None:
    text = f"{ROOT}Group {{\n name G1\n disable {{{{$gui}}}}\n}}\n{GOOD}end_group\n"
    assert "warning G1.Good: Whether it is disabled on the farm only Nuke knows" in said(scene_of(tmp_path, text))


@pytest.mark.parametrize(
    ("kind", "value"),
    [("1", ""), ("2", ""), ("3", "0"), ("7", "0")],
)
def test_declared_knob_is_at_its_default(tmp_path, open_script, kind, value) -> None:
    knobs = f" addUserKnob {{20 U}}\n addUserKnob {{{kind} suffix}}\n"
    text = f'{ROOT}Write {{\n{knobs} file "/r/a\\[value suffix].%04d.exr"\n name W\n}}\n'
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert [output.files for output in host.outputs()] == [(f"/r/a{value}.@####@.exr",)]


def test_value_of_another_node_is_worked_out_where_it_stands(tmp_path, open_script) -> None:
    top = "NoOp {\n addUserKnob {1 at}\n at top\n name Place\n}\n"
    inside = top.replace("at top", "at inside")
    inside += 'Write {\n inputs 0\n file "\\[value parent.where]/a.%04d.exr"\n name W\n}\n'
    group = 'Group {\n name G1\n addUserKnob {1 where}\n where "/r/\\[value Place.at]"\n}\n'
    text = f"{ROOT}{top}{group}{inside}end_group\n"
    for host in (scene_of(tmp_path, text), open_script(text).host):
        assert [output.files for output in host.outputs()] == [("/r/top/a.@####@.exr",)]
