"""`import afsubmit`: plan() and submit() for scripts, and the page about them, whose programs run as they stand."""

from __future__ import annotations

import _thread
import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import afsubmit
from afsubmit.submission.history.entries import History
from afsubmit.submission.sending.submission import Submission
from afsubmit.submission.settings.schema import BY_KEY
from tests.fakes.farm_server import FarmServer

CORE = Path(__file__).parents[3] / "core"
PAGE = Path(__file__).parents[3] / "docs" / "python.md"
SCRIPT = 'Root {\n first_frame 1\n last_frame 9\n}\nWrite {\n file "FOLDER/a.%04d.exr"\n name Write1\n}\n'
SCRIPT += 'Write {\n file "FOLDER/b.%04d.exr"\n name Write2\n}\n'


class Finishing(FarmServer):
    """Has rendered everything at once, and calls a second job of one name otherwise."""

    state = " DON"

    def _add(self, job: dict[str, Any]) -> dict[str, int]:
        there = [one["name"] for one in self.jobs.values()]
        job = {**job, "state": self.state, "name": job["name"] + "-1" * (job["name"] in there)}
        return super()._add(job)


@pytest.fixture
def farm(monkeypatch: pytest.MonkeyPatch):
    with Finishing() as server:
        monkeypatch.setenv("AFSUBMIT_SERVER", server.address)
        yield server


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the process, with three scripts in it."""
    for name in ("shot", "a", "b"):
        (tmp_path / "out" / name).mkdir(parents=True)
        (tmp_path / f"{name}.nk").write_text(SCRIPT.replace("FOLDER", (tmp_path / "out" / name).as_posix()), "utf-8")
    (tmp_path / "copies").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def errors(found: Any) -> list[tuple[str, str]]:
    return [(one.where, f"{one.message} {one.fix}") for one in found.problems if one.level == "error"]


def test_programs_of_the_page_run_one_after_the_other(farm, work, capsys) -> None:
    presets = Path(os.environ["XDG_CONFIG_HOME"]) / "afsubmit" / "presets"
    presets.mkdir(parents=True)
    (presets / "night.json").write_text('{"settings": {"priority": 7}}')
    programs = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(programs) == 4
    names: dict[str, Any] = {}
    for program in programs:
        exec(compile(program, str(PAGE), "exec"), names)
    assert [job["priority"] for job in farm.jobs.values()] == [120, 7, 7, BY_KEY["priority"].default]
    out = capsys.readouterr().out
    assert "rendered\n['done']\n2 jobs\n" in out and "error" not in out


def test_page_has_a_line_for_every_word() -> None:
    words = [name for name in inspect.signature(afsubmit.submit).parameters if name not in ("scenes", "settings")]
    assert words == [name for name in inspect.signature(afsubmit.plan).parameters if name not in ("scenes", "settings")]
    assert re.findall(r"^\| `(\w+)`", PAGE.read_text("utf-8"), re.MULTILINE) == words
    assert not {*words, "scenes"} & set(BY_KEY), "a setting of that name could not be given"


def test_plan_is_what_is_sent_and_does_nothing(farm, work) -> None:
    before = files_in(work)
    plan = afsubmit.plan("shot.nk", outputs="Write1", priority=120)
    assert plan.is_sendable and not errors(plan)
    assert files_in(work) == before and farm.requests == [] and not os.path.exists(History().path)
    result = afsubmit.submit("shot.nk", outputs=["Write1"], priority=120)
    (sent,), (planned,) = [request["job"] for request in farm.requests if "job" in request], plan.jobs
    assert plan.snapshots[0] in planned["command_post"] and "Write1" in plan.text
    assert {key: sent[key] for key in ("name", "priority", "user_name")} == {
        key: planned[key] for key in ("name", "priority", "user_name")
    }
    (job,) = result.jobs
    assert (job.id, job.name, job.state, job.server) == (2, "shot", "sent", farm.address)
    assert {Path(job.snapshot or "")} == set(files_in(work)) - set(before)
    assert [entry.origin for entry in History().entries()] == ["python"]


def test_name_is_the_farms_own(farm, work) -> None:
    jobs = [afsubmit.submit("shot.nk").jobs[0] for _ in range(2)]
    assert [job.name for job in jobs] == ["shot", "shot-1"]


@pytest.mark.parametrize(
    ("words", "where", "said"),
    [
        pytest.param({"scenes": ["away.nk"]}, "away.nk", "no such file", id="no file"),
        pytest.param({"outputs": ["Wrong"]}, "shot.nk", "there are: Write1, Write2", id="no such output"),
        pytest.param({"prioritty": 3}, "prioritty", "There are: priority", id="a setting with a slip"),
        pytest.param({"zzzzz": 3}, "zzzzz", "annotation, approval, arguments", id="a setting that nothing is like"),
        pytest.param({"priority": 0}, "shot.nk", "priority", id="a value out of range"),
        pytest.param({"priority": "high"}, "shot.nk", "priority", id="a value of another kind"),
        pytest.param({"preset": "none"}, "shot.nk", "no preset 'none'", id="no such preset"),
        pytest.param({"server": "farm:99999"}, "configuration", "farm:99999", id="no server"),
        pytest.param({"snapshot_folder": "away"}, "snapshot_folder", "not exist", id="no such folder"),
        pytest.param({"scenes": [], "command": " "}, "command", "is empty", id="an empty command"),
        pytest.param(
            {"scenes": [], "command": "x", "jobs": "several"}, "command", "jobs is for scenes", id="of scenes"
        ),
    ],
)
def test_what_cannot_be_sent_is_a_problem_of_both(farm, work, words, where, said, capsys) -> None:
    scenes = words.pop("scenes", ["shot.nk"])
    before = files_in(work)
    plan = afsubmit.plan(*scenes, **words)
    assert not plan.is_sendable and plan.jobs == [] == plan.snapshots and plan.text == ""
    with pytest.raises(afsubmit.SubmissionError) as caught:
        afsubmit.submit(*scenes, **words)
    for found in (plan, caught.value):
        assert [(place, said in text) for place, text in errors(found)] == [(where, True)], errors(found)
    assert said in str(caught.value) and all(isinstance(one, afsubmit.Problem) for one in caught.value.problems)
    assert farm.requests == [] and files_in(work) == before
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"scenes": ["shot.nk"], "command": "x"}, id="both"),
        pytest.param({"scenes": ["shot.nk"], "writes": "x"}, id="files of a scene"),
        pytest.param({"command": "x", "outputs": "x"}, id="outputs of a command"),
    ],
)
def test_words_that_make_no_sense_together_are_a_type_error(work, words) -> None:
    scenes = words.pop("scenes", [])
    for function in (afsubmit.plan, afsubmit.submit):
        with pytest.raises(TypeError, match=r"scene"):
            function(*scenes, **words)


def test_one_bad_scene_of_two_sends_nothing(farm, work) -> None:
    with pytest.raises(afsubmit.SubmissionError):
        afsubmit.submit("a.nk", work / "away.nk")
    assert farm.requests == []


@pytest.mark.parametrize("mood", ["refusing", "silent"])
def test_server_that_fails_takes_everything_back(work, monkeypatch, mood) -> None:
    monkeypatch.setenv("AFSUBMIT_READ_TIMEOUT", "1")
    before = files_in(work)
    with FarmServer(mood) as farm, pytest.raises(afsubmit.SubmissionError) as caught:
        afsubmit.submit("shot.nk", server=farm.address)
    assert [place for place, _ in errors(caught.value)] == ["submission"]
    assert caught.value.jobs == () and caught.value.__cause__ is not None
    assert files_in(work) == before


def test_jobs_before_the_failure_are_named(work) -> None:
    class Tired(Finishing):
        def _add(self, job: dict[str, Any]) -> dict[str, int]:
            receipt = super()._add(job)
            self.mood = "refusing"
            return receipt

    with Tired() as farm, pytest.raises(afsubmit.SubmissionError) as caught:
        afsubmit.submit("a.nk", "b.nk", server=farm.address)
    assert [job.name for job in caught.value.jobs] == ["a"] == [job["name"] for job in farm.jobs.values()]


def test_hook_that_says_no_is_among_the_problems(farm, work) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "afsubmit" / "hooks"
    folder.mkdir(parents=True)
    (folder / "pre_submit.py").write_text("def pre_submit(question):\n    return {'veto': 'Not on a Friday.'}\n")
    with pytest.raises(afsubmit.SubmissionError, match=r"Not on a Friday\."):
        afsubmit.submit("shot.nk")
    assert not farm.jobs and not afsubmit.plan("shot.nk").is_sendable


@pytest.mark.parametrize(("state", "word"), [(" DON", "done"), (" ERR", "failed"), (" RUN", "sent")])
def test_wait_says_what_became_of_the_jobs(farm, work, state, word) -> None:
    farm.state = state
    result = afsubmit.submit(command="render")
    assert result.wait(timeout_seconds=0) == (word == "done")
    assert [job.state for job in result.jobs] == [word]


def test_job_that_is_deleted_meanwhile_is_not_waited_for(farm, work) -> None:
    result = afsubmit.submit(command="render")
    farm.jobs.clear()
    assert not result.wait() and result.jobs[0].state == "deleted"


class Interrupting(Finishing):
    """Sends an interrupt with each job that comes, and never answers it."""

    def _answer(self, request: dict[str, Any]) -> dict[str, Any] | None:
        answer = super()._answer(request)
        if "job" not in request:
            return answer
        _thread.interrupt_main()
        return None


def test_interrupt_takes_back_what_is_begun_and_is_raised(work) -> None:
    before = files_in(work)
    with Interrupting() as farm:
        with pytest.raises(KeyboardInterrupt, match="Cancelled"):
            afsubmit.submit("shot.nk", server=farm.address)
        assert not farm.jobs and len(farm.deleted) == 1 and files_in(work) == before


def test_interrupt_that_comes_too_late_ends_the_script_with_the_jobs_named(work, monkeypatch) -> None:
    steps = Submission._ask_names

    def interrupted(submission: Submission) -> None:
        steps(submission)
        _thread.interrupt_main()

    monkeypatch.setattr(Submission, "_ask_names", interrupted)
    with Finishing() as farm:
        with pytest.raises(KeyboardInterrupt, match=r"a \(id 2\)"):
            afsubmit.submit("a.nk", "b.nk", server=farm.address)
        assert [job["name"] for job in farm.jobs.values()] == ["a"]


def test_import_costs_nothing_and_writes_nothing(tmp_path) -> None:
    program = (
        "import sys; sys.dont_write_bytecode = True; before = set(sys.modules); import afsubmit; "
        "import json; print(json.dumps(sorted(set(sys.modules) - before))); afsubmit.plan; "
        "print(sorted(set(dir(afsubmit)) & set(afsubmit.__all__)) == sorted(afsubmit.__all__))"
    )
    environ = {**os.environ, "PYTHONPATH": str(CORE), "HOME": str(tmp_path), "AFSUBMIT_HOME": str(tmp_path / "state")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environ, check=True)
    loaded, is_whole = done.stdout.splitlines()
    assert [name for name in json.loads(loaded) if name.startswith("afsubmit")] == ["afsubmit", "afsubmit.typed"]
    assert is_whole == "True" and list(tmp_path.iterdir()) == []


def test_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="plann"):
        afsubmit.plann  # noqa: B018
    for name in afsubmit.__all__:
        assert getattr(afsubmit, name).__doc__
