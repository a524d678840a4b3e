"""Which frames a write node may render, and which number the file of each has: as the fake Nuke writes it."""

from __future__ import annotations

import importlib
import shlex
import sys
from pathlib import Path

import pytest
from af_nuke._scene_file import open_scene
from af_nuke.plan import NukePlan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document.flags import BITS
from afsubmit.document.patterns import fill
from afsubmit.submission.planning.plan import Plan, plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes import nuke_program
from tests.fakes.nuke import FakeNuke, Habits

HEAD = "Root {\n first_frame 1001\n last_frame 1010\n}\n"
SHIFTED = [
    pytest.param("frame_mode offset\n frame -1000", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], id="an offset"),
    pytest.param("frame_mode 2\n frame 5", list(range(1006, 1016)), id="an offset, by the number of its mode"),
    pytest.param("frame_mode offset\n frame {{-1000}}", list(range(1, 11)), id="an offset as an expression"),
    pytest.param("frame {{frame-1000}}", list(range(1, 11)), id="an expression, a shift"),
    pytest.param('frame "frame - 1000"', list(range(1, 11)), id="an expression in quotes"),
    pytest.param("frame frame*2", list(range(2002, 2022, 2)), id="an expression, a product"),
    pytest.param("frame {{(frame-1000)*10+5}}", list(range(15, 115, 10)), id="an expression, both"),
    pytest.param("frame {{int(frame/1)-1}}", list(range(1000, 1010)), id="an expression with a function"),
    pytest.param("frame frame", list(range(1001, 1011)), id="the frame itself"),
    pytest.param('frame_mode "start at"', list(range(1001, 1011)), id="start at nothing"),
]
HABITS = {
    "frames put in": Habits(),
    "numbers put in": Habits(puts_numbers_in=True),
    "technical notation": Habits(puts_frames_in=False),
}
habits = pytest.mark.parametrize("habits", HABITS.values(), ids=list(HABITS))


def script(folder: Path, line: str = "", name: str = "a.%04d.exr", root: str = HEAD) -> str:
    return root + f'Write {{\n file "{folder.as_posix()}/{name}"\n {line}\n name W\n}}\n'


def planned(host, values=None) -> Plan:
    words = {"host_plan": NukePlan(), "stamp": Stamp(1_700_000_000, "0badcafe"), "target": Target("jimmy", "pc01")}
    return plan(host.scene(), host.outputs(), Settings(values or {}), **words)


def announced(made: Plan) -> list[str]:
    """The files that the job says it writes."""
    assert made.jobs, made.problems
    (block,) = made.jobs[0].document["blocks"]
    tasks = [file for task in block.get("tasks", []) for file in task["files"]]
    numbers = range(block.get("frame_first", 0), block.get("frame_last", -1) + 1, block.get("frames_inc", 1))
    return sorted(set(tasks or [fill(file, number, number) for file in block["files"] for number in numbers]))


def written(folder: Path) -> list[str]:
    """The files that were rendered, as Nuke names them."""
    return sorted(path.as_posix() for path in folder.rglob("*.exr"))


def rendered(made: Plan, path: Path, monkeypatch) -> None:
    """What the farm's commands do, by the program of the tests."""
    (block,) = made.jobs[0].document["blocks"]
    commands = [task["command"] for task in block.get("tasks", [])]
    per_task = block.get("frames_per_task", 1)
    step = block.get("frames_inc", 1)
    for first in range(block.get("frame_first", 0), block.get("frame_last", -1) + 1, per_task * step):
        commands.append(fill(block["command"], first, min(first + (per_task - 1) * step, block["frame_last"])))
    for command in commands:
        words = shlex.split(command)[1:]
        if "-t" not in words:
            assert nuke_program.main([*words[:-1], str(path)]) == 0
            continue
        fake = FakeNuke("Root {\n}\n", "")
        monkeypatch.setitem(sys.modules, "nuke", fake.module)
        monkeypatch.delitem(sys.modules, "af_nuke._worker", raising=False)
        worker = importlib.import_module("af_nuke._worker")
        given = words[words.index("-t") + 2 :]
        assert worker.main([*(word for word in given if not word.startswith("script=")), f"script={path}"]) == 0


@habits
@pytest.mark.parametrize(("line", "numbers"), SHIFTED)
@pytest.mark.parametrize("values", [{}, {"local_render": True}], ids=["straight", "through a local file"])
def test_file_has_the_number_that_nuke_gives_it(
    open_script, tmp_path, monkeypatch, line, numbers, values, habits
) -> None:
    session = open_script(script(tmp_path, line), tmp_path / "comp.nk", habits)
    wanted = sorted(f"{tmp_path.as_posix()}/a.{number:04d}.exr" for number in numbers)
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        made = planned(host, {**values, "frames_per_task": 4})
        if values and any("expression" in problem.message for problem in made.problems):
            continue  # told, and nothing is sent
        assert announced(made) == wanted
        rendered(made, tmp_path / "comp.nk", monkeypatch)
        assert written(tmp_path) == wanted


@habits
@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param('frame_mode "start at"\n frame 1', "start at", id="the first frame of a sequence"),
        pytest.param("frame_mode start_at\n frame 1", "start at", id="the same in one word"),
        pytest.param("frame_mode 1\n frame 1", "start at", id="the same by number"),
        pytest.param("frame_mode offset\n frame {{Other.k}}", "offset", id="an offset that a knob says"),
        pytest.param("frame {{frame/4}}", "worked out by Nuke", id="halves of numbers"),
        pytest.param("frame {{curve x1 5}}", "worked out by Nuke", id="a curve"),
        pytest.param("frame {{frame+root.first_frame}}", "worked out by Nuke", id="another knob"),
        pytest.param('frame "\\[exec ls]"', "worked out by Nuke", id="Tcl"),
        pytest.param("frame 7", "to one file", id="one number for all"),
        pytest.param("frame {{int(frame/2)}}", "to one file", id="one number for two"),
        pytest.param("frame_mode studio\n frame 3", "worked out by Nuke", id="a mode nobody knows"),
    ],
)
def test_number_that_nobody_can_tell_is_a_problem(open_script, tmp_path, line, words, habits) -> None:
    session = open_script(script(tmp_path, line), tmp_path / "comp.nk", habits)
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        made = planned(host)
        (problem,) = [one for one in made.problems if one.level == "error"]
        assert words in problem.message and problem.where == "W" and problem.fix and not made.jobs


def test_number_that_the_file_does_not_have_does_not_matter(open_script, tmp_path) -> None:
    text = script(tmp_path, 'frame_mode "start at"\n frame 1', "review.mov")
    assert planned(open_script(text, tmp_path / "comp.nk").host).is_sendable


def test_read_of_the_numbers_waits_for_the_writer(open_script, tmp_path) -> None:
    text = script(tmp_path, "frame_mode offset\n frame -1000")
    text += f'Read {{\n inputs 0\n file "{tmp_path.as_posix()}/a.%04d.exr"\n name R\n}}\n'
    text += f'Write {{\n file "{tmp_path.as_posix()}/b.%04d.exr"\n name V\n}}\n'
    session = open_script(text, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        (later,) = [output for output in host.outputs() if output.id == "V"]
        assert (later.inputs, later.frame_inputs) == (("W",), ())


def test_frames_that_were_chosen_later_have_their_numbers_too(open_script, tmp_path) -> None:
    session = open_script(script(tmp_path, "frame_mode offset\n frame -900"), tmp_path / "comp.nk")
    assert announced(planned(session.host, {"frames": "2001,2005"})) == [
        f"{tmp_path.as_posix()}/a.{number:04d}.exr" for number in (1101, 1105)
    ]


LIMIT = "use_limit true\n first 1005\n last 1007"


@pytest.mark.parametrize(
    ("frames", "kept", "left"),
    [
        pytest.param("", "1005-1007", "", id="none chosen"),
        pytest.param("1006", "1006", "", id="one within"),
        pytest.param("1001-1020", "1005-1007", "1001-1004,1008-1020", id="on both sides"),
        pytest.param("1001-1020x2", "1005,1007", "1001,1003,1009-1019x2", id="with a step"),
        pytest.param("1-4,1007", "1007", "1-4", id="far away"),
    ],
)
@pytest.mark.parametrize("key", ["frames", "output_frames"])
def test_frames_outside_a_node_s_limit_are_left_out_and_told(
    open_script, tmp_path, monkeypatch, frames, kept, left, key
) -> None:
    session = open_script(script(tmp_path, LIMIT), tmp_path / "comp.nk")
    values = {key: {"W": frames} if key == "output_frames" else frames} if frames else {}
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        made = planned(host, values)
        told = [problem for problem in made.problems if problem.level == "warning"]
        assert [problem.message.endswith(f": {left}") for problem in told] == ([True] if left else [])
        rendered(made, tmp_path / "comp.nk", monkeypatch)  # the fake refuses what Nuke refuses
        assert announced(made) == written(tmp_path)
        (output,) = host.outputs()
        assert str(output.rendered_frames(Settings(values))) == kept


def test_nothing_is_sent_when_no_frame_is_within_the_limit(open_script, tmp_path) -> None:
    made = planned(open_script(script(tmp_path, LIMIT), tmp_path / "comp.nk").host, {"frames": "1-9"})
    assert not made.jobs and {problem.level for problem in made.problems} == {"error", "warning"}


FRAMES = st.lists(st.integers(980, 1030), min_size=1, max_size=6, unique=True)


@given(FRAMES, st.integers(990, 1015), st.integers(0, 9), st.integers(1, 4))
@settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=list(HealthCheck))
def test_nuke_is_asked_for_no_frame_that_it_refuses(tmp_path_factory, frames, first, more, per_task) -> None:
    folder = tmp_path_factory.mktemp("limit")
    path = folder / "comp.nk"
    path.write_text(script(folder, f"use_limit true\n first {first}\n last {first + more}"), "utf-8")
    values = {"frames": ",".join(map(str, frames)), "frames_per_task": per_task}
    made = planned(open_scene(str(path)), values)
    wanted = sorted(frame for frame in frames if first <= frame <= first + more)
    assert bool(made.jobs) == bool(wanted)
    if made.jobs:
        rendered(made, path, None)
        assert written(folder) == [f"{folder.as_posix()}/a.{frame:04d}.exr" for frame in wanted]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("a.%0999999999d.exr", "wider than", id="a width without end"),
        pytest.param(f"a.%0{'9' * 5000}d.exr", "wider than", id="a width of 5,000 digits"),
        pytest.param("a.%0256d.exr", "wider than", id="one digit too many"),
        pytest.param(f"a.{'#' * 300}.exr", "wider than", id="300 signs"),
        pytest.param("\\[format %0999999999d 5].exr", "wider than", id="by Tcl"),
        pytest.param("a\udce9.%04d.exr", "not UTF-8", id="a byte of Latin-1"),
        pytest.param("\\[value W.note]\udcff.%04d.exr", "not UTF-8", id="the same behind Tcl"),
    ],
)
def test_name_that_no_file_can_have_is_refused_at_once(tmp_path, name, words) -> None:
    text = script(tmp_path, "addUserKnob {1 note}", name)
    (tmp_path / "comp.nk").write_bytes(text.encode("utf-8", "surrogateescape"))
    made = planned(open_scene(str(tmp_path / "comp.nk")))
    (problem,) = [one for one in made.problems if one.level == "error"]
    assert words in problem.message and problem.where == "W"
    assert len(problem.message) < 1000


def test_read_of_such_a_name_takes_no_memory(tmp_path) -> None:
    text = script(tmp_path) + "Read {\n file /r/a.%0999999999d.exr\n name R\n}\n"
    (tmp_path / "comp.nk").write_text(text, "utf-8")
    assert planned(open_scene(str(tmp_path / "comp.nk"))).is_sendable


@pytest.mark.parametrize(
    ("declared", "asked", "value"),
    [
        pytest.param("{1 suffix}", "[value suffix]", "", id="a text"),
        pytest.param("{1 suffix l Suffix}", "[value this.suffix]", "", id="with a label"),
        pytest.param("{2 look}", "[value look]", "", id="a file"),
        pytest.param("{3 take}", "[value take]", "0", id="a whole number"),
        pytest.param("{7 gain l Gain R 0 4}", "[format v%03d [value gain]]", "v000", id="a number"),
    ],
)
def test_user_knob_that_was_never_set_is_at_its_default(open_script, tmp_path, declared, asked, value) -> None:
    asked = asked.replace("[", "\\[")
    text = script(tmp_path, f"addUserKnob {{20 User}}\n addUserKnob {declared}", f"a{asked}.%04d.exr")
    session = open_script(text, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        assert host.outputs()[0].files == (f"{tmp_path.as_posix()}/a{value}.@####@.exr",)


def test_user_knob_of_a_kind_that_is_not_known_is_said(tmp_path) -> None:
    text = script(tmp_path, "addUserKnob {4 pick M {a b}}", "a\\[value pick].%04d.exr")
    (tmp_path / "comp.nk").write_text(text, "utf-8")
    (problem,) = planned(open_scene(str(tmp_path / "comp.nk"))).problems
    assert problem.level == "error" and "pick" in problem.message


@pytest.mark.parametrize(
    ("class_name", "makes"), [("Write", True), ("DeepWrite", False), ("WriteGeo", False)], ids=lambda value: str(value)
)
def test_only_what_has_a_tick_for_it_makes_its_folders(open_script, tmp_path, class_name, makes) -> None:
    text = script(tmp_path).replace("Write {", f"{class_name} {{")
    session = open_script(text, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        assert [output.makes_folders for output in host.outputs()] == [makes]


@pytest.mark.parametrize("values", [{}, {"local_render": True}], ids=["straight", "through a local file"])
def test_files_are_checked_where_failed_frames_do_not_end_a_task(tmp_path, values) -> None:
    (tmp_path / "comp.nk").write_text(script(tmp_path), "utf-8")
    for goes_on in (False, True):
        made = planned(open_scene(str(tmp_path / "comp.nk")), {**values, "continue_on_error": goes_on})
        (block,) = made.jobs[0].document["blocks"]
        assert bool(block.get("flags", 0) & BITS["checkrenderedfiles"]) == goes_on
