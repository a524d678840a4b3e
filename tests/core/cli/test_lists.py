"""`afsubmit jobs`, `renders`, `users`: tables for eyes, JSON for programs."""

from __future__ import annotations

import json

import pytest

from afsubmit.cli import jobs, renders, text_table
from afsubmit.wire import answers


def test_jobs_when_nothing_is_said_then_ones_own(say, send) -> None:
    assert say("jobs").out == "jimmy has no jobs; --all lists those of everybody.\n"
    assert say("jobs", "--all", "--state", "running").out == "There are no jobs that are running.\n"
    mine, annas = send("mine"), send("annas", user="anna")
    assert [row[0] for row in say("jobs").rows] == [str(mine.id)]
    assert [row[0] for row in say("jobs", "--user", "anna").rows] == [str(annas.id)]
    assert {row[0] for row in say("jobs", "--all").rows} == {str(mine.id), str(annas.id)}
    assert [row[-1] for row in say("jobs", str(annas.id)).rows] == ["annas"]


def test_jobs_when_a_name_fits_none_then_code_1(say, send) -> None:
    send("mine")
    said = say("jobs", "other*")
    assert (said.code, said.out) == (1, "")
    assert said.err == 'afsubmit: No job is called "other*" among the 1 job of jimmy.\n'


def test_jobs_when_json_is_asked_for_then_the_servers_objects(say, send) -> None:
    receipt = send("mine", annotation='a "note"')
    found = json.loads(say("jobs", "--json").out)
    assert [(job["id"], job["serial"], job["annotation"]) for job in found] == [(*receipt, 'a "note"')]
    assert json.loads(say("jobs", "--json", "--user", "nobody").out) == []


def test_renders_and_users_then_tables_and_json(farm, say, send) -> None:
    send("mine")
    name = farm.renders()[0].name
    assert say("renders").rows[0][:3] == ["1", name, "free"]
    assert json.loads(say("renders", name, "--json").out)[0]["name"] == name
    assert say("renders", "zz").code == 1
    assert [row[1:3] for row in say("users", "jim*").rows] == [["jimmy", "1"]]
    assert "jimmy" in [user["name"] for user in json.loads(say("users", "--json").out)]
    said = say("users", "nobody")
    assert (said.code, 'No user is called "nobody"' in said.err) == (1, True)


def test_server_when_named_then_that_one_is_asked(farm, say, monkeypatch) -> None:
    address = f"{farm.address.host}:{farm.address.port}"
    monkeypatch.setenv("AFSUBMIT_SERVER", "127.0.0.1:1")
    assert say("renders").code == 1
    assert say("renders", "--server", address).code == 0
    said = say("renders", "--server", "no server/")
    assert (said.code, 'argument: "host:port" or "local" is needed' in said.err) == (1, True)


@pytest.mark.parametrize(
    ("state", "blocks", "said"),
    [
        pytest.param(" RDY", [], ["ready"], id="ready"),
        pytest.param(" WDP", [], ["waiting"], id="waits for a job"),
        pytest.param(" WTM", [], ["waiting"], id="waits for a time"),
        pytest.param(" RDY RUN", [], ["running"], id="runs"),
        pytest.param(" RUN ERR", [], ["running", "failed"], id="runs with errors"),
        pytest.param(" RDY RUN OFF", [], ["paused", "running"], id="paused while it runs"),
        pytest.param(" ERR", [], ["failed"], id="failed"),
        pytest.param(" DON SKP", [], ["done"], id="all skipped"),
        pytest.param(" RDY PPA", [], ["approval"], id="to approve"),
        pytest.param(" RDY", [{"p_avoid_hosts": 1}], ["ready", "avoids hosts"], id="stuck on its host"),
        pytest.param(" DON", [{"p_avoid_hosts": 1}], ["done"], id="done all the same"),
        pytest.param("", [], ["ready"], id="no state"),
    ],
)
def test_job_when_in_this_state_then_these_words(state: str, blocks: list[dict[str, int]], said: list[str]) -> None:
    assert jobs.states_of(answers.job({"id": 2, "state": state, "blocks": blocks})) == said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param(" OFF", "offline", id="off"),
        pytest.param(" ONL", "free", id="free"),
        pytest.param(" ONL RUN", "busy", id="busy"),
        pytest.param(" ONL NBY", "free, nimby", id="runs nothing"),
        pytest.param(" ONL NbY RUN", "busy, own jobs only", id="runs its user's"),
        pytest.param(" ONL PAU SIC", "free, paused, sick", id="paused and sick"),
        pytest.param(" OFF WSL", "offline, asleep", id="asleep"),
    ],
)
def test_render_when_in_this_state_then_these_words(state: str, said: str) -> None:
    assert renders.state_of(answers.RenderAnswer({"id": 2, "state": state})) == said


def test_render_when_it_runs_many_tasks_then_the_first_and_how_many_more() -> None:
    tasks = [{"job_id": number, "name": f"frame {number}"} for number in range(5)]
    text = renders.table([answers.RenderAnswer({"id": 2, "name": "r", "state": " ONL RUN", "tasks": tasks})])
    assert text.endswith("0:frame 0, 1:frame 1, 2:frame 2, and 2 more")


def test_table_then_columns_stand_under_their_titles_and_nothing_moves_the_cursor() -> None:
    text = text_table.drawn((">N", "NAME", "X"), [(5, "日本", "a"), (100, "e\u0301", "b"), ("", "\x1b[2J\n", "c")])
    assert text.splitlines() == [
        "  N  NAME   X",
        "  5  日本   a",
        "100  e\u0301      b",
        "     \ufffd[2J\ufffd  c",
    ]
