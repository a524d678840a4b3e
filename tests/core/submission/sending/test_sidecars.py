"""Files that an application finds by the scene's name: they come and go with the snapshot, whatever fails."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from afsubmit.errors import SceneError, ServerRefusedError
from afsubmit.local import programs
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.history import cleaning
from afsubmit.submission.history.entries import History
from afsubmit.submission.history.journal import Journal, SubmissionOrigin
from afsubmit.submission.sending.submission import Submission

PALETTES, ENDINGS = 12, ("xgen", "xgd", "abc")


@pytest.fixture
def sources(scene_file):
    """Three files of each palette, beside the scene; the application may write what is not there."""
    paths = {}
    for number in range(PALETTES):
        for ending in ENDINGS:
            path = scene_file.with_name(f"{scene_file.stem}__fur{number}.{ending}")
            path.write_text(f"{number} {ending}", "utf-8")
            paths[f"__fur{number}.{ending}"] = str(path)
    return paths


@pytest.fixture
def furry(make_plan, host, sources):
    """Makes the plan of a scene with these palettes, where `more` are further sidecars."""

    def made(**more):
        return make_plan(scene=replace(host.scene(), sidecars={**sources, **more}))

    return made


def beside(scene_file, sources):
    return {str(path) for path in scene_file.parent.iterdir()} - {str(scene_file), *sources.values()}


def sent(plan, host, server, history=None):
    record = Journal(history, plan, SubmissionOrigin("farm:51000")) if history else None
    submission = Submission(plan, host, server, record=record)
    return submission, submission.run


def test_twelve_palettes_are_thirty_six_files_that_go_with_the_job(
    furry, host, server, scene_file, sources, tmp_path_factory
):
    plan = furry()
    _, run = sent(plan, host, server)
    run()
    (job,) = plan.jobs
    assert len(job.sidecars) == 36
    assert beside(scene_file, sources) == {job.snapshot, *job.sidecars}
    for path, source in job.sidecars.items():
        assert Path(path).read_bytes() == Path(source).read_bytes()
        assert os.path.basename(path).startswith(Path(job.snapshot).stem + "__")
    farm = str(tmp_path_factory.mktemp("farm"))
    programs.write(farm)
    environment = programs.added_to(os.environ, farm)
    done = subprocess.run(job.document["command_post"], shell=True, env=environment, stdout=subprocess.DEVNULL)
    assert done.returncode == 0
    assert beside(scene_file, sources) == set()
    assert all(os.path.exists(source) for source in sources.values()), "the artist's own stay"


def test_job_without_a_snapshot_brings_none(make_plan, host, sources):
    plan = make_plan({"snapshot": False}, scene=replace(host.scene(), sidecars=sources))
    assert plan.jobs[0].sidecars == {}


@pytest.mark.parametrize("at", range(37))
def test_name_that_is_taken_takes_everything_back(furry, host, server, scene_file, sources, at):
    plan = furry()
    taken = Path([plan.jobs[0].snapshot, *plan.jobs[0].sidecars][at])
    taken.write_bytes(b"somebody else's")
    _, run = sent(plan, host, server)
    with pytest.raises(SceneError, match="exists already"):
        run()
    assert beside(scene_file, sources) == {str(taken)}
    assert taken.read_bytes() == b"somebody else's"


@pytest.mark.parametrize("at", range(36))
def test_source_that_is_gone_takes_everything_back(furry, host, server, scene_file, sources, at):
    plan = furry()
    gone = list(sources.values())[at]
    os.remove(gone)
    _, run = sent(plan, host, server)
    with pytest.raises(SceneError, match=os.path.basename(gone)):
        run()
    assert beside(scene_file, sources) == set()


@pytest.mark.parametrize("at", range(36))
def test_interrupt_at_any_file_takes_everything_back(furry, host, server, scene_file, sources, at):
    seen = []

    def interrupt(path, path_map):
        seen.append(path)
        if len(seen) == at + 1:
            raise KeyboardInterrupt

    host.map_sidecar = interrupt
    plan = furry()
    plan = replace(plan, target=replace(plan.target, path_map=PathMap([], is_windows=False)))
    _, run = sent(plan, host, server)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert beside(scene_file, sources) == set()


def test_snapshot_that_fails_leaves_no_sidecar(furry, host, server, scene_file, sources):
    host.fails_in = "save half-way"
    _, run = sent(furry(), host, server)
    with pytest.raises(SceneError):
        run()
    assert beside(scene_file, sources) == set()


def test_server_that_refuses_leaves_no_sidecar_and_no_entry(furry, host, server, scene_file, sources, tmp_path):
    server.replies = [ServerRefusedError("farm:51000", "Invalid job.")]
    history = History(str(tmp_path / "state" / "history.db"))
    _, run = sent(furry(), host, server, history)
    with pytest.raises(ServerRefusedError):
        run()
    assert {path for path in beside(scene_file, sources) if os.path.isfile(path)} == set()
    assert history.entries() == []


class Writing:
    """Lets a host write further files when it writes the copy, as an application may that keeps some by its name."""

    def __init__(self, host, **texts):
        self.name, self.unchanged, self._save, self._texts = host.name, host.unchanged, host.save_snapshot, texts

    def save_snapshot(self, path):
        for ending, text in self._texts.items():
            Path(f"{os.path.splitext(path)[0]}{ending}").write_text(text, "utf-8")
        self._save(path)


def test_what_the_application_wrote_itself_is_kept(furry, host, server):
    plan = furry(**{"__new.xgen": "", "__new.xgd": ""})
    _, run = sent(plan, Writing(host, **{"__new.xgen": "live", "__fur0.xgen": "live, too"}), server)
    run()
    found = {path.rpartition("__")[2]: path for path in plan.jobs[0].sidecars}
    assert Path(found["new.xgen"]).read_text("utf-8") == "live"
    assert Path(found["fur0.xgen"]).read_text("utf-8") == "live, too"
    assert not os.path.exists(found["new.xgd"]), "nobody wrote it: an empty one would be read"
    assert os.path.basename(found["new.xgd"]) in plan.jobs[0].document["command_post"]


def test_what_the_application_wrote_unasked_is_ours_and_cleaned(furry, host, server, scene_file, sources, tmp_path):
    history = History(str(tmp_path / "state" / "history.db"))
    plan = furry()
    _, run = sent(plan, Writing(host, __stray="unasked"), server, history)
    run()
    stray = f"{os.path.splitext(plan.jobs[0].snapshot)[0]}__stray"
    assert os.path.exists(stray)
    (entry,) = history.entries()
    assert set(entry.marks) == {plan.jobs[0].snapshot, *plan.jobs[0].sidecars, stray}
    (finding,) = cleaning.find_leftovers(history, lambda server, user: []).findings
    assert cleaning.clean(history, finding) == []
    assert {path for path in beside(scene_file, sources) if os.path.isfile(path)} == set()


def test_what_the_application_wrote_before_it_failed_is_taken_away(furry, host, server, scene_file, sources):
    host.fails_in = "save half-way"
    _, run = sent(furry(), Writing(host, __stray="unasked"), server)
    with pytest.raises(SceneError):
        run()
    assert beside(scene_file, sources) == set()


def test_file_that_stood_there_before_is_never_ours(furry, host, server, scene_file, sources):
    plan = furry()
    old = Path(f"{os.path.splitext(plan.jobs[0].snapshot)[0]}__old")
    old.write_bytes(b"somebody else's")
    server.replies = [ServerRefusedError("farm:51000", "Invalid job.")]
    _, run = sent(plan, host, server)
    with pytest.raises(ServerRefusedError):
        run()
    assert beside(scene_file, sources) == {str(old)}
