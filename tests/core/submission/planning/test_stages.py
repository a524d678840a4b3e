"""What waits for what: inputs, stages, jobs of one submission; and which frames run first."""

from __future__ import annotations

import re

import pytest

from afsubmit.document import Block, Task
from afsubmit.document.frames import FrameList
from afsubmit.submission.planning.first_frames import frames_named
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.planning.stages import Stage
from tests.core.submission.conftest import STAMP, of_posix


@pytest.fixture
def make_plan(make_plan):
    return of_posix(make_plan)


def output(name, frames="1-10", inputs=(), **more):
    return Output(name, name, FrameList.parse(frames), (f"/out/{name}.@####@.exr",), inputs=inputs, **more)


def blocks_of(made):
    assert made.jobs, made.problems
    return made.jobs[0].document["blocks"]


def test_an_output_waits_for_its_input_wherever_that_stands_in_the_list(make_plan):
    comp, beauty = blocks_of(make_plan(outputs=[output("comp", inputs=("beauty",)), output("beauty")]))
    assert (comp["depend_mask"], beauty.get("depend_mask")) == ("beauty", None)


def test_frame_by_frame_waits_for_each_frame(make_plan):
    listed = [output("beauty"), output("comp", inputs=("beauty",))]
    _beauty, comp = blocks_of(make_plan({"frame_by_frame": True}, outputs=listed))
    assert comp["tasks_depend_mask"] == "beauty" and "depend_mask" not in comp


def test_frame_by_frame_waits_for_all_where_frames_are_listed_tasks(make_plan):
    listed = [output("beauty"), output("comp", "1,2,7", inputs=("beauty",))]
    _beauty, comp = blocks_of(make_plan({"frame_by_frame": True}, outputs=listed))
    assert comp["depend_mask"] == "beauty" and "tasks_depend_mask" not in comp


def test_inputs_that_are_read_frame_by_frame_are_waited_for_so_and_the_others_as_a_whole(make_plan):
    cache = output("cache", is_whole=True)
    listed = [cache, output("mesh"), output("comp", inputs=("cache", "mesh"), frame_inputs=("mesh",))]
    _cache, _mesh, comp = blocks_of(make_plan(outputs=listed))
    assert (comp["depend_mask"], comp["tasks_depend_mask"]) == ("cache", "mesh")


def test_inputs_read_frame_by_frame_that_are_listed_tasks_are_waited_for_as_a_whole(make_plan):
    listed = [output("mesh", "1,2,7"), output("comp", inputs=("mesh",), frame_inputs=("mesh",))]
    _mesh, comp = blocks_of(make_plan(outputs=listed))
    assert comp["depend_mask"] == "mesh" and "tasks_depend_mask" not in comp


class InTwoBlocks:
    """Renders in two blocks at once, then joins them: as a host does that renders tiles."""

    name = executable = "small"

    def blocks(self, output, request):
        tiles = [self._block(f"{output.name} {side}", request) for side in ("left", "right")]
        return [*tiles, Stage("join", [self._block(f"{output.name} join", request)], waits_by_frame=True)]

    def _block(self, name, request):
        block = Block(name, "generic")
        block.setNumeric(request.frames.runs()[0][0], request.frames.runs()[-1][1])
        block.setCommand("small @#@")
        return block


def test_stages_wait_for_all_blocks_before_and_readers_for_the_last_one(make_plan):
    listed = [output("a"), output("b", inputs=("a",))]
    blocks = {block["name"]: block for block in blocks_of(make_plan(outputs=listed, host_plan=InTwoBlocks()))}
    assert blocks["a join"]["tasks_depend_mask"] == "a left|a right"
    assert {blocks["b left"]["depend_mask"], blocks["b right"]["depend_mask"]} == {"a join"}


def test_a_movie_waits_for_the_frames_and_nobody_waits_for_it(make_plan):
    listed = [output("beauty"), output("comp", inputs=("beauty",))]
    made = make_plan({"movie": True, "need_memory_mb": 64_000, "environment": {"A": "b"}}, outputs=listed)
    beauty, film, comp, _film = blocks_of(made)
    assert (film["name"], film["depend_mask"], comp["depend_mask"]) == ("beauty movie", "beauty", "beauty")
    assert (film["service"], film["frame_first"], film["frame_last"], film["frames_per_task"]) == ("ffmpeg", 1, 10, 10)
    assert film["files"] == ["/out/beauty.mp4"]
    assert film["environment"] == {"A": "b"} and "need_memory" not in film and "need_memory" in beauty
    assert [problem.level for problem in made.problems] == ["info"]


class ClearsUp(InTwoBlocks):
    """Renders, then removes what is no longer needed."""

    def blocks(self, output, request):
        render, clear = (self._block(f"{output.name} {word}", request) for word in ("render", "clear"))
        return [Stage("render", [render]), Stage("clear", [clear], is_result=False)]


def test_what_clears_up_and_a_movie_wait_for_the_frames_and_not_for_each_other(make_plan):
    made = blocks_of(make_plan({"movie": True}, outputs=[output("a")], host_plan=ClearsUp()))
    assert {block["name"]: block.get("depend_mask") for block in made} == {
        "a render": None, "a clear": "a render", "a movie": "a render",
    }  # fmt: skip


class BeginsWithABake(InTwoBlocks):
    """Has something done before all else, as a host does that bakes a simulation."""

    def beginning(self, rendered):
        self.rendered = [(output.name, str(request.frames)) for output, request in rendered]
        block, task = Block("a left", "generic"), Task("bake")
        task.setCommand("bake")
        block.tasks.append(task)
        return block if request_of(rendered)["annotation"] else None


def request_of(rendered):
    return rendered[0][1].settings


ASKED = {"annotation": "bake"}


def test_what_begins_a_job_is_waited_for_by_every_frame_of_it(make_plan):
    plan = BeginsWithABake()
    listed = [output("a", "1-10"), output("b", "1-20", inputs=("a",))]
    settings = {**ASKED, "frame_by_frame": True, "movie": True, "capacity": 500, "max_run_seconds": 60}
    first, *others = blocks_of(make_plan(settings, outputs=listed, host_plan=plan))
    assert plan.rendered == [("a", "1-10"), ("b", "1-20")]
    assert (first["name"], first.get("depend_mask")) == ("a left", None)
    assert "a left 2" in [block["name"] for block in others], "a name that was taken"
    by_name = {block["name"]: block for block in others}
    assert first["capacity"] == 500 and "task_max_run_time" not in first, "the time is said of frames"
    for block in others:  # b has frames that a has not: it waits by itself
        assert block["depend_mask"] == ("a left" if "movie" not in block["name"] else by_name_mask(block)), block[
            "name"
        ]
    assert by_name["b left"]["tasks_depend_mask"] == "a join"


def by_name_mask(movie):
    return movie["name"].replace("movie", "join")


def test_without_anything_to_begin_with_the_job_is_as_it_was(make_plan):
    listed = [output("a"), output("b", inputs=("a",))]
    plain = make_plan(outputs=listed, host_plan=InTwoBlocks()).jobs[0].document
    assert make_plan(outputs=listed, host_plan=BeginsWithABake()).jobs[0].document == plain


@pytest.mark.parametrize("settings", [{"test_frames": "first"}, {"approval": True}], ids=["test frames", "approval"])
def test_what_begins_a_job_runs_before_test_frames_and_an_approval(make_plan, settings):
    made = make_plan({**ASKED, **settings}, outputs=[output("a")], host_plan=BeginsWithABake())
    document = made.jobs[0].document
    tried = list(zip(document.get("try_this_blocks_num", []), document.get("try_this_tasks_num", [])))
    assert ((0, 0) in tried) is ("test_frames" in settings)
    assert (document["blocks"][0].get("sequential", 1) > 1) is ("approval" in settings)


def test_several_jobs_have_their_own_names_snapshots_and_clean_up(make_plan):
    made = make_plan({"jobs": "several"}, outputs=[output("beauty"), output("beauty 2"), output("comp")])
    assert [job.document["name"] for job in made.jobs] == ["shot 010 beauty", "shot 010 beauty 2", "shot 010 comp"]
    assert len({job.snapshot for job in made.jobs}) == 3
    for job in made.jobs:
        assert job.snapshot in job.document["command_post"] and job.snapshot in job.document["blocks"][0]["command"]


def test_jobs_of_one_submission_wait_for_each_other_by_names_nobody_else_has(make_plan):
    settings = {"jobs": "several", "wait_for_jobs": "sim.*|cache"}
    beauty, comp = make_plan(settings, outputs=[output("be.auty"), output("comp", inputs=("be.auty",))]).jobs
    assert beauty.document["name"] == f"shot 010 be.auty {STAMP.random}"
    assert beauty.document["depend_mask"] == "sim.*|cache"
    mask = comp.document["depend_mask"]
    for name in (beauty.document["name"], "sim 1", "cache"):
        assert re.fullmatch(mask, name)
    assert not re.fullmatch(mask, beauty.document["name"].replace("be.auty", "be_auty"))


def test_outputs_of_the_same_name_become_jobs_of_different_names(make_plan):
    twins = [output("a"), Output("2", "a", FrameList.parse("1-2"), ("/other/a.@####@.exr",))]
    made = make_plan({"jobs": "several"}, outputs=twins)
    assert [job.document["name"] for job in made.jobs] == ["shot 010 a", "shot 010 a 2"]


@pytest.mark.parametrize(
    ("text", "frames", "expected"),
    [
        pytest.param("first, middle,last", "1-100", [1, 51, 100], id="words"),
        pytest.param("last first", "1-9", [9, 1], id="in the order they are written"),
        pytest.param("5,1-3", "2-9", [5, 2, 3], id="only those that are rendered"),
        pytest.param("first middle last", "7", [7], id="each once"),
        pytest.param("4", "1-9x2", [], id="none"),
    ],
)
def test_test_frames(text, frames, expected):
    assert list(frames_named(text, FrameList.parse(frames))) == expected


def test_test_frames_run_first_wherever_they_are(make_plan):
    listed = [output("a", "1-100"), output("film", is_whole=True), output("b", "1,5,9,20-30")]
    made = make_plan({"test_frames": "first middle 22 last", "frames_per_task": 5}, outputs=listed)
    job = made.jobs[0].document
    assert job["try_this_blocks_num"] == [0, 0, 0, 0, 2, 2, 2, 2]
    assert job["try_this_tasks_num"] == [0, 10, 4, 19, 0, 1, 1, 2]
    assert made.problems == ()


def test_test_frames_that_are_not_rendered_are_a_warning(make_plan):
    made = make_plan({"test_frames": "1000"})
    assert [(problem.level, problem.where) for problem in made.problems] == [("warning", "test_frames")]


@pytest.mark.parametrize(
    ("settings", "order"),
    [
        pytest.param({}, 1_000_000, id="first and last"),
        pytest.param({"sequential": 10}, 10, id="every tenth, as asked"),
        pytest.param({"sequential": -1}, 1_000_000, id="backward cannot stop for approval"),
    ],
)
def test_approval_comes_with_an_order_that_lets_the_farm_stop(make_plan, settings, order):
    job = make_plan({"approval": True, **settings}).jobs[0].document
    assert (job["ppa"], job["blocks"][0]["sequential"]) == (True, order)


def test_scripts_of_ours_go_with_the_snapshot_or_lie_in_the_studios_folder(make_plan, small_plan):
    host_plan = small_plan()
    host_plan.worker = "/suite/small_worker.py"
    (job,) = make_plan(host_plan=host_plan).jobs
    copied = f"{job.snapshot}.small_worker.py"
    assert job.copies == {copied: "/suite/small_worker.py"}
    assert job.document["command_post"].count("deletefiles") == 2 and copied in job.document["command_post"]
    assert copied in job.document["blocks"][0]["command"]
    (job,) = make_plan({"worker_folder": "/studio/scripts"}, host_plan=host_plan).jobs
    assert job.copies == {}
    assert "/studio/scripts/small_worker.py" in job.document["blocks"][0]["command"]


def test_frames_of_one_output_win_over_frames_of_all(make_plan):
    made = make_plan({"frames": "1-5", "output_frames": {"b": "7-8"}}, outputs=[output("a"), output("b")])
    assert [(block["frame_first"], block["frame_last"]) for block in blocks_of(made)] == [(1, 5), (7, 8)]
