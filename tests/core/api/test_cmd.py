"""`af.Cmd`: answers as old scripts know them; failures are None and a word on standard error."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import RecordingFarm, framed


def test_answers(af: Any) -> None:
    cmd = af.Cmd()
    assert [job["id"] for job in cmd.getJobList()] == [11, 12, 13]
    assert [job["id"] for job in cmd.getJobList(ids=[12])] == [12]
    assert cmd.getJobProgress(11)["progress"][0][1] == {"state": " ERR"}
    assert cmd.jobOperationById("start", 11) == {"info": {"kind": "log", "text": "Action processed."}}
    assert cmd.renderGetLocal()[0]["name"] == "render01"
    assert cmd.renderGetId(2) == {"renders": [{"id": 2, "name": "render01"}]}
    assert cmd.monitorRegister() == 1
    assert cmd.monitorEvents(1) == {"events": None}


def test_refusal_is_the_answer(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    no = {"info": {"kind": "error", "text": "Action node ID not found: 999."}}
    recording_farm.answer = lambda root: framed(no)
    assert af.Cmd().deleteJobById(999) == no
    assert "not found: 999" in capsys.readouterr().err


def test_question_that_is_refused_has_no_answer(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    recording_farm.answer = lambda root: framed({"info": {"kind": "error", "text": "Invalid ID"}})
    assert af.Cmd().getJobInfo(999) is None
    assert af.Cmd().getJobProgress(999) is None


def test_server_away_is_none(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    recording_farm.close()
    cmd = af.Cmd()
    assert cmd.getJobList() is None
    assert cmd.deleteJob("x") is None
    assert cmd.monitorRegister() is None
    assert cmd.renderSetNimby() is None
    assert "cannot be reached" in capsys.readouterr().err


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda cmd, af: cmd.deleteJobById(-1), id="a negative id kills the server"),
        pytest.param(lambda cmd, af: cmd.setJobPriorityById(5, "10"), id="a text for a priority"),
        pytest.param(lambda cmd, af: cmd.appendBlocks(5, [af.Block("empty")]), id="a block without tasks"),
        pytest.param(lambda cmd, af: cmd.appendTasks(5, 0, []), id="no tasks"),
        pytest.param(lambda cmd, af: cmd.getJobList(ids=5), id="an id without a list"),
        pytest.param(lambda cmd, af: cmd.setBlockState(5, -2, "skip"), id="a negative block"),
        pytest.param(lambda cmd, af: cmd.renderSetUserName('a"b'), id="a user with a quote"),
    ],
)
def test_request_that_must_not_be_sent_is_none(af: Any, recording_farm: RecordingFarm, capsys: Any, call: Any) -> None:
    assert call(af.Cmd(), af) is None
    assert recording_farm.requests == []
    assert "Error: action." in (said := capsys.readouterr().err) or "get.ids" in said


def test_eject_and_nimby_are_two_requests_since_the_server_drops_one_of_two(
    af: Any, recording_farm: RecordingFarm
) -> None:
    af.Cmd().renderEjectAndNIMBY()
    first, second = (root["action"] for root in recording_farm.requests)
    assert first["params"] == {"NIMBY": True}
    assert "operation" not in first
    assert second["operation"] == {"type": "eject_tasks"}


def test_name_of_a_host_with_dots_matches_this_host_only(
    af: Any, recording_farm: RecordingFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AF_HOSTNAME", "pc01.studio.lan")
    cmd = af.Cmd()
    cmd.renderSetNimby()
    cmd.monitorExit()
    masks = [root["action"]["mask"] for root in recording_farm.requests]
    assert masks == ["pc01[.]studio[.]lan", "jimmy@pc01[.]studio[.]lan.*"]


def test_nothing_to_send_is_said(af: Any, capsys: Any) -> None:
    assert af.Cmd()._sendRequest() is None
    assert "no action" in capsys.readouterr().err


def test_failed_request_leaves_no_trace_in_the_next(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    cmd = af.Cmd()
    cmd.deleteJobById(-1)
    cmd.getJobList()
    assert recording_farm.requests == [{"get": {"user_name": "jimmy", "host_name": "pc01", "type": "jobs"}}]
