"""Saving submits, where the scene says so: once, quietly, in place of a job that has not started."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from afsubmit.submission.history.entries import History
from afsubmit.submitter import on_save
from afsubmit.submitter.on_save import SaveWatch
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperHost, PaperPlan


@pytest.fixture(autouse=True)
def _quickly(monkeypatch, tmp_path):
    monkeypatch.setattr(on_save, "QUIET_SECONDS", 0.0)
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "config"))


@pytest.fixture
def farm():
    with FarmServer() as server:
        yield server


@pytest.fixture
def host(tmp_path) -> PaperHost:
    (tmp_path / "scene").mkdir()
    made = PaperHost(tmp_path / "scene" / "shot.paper")
    made.store_settings({"submit_on_save": True})
    return made


class Watched:
    """A watch, and what it showed; `runs` counts how often it wanted to be polled."""

    def __init__(self, host: PaperHost, address: str) -> None:
        self.shown: list[tuple[str, str]] = []
        self.runs = 0
        self.watch = SaveWatch(
            host, PaperPlan(), wake=self._wake, show=self.shown.append, server_choice=lambda: address
        )

    def _wake(self) -> None:
        self.runs += 1

    def settle(self) -> None:
        """Poll as an application's timer does, until there is nothing to do."""
        end = time.monotonic() + 120
        while not self.watch.poll():
            assert time.monotonic() < end, "it did not end in time"
            time.sleep(0.01)


@pytest.fixture
def watched(host, farm):
    made = Watched(host, farm.address)
    yield made
    made.watch.end()


def copies(host: PaperHost) -> list[Path]:
    return sorted(set(Path(host.path).parent.iterdir()) - {Path(host.path)})


def test_save_is_a_job(host, farm, watched):
    assert watched.watch.poll() and watched.runs == 0
    host.save()
    assert watched.runs == 1 and farm.requests == [], "nothing happens inside the save itself"
    watched.settle()
    assert [level != "error" and "took the job shot" in text for level, text, _ in watched.shown] == [True]
    assert [job["name"] for job in farm.jobs.values()] == ["shot"]
    (entry,) = History().entries()
    assert entry.origin == "save" and len(copies(host)) == 1


def test_snapshot_of_a_submission_is_no_save(host, farm, watched):
    usual = host.save_snapshot

    def saving_with_hooks(path: str) -> None:
        usual(path)
        for hook in host._hooks:  # as a host would that takes every file written for a save
            hook(path)

    host.save_snapshot = saving_with_hooks
    host.save()
    watched.settle()
    assert len(farm.jobs) == 1 and watched.runs == 1


def test_scene_that_does_not_say_so_is_only_saved(host, farm, watched):
    host.store_settings({})
    host.save()
    assert watched.watch.poll() and watched.runs == 0
    assert farm.requests == [] and watched.shown == []


def test_studio_can_switch_it_on_for_everybody(host, farm, watched, tmp_path, monkeypatch):
    folder = tmp_path / "studio"
    folder.mkdir()
    (folder / "settings.json").write_text('{"settings": {"submit_on_save": true}}')
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(folder))
    host.store_settings({})
    host.save()
    watched.settle()
    assert len(farm.jobs) == 1


def test_saves_that_follow_one_another_are_one_submission(host, farm, watched, monkeypatch):
    monkeypatch.setattr(on_save, "QUIET_SECONDS", 0.2)
    for last in (11, 12, 13):
        host.content["last"] = last
        host.save()
        assert not watched.watch.poll()
    watched.settle()
    (job,) = farm.jobs.values()
    assert job["blocks"][0]["frame_last"] == 13


def test_save_while_one_is_under_way_is_sent_after_it(host, farm, watched):
    host.save()
    while not watched.watch.label:
        watched.watch.poll()
    host.content["last"] = 20
    host.save()
    watched.settle()
    assert len(watched.shown) == 2
    assert [job["blocks"][0]["frame_last"] for job in farm.jobs.values()] == [20]


def test_job_that_has_not_started_is_replaced(host, farm, watched):
    host.save()
    watched.settle()
    host.save()
    watched.settle()
    assert list(farm.jobs) == [3] and [job["id"] for job in farm.deleted] == [2]
    assert "was replaced" in watched.shown[-1][1] and "same files" not in watched.shown[-1][1]


@pytest.mark.parametrize(
    "progress",
    [
        pytest.param({"time_started": 1_700_000_000}, id="the job says so"),
        pytest.param({"running_tasks_num": 1}, id="a task runs"),
        pytest.param({"blocks": [{"p_tasks_done": 1}]}, id="a task is done"),
        pytest.param({"blocks": [{"p_tasks_error": 1}]}, id="a task failed"),
    ],
)
def test_job_that_has_started_stays_and_the_new_one_waits_behind_it(host, farm, watched, progress):
    host.save()
    watched.settle()
    farm.jobs[2].update(progress)
    host.save()
    watched.settle()
    assert list(farm.jobs) == [2, 3] and farm.deleted == []


def test_group_of_which_one_has_started_stays_whole(host, farm, watched):
    host.save()
    watched.settle()
    history = History()
    (entry,) = history.entries()
    farm.jobs[9] = {**farm.jobs[2], "id": 9, "serial": 9, "running_tasks_num": 1}
    (number,) = history.begin([_as_new(entry, history)])
    history.note_sent(number, id=9, serial=9)
    host.save()
    watched.settle()
    assert farm.deleted == [] and len(farm.jobs) == 3


def _as_new(entry, history):
    from afsubmit.submission.history.entries import NewEntry

    document = history.document(entry.number)
    return NewEntry(document, entry.server, entry.host, entry.scene, entry.origin, entry.submission, entry.snapshot)


def test_other_job_that_has_the_id_now_is_not_touched(host, farm, watched):
    host.save()
    watched.settle()
    farm.jobs[2]["serial"] = 77
    host.save()
    watched.settle()
    assert farm.deleted == []


def test_job_of_the_dialog_is_not_replaced(host, farm, watched):
    from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
    from afsubmit.submitter.background import Background

    assert Background(SubmissionAttempt(SubmissionRequest(host, PaperPlan(), {}), farm.address)).finish()
    host.save()
    watched.settle()
    assert len(farm.jobs) == 2 and farm.deleted == []


def test_what_stands_against_it_is_shown_and_the_artist_goes_on(host, farm, watched):
    host.store_settings({"submit_on_save": True, "snapshot_folder": "/away/x"})
    host.save()
    watched.settle()
    assert watched.shown[0][0] == "error" and "/away/x" in watched.shown[0][1]
    assert farm.jobs == {} and copies(host) == []


def test_server_that_is_away_leaves_nothing(host):
    with FarmServer() as gone:
        address = gone.address
    watched = Watched(host, address)
    host.save()
    watched.settle()
    assert watched.shown[0][0] == "error" and address in watched.shown[0][1]
    assert copies(host) == []


def test_scene_that_cannot_be_read_is_said_and_never_raised_into_the_save(host, farm, watched):
    def broken():
        raise RuntimeError("the application says no")

    host.load_settings = broken
    for hook in host._hooks:
        hook(str(host.path))
    assert watched.shown[0][0] == "error" and "says no" in watched.shown[0][1]
    assert watched.watch.poll()


def test_end_takes_back_what_is_under_way(host):
    with FarmServer("silent") as silent:
        watched = Watched(host, silent.address)
        host.save()
        while not watched.watch.label:
            watched.watch.poll()
        watched.watch.end()
    assert watched.shown[-1][0] == "warning" and copies(host) == []
    host.save()
    assert watched.watch.poll() and watched.runs == 1


def test_application_without_a_window_can_do_it_at_once(host, farm, watched, monkeypatch):
    monkeypatch.setattr(on_save, "QUIET_SECONDS", 60.0)
    host.save()
    watched.watch.finish()
    assert len(farm.jobs) == 1


@pytest.mark.parametrize("is_modified", [True, False])
def test_change_after_the_save_is_told_since_the_copy_has_it(host, farm, watched, is_modified):
    host.save()
    usual = host.scene
    host.scene = lambda: replace(usual(), is_modified=is_modified)
    watched.settle()
    ((_, text, _),) = watched.shown
    assert ("was changed after it was saved" in text) is is_modified and "took the job" in text
