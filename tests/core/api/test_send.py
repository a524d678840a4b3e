"""Sending: what goes out, what comes back, and what is said when it does not work."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import JobError, ServerRefusedError, ServerUnreachableError, SettingsError, UnknownOutcomeError

from .conftest import RecordingFarm, framed


def make(af: Any, name: str = "j") -> Any:
    job = af.Job(name)
    block = af.Block("b", "nuke")
    block.setNumeric(1, 10)
    block.setCommand("nuke -x a.nk")
    job.blocks.append(block)
    return job


def test_send_gives_id_and_serial(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    assert make(af).send() == (True, {"id": 1, "serial": 1})
    assert capsys.readouterr() == ("", "")
    assert make(af).send(True)[0] is True
    assert "127.0.0.1" in capsys.readouterr().out


def test_job_knows_user_host_priority_and_time(af: Any) -> None:
    data = af.Job("x").data
    assert (data["user_name"], data["host_name"], data["priority"]) == ("jimmy", "pc01", 99)
    assert abs(data["time_creation"] - time.time()) < 5


def test_user_in_the_environment_counts_for_the_next_job(af: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    af.Job("x")
    monkeypatch.setenv("AF_USERNAME", "STUDIO\\Anna")
    assert af.Job("x").data["user_name"] == "anna"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda job: job.blocks.clear(), "job.blocks", id="no blocks"),
        pytest.param(lambda job: job.data.pop("user_name"), "job.user_name", id="no user"),
        pytest.param(lambda job: job.data.update(priority="10"), "job.priority", id="a text for a number"),
        pytest.param(lambda job: job.blocks[0].data.update(flags=4, frame_first=None), "job.blocks[0]", id="no tasks"),
        pytest.param(lambda job: job.blocks[0].setName('say "hi"'), "job.blocks[0].name", id="a quote"),
        pytest.param(lambda job: job.setName("n" * 300), "job.name", id="a long name"),
        pytest.param(lambda job: job.data.update(id=5), "job.id", id="an id"),
        pytest.param(lambda job: job.blocks.append("x"), "job.blocks[1]", id="a text among the blocks"),
        pytest.param(lambda job: setattr(job, "blocks", None), "job.blocks", id="blocks that are none"),
        pytest.param(lambda job: job.blocks[0].tasks.append("x"), "job.blocks[0].tasks", id="a text among the tasks"),
        pytest.param(lambda job: job.setFolder(["x"], "/y"), "job.folders", id="a list for a name of a folder"),
        pytest.param(lambda job: job.blocks[0].setEnv({}, "y"), "job.blocks[0].environment", id="an object for a name"),
        pytest.param(lambda job: job.blocks[0].addTicket([], 1), "job.blocks[0].tickets", id="a list for a ticket"),
        pytest.param(lambda job: job.setAnnotation(b"x"), "job.annotation", id="bytes"),
        pytest.param(lambda job: job.blocks[0].setNumeric(1, float("nan")), "job.blocks[0].frame_last", id="nan"),
        pytest.param(
            lambda job: job.blocks[0].setNumeric(1, 10**7), "job.blocks[0].frame_last", id="ten million frames"
        ),
        pytest.param(
            lambda job: job.data.update(blocks=[{"tasks": [{"name": 5}]}]) or job.blocks.clear(),
            "job.blocks[0].tasks[0].name",
            id="a task's name that is no text",
        ),
        pytest.param(lambda job: job.blocks[0].setNumeric(None, None), "job.blocks[0].frame_first", id="None"),
    ],
)
def test_invalid_job_is_not_sent_and_the_field_is_named(
    af: Any, recording_farm: RecordingFarm, capsys: Any, spoil: Any, words: str
) -> None:
    job = make(af)
    spoil(job)
    ok, answer = job.send()
    assert ok is False
    assert words in answer["error"]
    assert words in capsys.readouterr().err
    with pytest.raises(JobError, match=words.replace("[", r"\[")):
        job.submit()
    assert recording_farm.requests == []


def test_warnings_are_said_and_the_job_is_sent(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    job = make(af)
    job.setHostsMask("render.*")
    job.blocks[0].setService("own_service")
    assert job.send()[0] is True
    said = capsys.readouterr().err
    assert "Warning: job.hosts_mask" in said
    assert '"own_service" is not a service of CGRU' in said
    assert recording_farm.requests[0]["job"]["hosts_mask"] == "render.*"


def test_service_that_is_not_to_be_checked_gives_no_warning(af: Any, capsys: Any) -> None:
    job = make(af)
    assert job.blocks[0].setService("own_service", nocheck=True) is True
    assert job.send()[0] is True
    assert capsys.readouterr().err == ""


def test_documented_minimum_without_flags_is_completed(af: Any, recording_farm: RecordingFarm) -> None:
    job = af.Job("x")
    job.data["blocks"] = [{"name": "b", "frame_first": 1, "frame_last": 5, "command": "x @#@"}]
    assert job.send()[0] is True
    assert recording_farm.requests[0]["job"]["blocks"][0]["flags"] == 1


def test_data_that_was_read_from_a_file_is_sent(af: Any, recording_farm: RecordingFarm) -> None:
    job = make(af)
    job.fillBlocks()
    again = af.Job()
    again.data = json.loads(json.dumps(job.data))
    assert again.send() == (True, {"id": 1, "serial": 1})
    assert recording_farm.requests[0]["job"]["blocks"] == job.data["blocks"]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        pytest.param(
            framed({"id": 0, "serial": 0, "error": "Invalid job."}), ServerRefusedError, "Invalid job", id="no"
        ),
        pytest.param(b"", UnknownOutcomeError, "may have carried it out", id="closed without a word, as when it died"),
        pytest.param(b"AFANASY 50 JSON{", UnknownOutcomeError, "may have carried it out", id="half an answer"),
        pytest.param(
            b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4, UnknownOutcomeError, "cannot be read", id="another language"
        ),
    ],
)
def test_answer_that_is_no_receipt(
    af: Any, recording_farm: RecordingFarm, capsys: Any, answer: bytes, error: type[Exception], words: str
) -> None:
    recording_farm.answer = lambda root: answer
    ok, told = make(af).send()
    assert (ok, set(told)) == (False, {"error"})
    assert words in told["error"]
    assert words in capsys.readouterr().err
    with pytest.raises(error, match=words):
        make(af).submit()


def test_server_away(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    recording_farm.close()
    ok, told = make(af).send()
    assert ok is False
    assert "cannot be reached" in told["error"]
    with pytest.raises(ServerUnreachableError):
        make(af).submit()


def test_no_farm_at_all_says_how_to_get_one(af: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("AFSUBMIT_SERVER", "local")
    ok, told = make(af).send()
    assert ok is False
    assert "afsubmit farm" in told["error"]


def test_silent_server_costs_no_more_than_the_time_out(
    af: Any, recording_farm: RecordingFarm, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("AFSUBMIT_READ_TIMEOUT", "0.3")
    is_over = threading.Event()
    recording_farm.answer = lambda root: b"" if is_over.wait(60) else None
    ok, told = make(af).send()
    is_over.set()  # sixty seconds later it would have been an answer
    assert ok is False
    assert "silent" in told["error"]


def test_broken_configuration_is_told_when_the_job_is_sent(
    af: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    monkeypatch.setenv("AFSUBMIT_SERVER", "not a server/")
    job = make(af)
    ok, told = job.send()
    assert ok is False
    assert "AFSUBMIT_SERVER" in told["error"]
    with pytest.raises(SettingsError):
        job.submit()


def test_output_prints_the_job(af: Any, capsys: Any) -> None:
    job = make(af, "shown")
    job.output()
    whole = json.loads(capsys.readouterr().out)
    assert whole["blocks"][0]["command"] == "nuke -x a.nk"
    job.output(True)
    assert json.loads(capsys.readouterr().out) == whole
    job.output(False)
    assert json.loads(capsys.readouterr().out) == {key: value for key, value in whole.items() if key != "blocks"}
    job.setAnnotation(b"x")
    job.output()


def test_check_job(af: Any) -> None:
    job = make(af)
    assert job.checkJob() is True
    job.blocks.append(af.Block("empty"))
    assert job.checkJob() is False


def test_paths_go_through_the_map_and_only_once(
    af: Any, recording_farm: RecordingFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CGRU_PATHSMAP", json.dumps([["/projects", "/mnt/farm/projects"]]))
    job = make(af)
    block = job.blocks[0]
    block.setCommand('nuke -x "/projects/a b.nk" /projectsx')
    block.setWorkingDirectory("/projects/work")
    block.setFiles(["/projects/out/a b.@#@.exr"])
    block.setEnv("A", "/projects:/other")
    block.setCmdPost("echo /projects", False)
    job.setBranch("/projects/test")
    job.setFolder("output", "/projects/out")
    job.setPostDeleteFiles("/projects/a.nk")
    task = af.Task("t")
    task.setCommand("run /projects/x")
    task.setFiles(["/projects/x"], False)
    assert task.data == {"name": "t", "command": "run /mnt/farm/projects/x", "files": ["/projects/x"]}
    assert job.send()[0] is True
    sent = recording_farm.requests[0]["job"]
    assert sent["branch"] == "/mnt/farm/projects/test"
    assert sent["folders"] == {"output": "/mnt/farm/projects/out"}
    assert sent["command_post"] == 'deletefiles "/mnt/farm/projects/a.nk"'
    made = sent["blocks"][0]
    assert made["command"] == 'nuke -x "/mnt/farm/projects/a b.nk" /projectsx'
    assert made["working_directory"] == "/mnt/farm/projects/work"
    assert made["files"] == ["/mnt/farm/projects/out/a b.@#@.exr"]
    assert made["environment"] == {"A": "/mnt/farm/projects:/other"}
    assert made["command_post"] == "echo /projects"


@pytest.mark.parametrize(
    ("path", "command"),
    [
        pytest.param("/tmp/a b.nk", 'deletefiles "/tmp/a b.nk"', id="as scripts know it"),
        pytest.param("/tmp/*.nk", 'deletefiles "/tmp/*.nk"', id="a star, which deletefiles knows"),
        pytest.param("C:\\tmp\\a.nk", 'deletefiles "C:\\tmp\\a.nk"', id="Windows"),
        pytest.param("/tmp/$(touch x)", "deletefiles -s '/tmp/$(touch x)'", id="a command in the name"),
        pytest.param('/tmp/"; rm -rf x; "', "deletefiles -s '/tmp/\"; rm -rf x; \"'", id="a quote in the name"),
        pytest.param("/tmp/a\\b", None, id="a backslash of a POSIX farm"),
        pytest.param('/tmp/*"', None, id="a star beside a quote"),
        pytest.param('C:\\"', None, id="a quote on Windows"),
    ],
)
def test_post_command_removes_the_named_file_or_is_not_set(
    af: Any, capsys: Any, path: str, command: str | None
) -> None:
    job = make(af)
    job.setPostDeleteFiles(path)
    assert job.data.get("command_post") == command
    assert bool(capsys.readouterr().err) == (command is None)


@pytest.mark.parametrize(
    ("seconds", "is_kept"), [(3600, True), (-3600, False), (None, True)], ids=["to come", "passed", "no number"]
)
def test_start_that_has_passed_is_no_reason_to_wait(af: Any, seconds: Any, is_kept: bool) -> None:
    job = af.Job("x")
    job.setWaitTime(None if seconds is None else time.time() + seconds)
    assert ("time_wait" in job.data) == is_kept


def test_folder_and_branch_when_paths_are_those_of_windows_then_as_the_reference_on_this_system(
    af: Any, recording_farm: RecordingFarm
) -> None:
    job = make(af)
    job.blocks[0].setFiles(["C:\\out\\a.exr"])
    job.blocks[0].setWorkingDirectory("")
    assert job.send()[0] is True
    sent = recording_farm.requests[0]["job"]
    assert sent["folders"] == {"b": "C:\\out" if os.name == "nt" else ""}
    assert sent["branch"] == ""


def test_native_os(af: Any) -> None:
    job = af.Job("x")
    job.setNativeOS()
    words = {"win32": "windows", "darwin": "macosx"}
    assert job.data["need_os"] == words.get(sys.platform, "linux")


def test_working_directory_is_where_the_script_runs(af: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert af.Block("b").data["working_directory"] == "/projects/test"
    monkeypatch.delenv("PWD")
    monkeypatch.chdir(tmp_path)
    assert af.Block("b").data["working_directory"] == os.getcwd()


def test_new_code_asks_the_farm_with_errors_and_types(af: Any, recording_farm: RecordingFarm) -> None:
    client = af.farm()
    assert client.user_name == "jimmy"
    receipt = make(af).submit(client)
    assert (receipt.id, receipt.serial) == (1, 1)
    assert client.jobs()[0]["name"] == "sh010_comp"
    assert issubclass(af.JobError, af.AfError)


def test_what_send_gives_counts_as_false_when_the_job_was_not_taken(
    af: Any, recording_farm: RecordingFarm, capsys: Any
) -> None:
    taken = make(af).send()
    assert taken
    assert (taken[0], taken[1]["id"], len(taken)) == (True, 1, 2)
    refused = make(af)
    refused.setName('"' * 300)
    assert not refused.send()
    recording_farm.answer = lambda root: framed({"id": 0, "serial": 0, "error": "Invalid job."})
    said_no = make(af).send()
    assert not said_no
    ok, answer = said_no
    assert (ok, set(answer)) == (False, {"error"})
    recording_farm.close()
    assert not make(af).send()


def test_document_is_looked_at_once_in_a_send(
    af: Any, recording_farm: RecordingFarm, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from afsubmit.document import job_rules, request_rules

    seen = []
    check = job_rules.check_job
    monkeypatch.setattr(request_rules, "check_job", lambda *words: (seen.append(words), check(*words)))
    job = make(af)
    job.setHostsMask("render.*")
    job.blocks.append(af.Block("listed"))
    job.blocks[1].tasks += [af.Task("x")] * 3
    assert job.send()
    assert len(seen) == 1
    assert capsys.readouterr().err.count("Warning: job.hosts_mask") == 1


def test_job_that_no_farm_would_take_is_told_also_where_there_is_no_farm(
    af: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("AFSUBMIT_SERVER", "local")
    job = make(af)
    job.blocks[0].setNumeric(1, 2.5)
    ok, answer = job.send()
    assert ok is False
    assert "job.blocks[0].frame_last" in answer["error"]


def test_block_of_twenty_million_frames_in_twenty_thousand_tasks_is_sent(
    af: Any, recording_farm: RecordingFarm
) -> None:
    job = make(af)
    job.blocks[0].setNumeric(1, 20_000_000, 1000)
    assert job.send()
    assert recording_farm.requests[0]["job"]["blocks"][0]["frame_last"] == 20_000_000


@pytest.mark.parametrize("is_plain", [False, True], ids=["the system's environment", "any mapping"])
def test_server_named_between_two_jobs_counts_for_the_second(
    af: Any, recording_farm: RecordingFarm, monkeypatch: pytest.MonkeyPatch, capsys: Any, is_plain: bool
) -> None:
    if is_plain:
        monkeypatch.setattr(os, "environ", dict(os.environ))
    first = make(af)
    assert first.send()
    monkeypatch.setitem(os.environ, "AFSUBMIT_SERVER", "127.0.0.1:1")
    assert not first.send()
    assert not make(af).send()
    monkeypatch.setitem(os.environ, "AFSUBMIT_SERVER", f"127.0.0.1:{recording_farm.port}")
    assert make(af).send()
