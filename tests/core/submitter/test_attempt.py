"""One attempt to submit, from the choice of a server to the words about what came of it, over a real socket."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from afsubmit.errors import AfError, CancelledError, JobError
from afsubmit.submission.history import log_file
from afsubmit.submission.history.entries import History
from afsubmit.submitter.attempt import Preview, SubmissionAttempt, SubmissionRequest
from afsubmit.submitter.background import Background
from afsubmit.submitter.pre_dialog import PreDialogHooks
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperHost, PaperPlan


@pytest.fixture
def host(tmp_path) -> PaperHost:
    (tmp_path / "scene").mkdir()
    return PaperHost(tmp_path / "scene" / "shot.paper")


@pytest.fixture
def farm():
    with FarmServer() as server:
        yield server


@pytest.fixture
def put_hook(tmp_path, monkeypatch):
    """Put a Python hook into the user's folder."""
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "config"))
    folder = tmp_path / "config" / "afsubmit" / "hooks"
    folder.mkdir(parents=True)
    return lambda name, text: (folder / name).write_text(text, "utf-8")


def attempt_of(host: PaperHost, address: str, **values) -> SubmissionAttempt:
    return SubmissionAttempt(SubmissionRequest(host, PaperPlan(), values), address)


def beside(host: PaperHost) -> list[str]:
    return sorted(path.name for path in Path(host.path).parent.iterdir() if path != host.path)


def test_press_sends_and_says_so(host, farm):
    attempt = attempt_of(host, farm.address)
    run = Background(attempt)
    assert run.finish()
    assert run.outcome() == ("info", "The farm took the job shot (id 2): page 1-10, 10 tasks.", ())
    log = Path(log_file.path()).read_text("utf-8")
    assert f"The farm took the job 'shot' (id 2, serial {attempt.receipts[0].serial})" in log
    (entry,) = History().entries()
    assert (entry.server, entry.origin, entry.serial) == (farm.address, "dialog", attempt.receipts[0].serial)
    assert attempt.plan is not None and farm.jobs[2]["command_post"] == attempt.plan.jobs[0].document["command_post"]


def test_second_click_while_one_is_under_way_is_not_a_second_job(host, farm):
    first = Background(attempt_of(host, farm.address))
    first.poll()
    while first.label == "Checking the scene":
        first.poll()
    second = Background(attempt_of(host, farm.address))
    assert not second.finish()
    assert "under way already" in second.outcome().text
    assert first.finish()
    assert len(farm.jobs) == 1
    assert Background(attempt_of(host, farm.address)).finish()


def test_press_is_sent_once(host, farm):
    attempt = attempt_of(host, farm.address)
    assert Background(attempt).finish()
    with pytest.raises(AfError, match="sent already"):
        Background(attempt)
    assert len(farm.jobs) == 1


def test_another_one_can_begin_after_a_failure(host, farm):
    farm.mood = "refusing"
    run = Background(attempt_of(host, farm.address))
    assert not run.finish()
    assert run.outcome().level == "error" and "Invalid job." in run.outcome().text
    farm.mood = "well"
    assert Background(attempt_of(host, farm.address)).finish()


def test_silent_server_can_be_cancelled_and_nothing_was_written(host, monkeypatch):
    monkeypatch.setenv("AFSUBMIT_READ_TIMEOUT", "60")
    with FarmServer("silent") as farm:
        run = Background(attempt_of(host, farm.address))
        while run.label != "Reaching the server":
            run.poll()
        started = time.monotonic()
        run.cancel()
        assert not run.finish()
    assert time.monotonic() - started < 30
    assert run.outcome() == ("warning", "Cancelled; nothing was sent.", ())
    assert isinstance(run.error, CancelledError)
    assert beside(host) == []


def test_answer_that_was_never_heard_is_looked_up(host):
    with FarmServer("hanging up") as farm:
        run = Background(attempt_of(host, farm.address))
        assert run.finish(), run.outcome()
        assert list(farm.jobs) == [2]


def test_problems_are_shown_all_at_once(host, farm):
    host.content["first"], host.content["last"] = 1, 1
    run = Background(attempt_of(host, farm.address, snapshot_folder=str(host.path.parent / "not there")))
    assert not run.finish()
    assert isinstance(run.error, JobError)
    assert "not there" in run.outcome().text
    assert farm.requests == []


def test_preview_asks_no_server(host, farm):
    preview = Preview(SubmissionRequest(host, PaperPlan(), {}), farm.address)
    assert preview.server_name == farm.address and preview.plan.is_sendable
    assert farm.requests == [] and beside(host) == []


# Hooks


def test_hooks_change_what_is_sent_and_hear_what_became_of_it(host, farm, put_hook, tmp_path):
    put_hook("pre_submit.py", "def pre_submit(q):\n    return {'jobs': [{**q['jobs'][0], 'priority': 42}]}\n")
    told = tmp_path / "told"
    text = f"def post_submit(q):\n    open({str(told)!r}, 'w').write(str(q['receipts'][0]['id']))\n"
    put_hook("post_submit.py", text + "    return {'notes': ['The chat knows.']}\n")
    run = Background(attempt_of(host, farm.address))
    assert run.finish(), run.outcome()
    assert farm.jobs[2]["priority"] == 42
    assert told.read_text() == "2"
    assert run.outcome() == ("warning", "The farm took the job shot (id 2): page 1-10, 10 tasks. The chat knows.", ())
    assert History().document(1)["priority"] == 42


def test_veto_sends_nothing_and_says_whose_it_is(host, farm, put_hook):
    put_hook("pre_submit-quota.py", "def pre_submit(q):\n    return {'veto': 'The quota is used up.'}\n")
    run = Background(attempt_of(host, farm.address))
    assert not run.finish()
    assert run.outcome().level == "error"
    assert "pre_submit-quota.py" in run.outcome().text and "The quota is used up." in run.outcome().text
    assert farm.jobs == {} and beside(host) == []


def test_hook_that_fails_after_the_jobs_were_taken_takes_nothing_back(host, farm, put_hook):
    put_hook("post_submit.py", "raise RuntimeError('the chat is down')\n")
    run = Background(attempt_of(host, farm.address))
    assert run.finish()
    assert run.outcome().level == "warning" and "the chat is down" in run.outcome().text
    assert len(farm.jobs) == 1 and len(beside(host)) == 1


def test_hook_that_hangs_holds_nobody_up_and_can_be_cancelled(host, farm, put_hook):
    put_hook("pre_submit.py", "import sys, time\nprint('thinking', file=sys.stderr, flush=True)\ntime.sleep(60)\n")
    run = Background(attempt_of(host, farm.address))
    end = time.monotonic() + 120
    while run.label != "Planning: thinking" and time.monotonic() < end:
        started = time.monotonic()
        run.poll()
        assert time.monotonic() - started < 30, "the main thread waited for the hook, which takes sixty"
        time.sleep(0.01)
    assert run.label == "Planning: thinking"
    run.cancel()
    assert not run.finish()
    assert run.outcome().text == "Cancelled; nothing was sent."


def test_dialog_opens_with_what_a_hook_wants(host, put_hook):
    put_hook("pre_dialog.py", "def pre_dialog(q):\n    return {'settings': {'priority': len(q['outputs'])}}\n")
    opening = PreDialogHooks(host.scene(), host.outputs(), {}, lambda: sys.executable)
    assert opening.poll(20)
    assert (opening.values, opening.error) == ({"priority": 1}, None)


def test_dialog_does_not_open_when_a_hook_says_no(host, put_hook):
    put_hook("pre_dialog.py", "def pre_dialog(q):\n    return {'veto': 'Not in this project.'}\n")
    opening = PreDialogHooks(host.scene(), host.outputs(), {}, lambda: sys.executable)
    assert opening.poll(20)
    assert "Not in this project." in str(opening.error)


def test_studio_folder_that_is_away_is_said(host, monkeypatch):
    monkeypatch.setenv("AFSUBMIT_STUDIO", "/no/such/studio")
    problems = Preview(SubmissionRequest(host, PaperPlan(), {}), "farm:1").plan.problems
    (problem,) = [problem for problem in problems if problem.where == "studio"]
    assert (problem.level, problem.where) == ("warning", "studio")
    assert os.path.abspath("/no/such/studio") in problem.message


def test_other_job_that_writes_the_same_files_is_named(host, farm):
    assert Background(attempt_of(host, farm.address)).finish()
    again = Background(attempt_of(host, farm.address))
    assert again.finish()
    level, text, _ = again.outcome()
    assert level == "warning" and "(id 2)" in text and "writes the same files" in text
    farm.jobs[2]["state"] = farm.jobs[3]["state"] = "DON"
    last = Background(attempt_of(host, farm.address))
    assert last.finish() and last.outcome().level == "info"


@pytest.mark.parametrize("is_named", [True, False])
def test_output_that_is_gone_is_told_and_not_left_out_in_silence(host, farm, is_named):
    chosen = [host.outputs()[0].id, "Old name"]
    host.selected = lambda: chosen
    request = SubmissionRequest(host, PaperPlan(), {}, chosen if is_named else None)
    assert [problem.where for problem in request.problems] == ["Old name"]
    assert any("Old name was chosen" in problem.message for problem in request.planned(is_local=False).problems)
    driver = Background(SubmissionAttempt(request, farm.address, is_seen=False))
    assert driver.finish() and "Old name was chosen" in driver.outcome().text
