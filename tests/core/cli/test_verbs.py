"""What a wrangler tells jobs: what was asked is what happens, or nothing happens and it is said why."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest


def states(farm: Any, *receipts: Any) -> list[str]:
    found = {job.serial: " ".join(job.words) for job in farm.jobs(serials=[receipt.serial for receipt in receipts])}
    return [found.get(receipt.serial, "gone") for receipt in receipts]


def test_jobs_when_named_by_id_name_and_mask_then_all_in_one_action(farm, say, send) -> None:
    jobs = [send(name, time_wait=4_000_000_000) for name in ("sh010", "sh020_a", "sh020_b", "other")]
    said = say("start", str(jobs[0].id), "sh020_*", str(jobs[0].id))
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Started 3 jobs:\n")
    assert sorted(row[-1] for row in said.rows) == ["sh010", "sh020_a", "sh020_b"]
    assert ["OFF" in state for state in states(farm, *jobs)] == [False, False, False, True]
    assert say("pause", "sh0?0*").code == 0
    assert all("OFF" in state for state in states(farm, *jobs))


def test_word_when_a_job_is_called_so_then_wildcards_are_letters(farm, say, send) -> None:
    star, other = send("sh*"), send("sh010")
    said = say("delete", "sh*", "--yes").out
    assert said.startswith("Deleted 1 job:") and " deleted " in said
    assert states(farm, star, other) == ["gone", "RDY OFF"]


@pytest.mark.parametrize("name", ["a.c", "a[bc]", "日本 shot", "a|abc", "(x", "12 34"])
def test_name_when_it_has_signs_of_expressions_then_only_that_job(farm, say, send, name: str) -> None:
    meant, other = send(name), send("abc")
    assert say("delete", name).code == 0
    assert states(farm, meant, other) == ["gone", "RDY OFF"]


def test_number_when_names_are_asked_for_then_a_name(farm, say, send) -> None:
    meant, other = send("7"), send("8")
    assert say("delete", "--names", "7").code == 0
    assert states(farm, meant, other) == ["gone", "RDY OFF"]


def test_regular_expression_when_asked_for_then_it_fits_whole_names(farm, say, send) -> None:
    meant, other = send("sh010"), send("sh0100")
    said = say("delete", "--regex", r"sh\d{3}", "--yes")
    assert (said.code, states(farm, meant, other)) == (0, ["gone", "RDY OFF"])
    said = say("delete", "--regex", "sh[", "--yes")
    assert (said.code, '"sh[" is no regular expression' in said.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "said_so"),
    [
        pytest.param(["sh010", "no such job"], 'No job is called "no such job" among the 1 job of jimmy.', id="a name"),
        pytest.param(["sh010", "zz*"], 'No job is called "zz*"', id="a mask"),
        pytest.param(["sh010", "999"], "There is no job 999.", id="an id"),
        pytest.param(["sh010", "1", "--all"], "Job 1 is the server's own.", id="the server's own job"),
        pytest.param(["sh010", "annas"], 'No job is called "annas"', id="somebody else's"),
    ],
)
@pytest.mark.parametrize("verb", ["start", "delete"])
def test_jobs_when_one_word_names_none_then_nothing_is_done(
    farm, say, send, verb: str, words: list[str], said_so: str
) -> None:
    mine, annas = send("sh010"), send("annas", user="anna")
    said = say(verb, *words)
    assert (said.code, said.out) == (1, "")
    assert said_so in said.err
    assert said.err.rstrip().endswith("Nothing was done.")
    assert states(farm, mine, annas) == ["RDY OFF", "RDY OFF"]


def test_job_of_somebody_else_when_named_by_id_then_only_when_told(farm, say, send) -> None:
    annas = send("annas", user="anna")
    said = say("delete", str(annas.id))
    assert (said.code, said.out) == (1, "")
    assert f'Job {annas.id} "annas" is of anna, not of jimmy; --all allows it. Nothing was done.' in said.err
    assert say("priority", str(annas.id), "--user", "Anna", "--to", "3").code == 0
    assert farm.jobs(ids=[annas.id])[0].priority == 3
    assert say("delete", "annas", "-a").code == 0
    assert states(farm, annas) == ["gone"]
    beas = send("beas", user="Bea")
    assert say("delete", "beas", "-u", "bea").code == 0
    assert states(farm, beas) == ["gone"]


def test_deletion_by_mask_when_nobody_can_be_asked_then_only_with_yes(farm, say, send, monkeypatch) -> None:
    jobs = [send("sh010"), send("sh020")]
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    said = say("delete", "sh*")
    assert (said.code, said.out) == (1, "")
    assert "2 jobs would be deleted; add --yes to do it. Nothing was done." in said.err
    assert states(farm, *jobs) == ["RDY OFF"] * 2
    assert say("delete", "sh*", "--yes").code == 0
    assert states(farm, *jobs) == ["gone"] * 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "is_gone"), [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("", False)]
)
def test_deletion_by_mask_on_a_terminal_then_asked_first(
    farm, say, send, monkeypatch, answer: str, is_gone: bool
) -> None:
    job = send("sh010")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    said = say("delete", "sh*")
    assert "Delete 1 job? [y/N]" in said.err
    assert "sh010" in said.err
    assert (said.code, states(farm, job)) == ((0, ["gone"]) if is_gone else (1, ["RDY OFF"]))


def test_priority_when_changed_then_the_table_shows_it(farm, say, send) -> None:
    job = send("sh010")
    said = say("priority", "sh010", "--to", "42")
    assert (said.code, said.rows[0][4]) == (0, "42")
    assert farm.jobs(ids=[job.id])[0].priority == 42


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["priority", "sh010"], id="no priority"),
        pytest.param(["priority", "sh010", "--to", "256"], id="above 255"),
        pytest.param(["priority", "sh010", "--to", "-1"], id="negative"),
        pytest.param(["priority", "sh010", "--to", "9.5"], id="a fraction"),
        pytest.param(["pause"], id="no job"),
        pytest.param(["pause", "sh010", "--all", "--user", "anna"], id="two owners"),
        pytest.param(["skip", "sh010", "--tasks", "5-1"], id="a backward list"),
        pytest.param(["jobs", "--state", "happy"], id="no state"),
        pytest.param(["nimby", "maybe"], id="no such nimby"),
    ],
)
def test_words_when_wrong_then_code_2(say, words: list[str]) -> None:
    said = say(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("usage: afsubmit ")


def skipped(farm: Any, job: Any) -> list[list[int]]:
    return [[number for number, task in enumerate(block) if "SKP" in task.words] for block in farm.progress(job.id)]


def test_skip_when_no_task_is_named_then_all_of_them(farm, say, send) -> None:
    job = send("sh010")
    assert say("skip", "sh010").code == 0
    assert skipped(farm, job) == [[0, 1, 2, 3, 4], [0, 1]]
    assert say("restart", "sh010").code == 0
    assert skipped(farm, job) == [[], []]


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        pytest.param(["--block", "frames", "--tasks", "0-2,4"], [[0, 1, 2, 4], []], id="a block by name"),
        pytest.param(["--block", "1", "--tasks", "1"], [[], [1]], id="a block by number"),
        pytest.param(["--block", "listed"], [[], [0, 1]], id="a whole block"),
    ],
)
def test_skip_when_tasks_are_named_then_only_these(farm, say, send, words: list[str], tasks: list[list[int]]) -> None:
    job = send("sh010")
    assert say("skip", "sh010", *words).code == 0
    assert skipped(farm, job) == tasks


@pytest.mark.parametrize(
    ("words", "said_so"),
    [
        pytest.param(["sh010", "--tasks", "1"], "has 2 blocks; say which with --block", id="no block"),
        pytest.param(["sh010", "--block", "x"], 'has no block "x", but 0 "frames", 1 "listed"', id="no such block"),
        pytest.param(["sh010", "--block", "1", "--tasks", "2"], "has the tasks 0 to 1 only", id="no such task"),
        pytest.param(["sh010", "--block", "1", "--tasks", "-1"], "has the tasks 0 to 1 only", id="a negative task"),
        pytest.param(["sh*", "--block", "1"], "are for one job, not 2", id="two jobs"),
    ],
)
def test_skip_when_there_is_no_such_task_then_nothing_is_done(farm, say, send, words: list[str], said_so: str) -> None:
    jobs = [send("sh010"), send("sh020")]
    said = say("skip", *words)
    assert (said.code, said_so in said.err) == (1, True), said.err
    assert [skipped(farm, job) for job in jobs] == [[[], []]] * 2


def test_errors_when_there_are_none_then_said_and_code_1(say, send) -> None:
    send("sh010")
    said = say("restart-errors", "sh010")
    assert (said.code, said.err) == (1, "afsubmit: No task of 1 job has failed. Nothing was done.\n")


def test_failed_tasks_when_restarted_then_ready_again(farm, say, send, until) -> None:
    block = {"name": "b", "flags": 1, "frame_first": 1, "frame_last": 1, "command": "exit 3", "errors_retries": 0}
    job = send("fails", blocks=[block], offline=False)
    until(lambda: "ERR" in farm.jobs(ids=[job.id])[0].words)
    assert say("jobs", "--state", "failed").rows[0][1:5] == ["failed", "0%", "0/1", "1"]
    assert say("pause", "fails").rows[0][1] == "paused,failed"
    assert say("restart-errors", "fails").rows[0][1] == "paused"
    assert say("reset-error-hosts", "fails").code == 0


def test_running_job_when_stopped_then_its_task_ends(farm, say, send, until) -> None:
    block = {"name": "b", "flags": 1, "frame_first": 1, "frame_last": 1, "command": "sleep 60"}
    job = send("long", blocks=[block], offline=False)
    until(lambda: "RUN" in farm.jobs(ids=[job.id])[0].words)
    assert say("jobs", "--state", "running").rows[0][1] == "running"
    assert say("stop", "long").code == 0
    until(lambda: farm.jobs(ids=[job.id])[0].words == ["RDY", "OFF"])


def test_verb_when_json_is_asked_for_then_the_jobs_as_they_are_now(say, send) -> None:
    receipt = send("sh010")
    answer = json.loads(say("priority", "sh010", "--to", "7", "--json").out)
    assert answer["done"] == "priority"
    assert [(job["id"], job["serial"], job["priority"]) for job in answer["jobs"]] == [(*receipt, 7)]
    answer = json.loads(say("delete", "sh010", "--json").out)
    assert [job["name"] for job in answer["jobs"]] == ["sh010"]


def test_nimby_when_no_machine_is_named_then_this_one_until_it_is_off(farm, say) -> None:
    said = say("nimby", "on", "--json")
    assert (said.code, [render["name"] for render in json.loads(said.out)]) == (0, [farm.renders()[0].name])
    assert farm.renders()[0].words != ["ONL"]
    assert say("nimby", "off", farm.renders()[0].name[:1] + "*").rows[0][2] == "free"
    assert farm.renders()[0].words == ["ONL"]
    assert say("nimby", "own").code == 0
    assert say("nimby", "off").code == 0


def test_nimby_when_the_machine_is_no_render_then_code_1(farm, say, monkeypatch) -> None:
    monkeypatch.setenv("AF_HOSTNAME", "elsewhere.studio.lan")
    said = say("nimby", "on")
    assert (said.code, "elsewhere.studio.lan, is no render of the farm" in said.err) == (1, True)
    assert say("nimby", "on", "zz*").code == 1
    assert farm.renders()[0].words == ["ONL"]


def test_nimby_when_the_machine_has_a_domain_then_found_without_it(farm, say, monkeypatch) -> None:
    monkeypatch.setenv("AF_HOSTNAME", farm.renders()[0].name.upper() + ".studio.lan")
    assert say("nimby", "on", "--eject").code == 0
    assert say("nimby", "off").code == 0
