"""Several submissions as one act: one after the other, what the farm has stays, the rest is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.submitter import setup_plans, setups
from afsubmit.submitter.background import Background
from afsubmit.submitter.series import SubmissionSeries
from afsubmit.submitter.setups import Setup
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperHost, PaperPlan

LISTED = [Setup(name, ["page"], {"frames": frames}) for name, frames in (("a", "1-2"), ("b", "3"), ("c", "4-9"))]


@pytest.fixture
def farm() -> Iterator[FarmServer]:
    with FarmServer() as server:
        yield server


class SteppingHost(PaperHost):
    """Does something of the test's when the copy number `at` is written, and says under which settings it was."""

    at, do = 0, staticmethod(lambda: None)

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.frames: list[str] = []
        self._settings: Any = {}

    def take_settings(self, settings: Any) -> None:
        self._settings = settings

    def save_snapshot(self, path: str) -> None:
        self.frames.append(self._settings["frames"])
        super().save_snapshot(path)
        if len(self.frames) == self.at:
            self.do()


@pytest.fixture
def host(tmp_path: Path) -> SteppingHost:
    made = SteppingHost(tmp_path / "shot.paper")
    made.store_settings(setups.laid({}, LISTED))
    return made


def series_of(host: Any, farm: FarmServer) -> tuple[SubmissionSeries, Background]:
    found = setup_plans.read(host, PaperPlan())
    assert not found.problems
    series = SubmissionSeries(found.listed, farm.address)
    return series, Background(series)


def jobs(farm: FarmServer) -> list[Any]:
    return [job["blocks"][0]["frame_first"] for job in farm.jobs.values()]


def test_each_is_sent_under_its_own_settings_and_named_while_it_is(host: SteppingHost, farm: FarmServer) -> None:
    series, work = series_of(host, farm)
    labels: list[str] = []
    host.at, host.do = 2, lambda: labels.append(work.label)
    assert work.finish() and host.frames == ["1-2", "3", "4-9"]
    assert jobs(farm) == [1, 3, 4]
    assert labels[0].startswith("b (2 of 3): ")
    assert [part.state for part in series.parts] == ["done"] * 3
    assert "3 jobs with 9 tasks" in work.outcome().text and not series.undone


def test_cancelled_half_way_what_the_farm_has_stays_and_is_named(host: SteppingHost, farm: FarmServer) -> None:
    series, work = series_of(host, farm)
    host.at, host.do = 2, work.cancel
    assert not work.finish()
    assert jobs(farm) == [1] and not farm.deleted
    assert [part.state for part in series.parts] == ["done", "failed", "waiting"]
    outcome = work.outcome()
    assert outcome.level == "warning" and outcome.text.startswith("Cancelled. ")
    assert "Before, the farm took the job shot (id 2): page 1-2, 2 tasks." in outcome.text
    assert [one.rstrip("\u2069.").lstrip("\u2068") for one in outcome.text.partition("Not sent: ")[2].split(", ")] == [
        "b",
        "c",
    ]
    assert len(list(host.path.parent.glob("*.af-*"))) == 1, "the copy of the first stays for its job"


def test_cancelled_between_two_sends_no_other(host: SteppingHost, farm: FarmServer) -> None:
    series, work = series_of(host, farm)
    while series.parts[1].state != "running":
        work.poll()
    work.cancel()
    assert not work.finish() and jobs(farm) == [1] and host.frames == ["1-2"]


def test_refused_by_the_farm_says_why_and_what_was_not_sent(host: SteppingHost, farm: FarmServer) -> None:
    series, work = series_of(host, farm)
    host.at, host.do = 2, lambda: setattr(farm, "mood", "refusing")
    assert not work.finish() and len(farm.jobs) == 1
    outcome = work.outcome()
    assert outcome.level == "error" and "Before, the farm took the job" in outcome.text
    assert [part.state for part in series.parts] == ["done", "failed", "waiting"]


def test_two_that_write_the_same_files_are_told_before_and_not_again(host: SteppingHost, farm: FarmServer) -> None:
    host.store_settings(setups.laid({}, [LISTED[0], LISTED[0]._replace(name="z")]))
    _, work = series_of(host, farm)
    assert work.finish() and work.outcome().level == "info"


def test_what_was_sent_is_one_s_own_for_the_next(host: SteppingHost, farm: FarmServer) -> None:
    found = setup_plans.read(host, PaperPlan())
    (one,) = {id(request.own): request.own for request in found.listed[:1]}.values()
    series = SubmissionSeries(found.listed[:1], farm.address)
    assert Background(series).finish()
    assert one.level_of_job(series.receipts[0].serial) == "info"


def test_preview_tells_once_what_stands_against_each_and_who_writes_the_same(host: SteppingHost) -> None:
    same = [Setup("a", ["page"], {"frames": "1-2"}), Setup("b", ["page", "gone"], {"frames": "2"})]
    host.store_settings(setups.laid({}, same))
    listed = setup_plans.read(host, PaperPlan()).listed
    found = setup_plans.preview(listed, ["a", "b"], "farm:1")
    told = [problem.message for problem in found.problems]
    assert any(text.startswith("b: gone was chosen") for text in told)
    assert any(text.startswith("a and b write the same files: ") for text in told)
    assert len(set(told)) == len(told)
    assert found.size.tasks == 3 and [one.size.tasks for one in found.plans] == [2, 1]
    alone = setup_plans.preview(listed, ["a"], "farm:1")
    assert alone.size.tasks == 2 and not any("same files" in problem.message for problem in alone.problems)


@pytest.mark.parametrize(
    ("outputs", "frames", "told"),
    [
        pytest.param(["page"], "1-3,7", ("page", "1-3,7"), id="one output"),
        pytest.param([], "", ("none", ""), id="none of its outputs is there"),
    ],
)
def test_outputs_and_frames_of_a_set_up_in_words(
    host: SteppingHost, outputs: list[str], frames: str, told: tuple[str, str]
) -> None:
    host.store_settings(setups.laid({}, [Setup("x", outputs, {"frames": frames})]))
    (request,) = setup_plans.read(host, PaperPlan()).listed
    assert (setup_plans.outputs_of(request), setup_plans.frames_of(request)) == told


def test_terminal_and_python_tell_the_same_files_of_two_set_ups(host: SteppingHost) -> None:
    from afsubmit.submitter import scripting

    host.store_settings(setups.laid({}, [LISTED[0], LISTED[0]._replace(name="z")]))
    words: dict[str, Any] = {"outputs": None, "preset": (), "settings": {}, "server": "farm:1"}
    found = scripting.plan_open(host, PaperPlan(), setup="*", **words)
    assert next(one.message for one in found.problems if "same files" in one.message).startswith("a and z write")
