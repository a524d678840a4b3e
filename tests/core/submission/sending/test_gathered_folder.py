"""The folder with gathered files: each job has its own, and it goes with the job and with nothing else."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from afsubmit.local import programs
from afsubmit.studio import deletefiles
from afsubmit.submission.history import cleaning, resending
from afsubmit.submission.history.entries import History
from afsubmit.submission.history.finished import finished_jobs
from afsubmit.submission.planning.scene import Stamp
from afsubmit.submission.sending import gathered_folder
from tests.core.submission.conftest import STAMP
from tests.core.submission.sending.conftest import GATHER, below, copied_from, left, sent


def test_several_jobs_have_a_folder_each_and_one_goes_without_the_other(
    make_plan, host, outputs, paths_host, server, show, scene_file
):
    scene = replace(host.scene(), sources=show.sources, can_gather=True)
    both = [
        outputs[0],
        replace(outputs[0], id="two", name="two", files=(outputs[0].files[0].replace("beauty", "two"),)),
    ]
    plan = make_plan({**GATHER, "jobs": "several"}, scene=scene, outputs=both)
    first, second = (job.gathered.folder for job in plan.jobs)
    sent(plan, paths_host, server).run()
    assert below(first) == below(second) and len(below(first)) == 10
    texts = [Path(folder, "e/lib.small").read_text("utf-8") for folder in (first, second)]
    assert deletefiles.delete(first) == ""
    assert not os.path.exists(first) and len(below(second)) == 10
    assert texts == [Path(second, "e/lib.small").read_text("utf-8")] * 2


def test_post_command_removes_the_folder_and_nothing_else(
    gathering_plan, paths_host, server, scene_file, show, tmp_path_factory
):
    plan = gathering_plan()
    sent(plan, paths_host, server).run()
    farm = str(tmp_path_factory.mktemp("farm"))
    programs.write(farm)
    before = show.content()
    command = plan.jobs[0].document["command_post"]
    subprocess.run(command, shell=True, env=programs.added_to(os.environ, farm), check=True)
    assert left(scene_file) == set() and show.content() == before


def test_what_others_put_into_the_folder_stays(gathering_plan, paths_host, server):
    plan = gathering_plan()
    sent(plan, paths_host, server).run()
    folder = plan.jobs[0].gathered.folder
    Path(folder, "a", "mine.png").write_bytes(b"an artist's")
    assert "more in it" in deletefiles.delete(folder)
    assert below(folder) == {"a/mine.png", deletefiles.LISTING}


def test_folder_without_a_list_is_never_removed(tmp_path):
    folder = tmp_path / "x_assets"
    folder.mkdir()
    (folder / "a").write_bytes(b"x")
    assert "not removed" in deletefiles.delete(str(folder))
    (folder / deletefiles.LISTING).write_text(json.dumps({"files": ["../b", "/etc/x"]}), "utf-8")
    (tmp_path / "b").write_bytes(b"x")
    assert "more in it" in deletefiles.delete(str(folder))
    assert (tmp_path / "b").exists() and (folder / "a").exists()


@pytest.mark.posix("Windows has links for administrators only")
def test_link_in_the_place_of_a_folder_is_not_followed(gathering_plan, paths_host, server, show):
    plan = gathering_plan()
    sent(plan, paths_host, server).run()
    folder = Path(plan.jobs[0].gathered.folder)
    for path in (folder / "a").iterdir():
        path.unlink()
    (folder / "a").rmdir()
    (folder / "a").symlink_to(show.root / "a")
    before = show.content()
    assert deletefiles.delete(str(folder)) != ""
    assert show.content() == before


def test_clean_takes_the_folder_of_a_killed_submission(
    gathering_plan, paths_host, server, scene_file, show, tmp_path_factory
):
    history = History(str(tmp_path_factory.mktemp("state") / "history.db"))
    plan = gathering_plan()
    steps = sent(plan, paths_host, server, history).steps()
    for step in steps:
        if step.label.startswith("Sending"):
            break
        step.run()
    (entry,) = history.entries()
    assert set(entry.marks.values()) == {""}
    (finding,) = cleaning.find_leftovers(history, lambda server, user: [], now=entry.moment + 1e6).findings
    assert cleaning.clean(history, finding) == [] and left(scene_file) == set()


def test_history_knows_the_folder_its_size_and_that_it_is_of_one_job(
    gathering_plan, paths_host, server, scene_file, show, tmp_path_factory
):
    history = History(str(tmp_path_factory.mktemp("state") / "history.db"))
    plan = gathering_plan()
    sent(plan, paths_host, server, history).run()
    (entry,), (job,) = history.entries(), plan.jobs
    assert set(entry.marks) == {job.snapshot, job.gathered.folder} and all(entry.marks.values())
    (live,) = server.live.values()
    (done,) = finished_jobs(history, "farm:51000", [{**live, "state": "DON", "time_done": 1}])
    sizes = [os.path.getsize(path) for name, path in copied_from(show).items() if name in below(job.gathered.folder)]
    assert (len(sizes), done.bytes) == (9, sum(sizes) + os.path.getsize(job.snapshot))
    again = resending.plan_again(history, entry, Stamp(STAMP.seconds + 1, "c0ffee00"))
    assert not again.is_sendable and "of that job alone" in again.problems[0].message
    (finding,) = cleaning.find_leftovers(history, lambda server, user: []).findings
    assert cleaning.clean(history, finding) == [] and left(scene_file) == set()
    assert show.content()


@pytest.mark.posix("rights are of POSIX")
def test_farms_user_may_remove_in_the_folder_what_it_may_remove_beside_the_snapshot(
    gathering_plan, paths_host, server, scene_file
):
    scene_file.parent.chmod(0o777)
    plan = gathering_plan()
    sent(plan, paths_host, server).run()
    folder = Path(plan.jobs[0].gathered.folder)
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / "d" / "deep")] == [0o777, 0o777]
    assert (folder / "a" / "wood.png").stat().st_mode & 0o022 == 0
    scene_file.parent.chmod(0o1777)
    later = replace(gathering_plan().jobs[0].gathered, folder=f"{folder}2")
    made = gathered_folder.GatheredFolder(later)
    made.reserve()
    assert os.stat(later.folder).st_mode & 0o022 == 0, "who may not remove others' files there may not here"
