"""Questions: each recorded answer as the typed result, over a real socket; and masks that mean what they say."""

from __future__ import annotations

import json

import pytest

from afsubmit.errors import FrameError, JobError, ServerRefusedError
from afsubmit.wire import Address, Client, answers, frame

from .conftest import decoded, exchanges, golden_files, read_request


@pytest.fixture
def recorded(farm):
    """A client of a farm that gives the recorded answers of some files, by request; the last one counts."""

    def make(*files: str) -> Client:
        known = {}
        for file in files:
            for request, response in exchanges(file):
                if request.startswith(b"AFANASY") and not response.startswith(b"\0"):
                    known[json.dumps(decoded(request), sort_keys=True)] = response

        def script(connection) -> None:
            request = json.dumps(read_request(connection), sort_keys=True)
            connection.sendall(known.get(request) or frame.encode({"info": {"kind": "error", "text": f"No {request}"}}))

        return Client(farm(script).address)

    return make


ALL = [file[:2] for file in golden_files() if file[:2] not in ("33", "38")]
HELLO = [["hello\n"], ["quoted 'text'\ntab\there\nwarning\n"], ["job 2 block 0 task 2\n/projects/test\n"]]


@pytest.mark.parametrize(
    ("file", "ask", "expected"),
    [
        pytest.param("07", lambda c: c.jobs()[-1].name != "" and len(c.jobs()) > 2, True, id="all jobs"),
        pytest.param("08", lambda c: c.jobs(ids=[77]), [], id="a job that does not exist"),
        pytest.param("11", lambda c: c.jobs(ids=[2])[0].words, ["DON"], id="the words of a state"),
        pytest.param(
            "11", lambda c: c.job(2).blocks[0].tasks[0], {"name": "task 1", "command": "echo hello"}, id="full"
        ),
        pytest.param("11", lambda c: [t.st for t in c.progress(2)[0]], [16, 16, 16], id="no bit 62 in a state"),
        pytest.param("11", lambda c: c.progress(2)[0][0].per, 0, id="a value that is left out"),
        pytest.param("11", lambda c: [[c.task_output(2, 0, n)] for n in range(3)], HELLO, id="outputs"),
        pytest.param("11", lambda c: c.task_output(2, 0, 0, number=1), "hello\n", id="the output of the first start"),
        pytest.param("11", lambda c: c.task(2, 0, 1)["exec"]["name"], "task 2", id="what a render would be given"),
        pytest.param("11", lambda c: len(c.task_log(2, 0, 0)), 2, id="the log of a task"),
        pytest.param("11", lambda c: c.task_error_hosts(2, 0, 0), [], id="no error hosts of a task"),
        pytest.param("11", lambda c: c.task_files(2, 0, 0), [], id="no files of a task"),
        pytest.param("11", lambda c: len(c.log("jobs", 2)), 3, id="the log of a job"),
        pytest.param("10", lambda c: c.error_hosts(2), ["Block['b'] error hosts:"], id="the error hosts of a job"),
        pytest.param("09", lambda c: c.blocks(2, [0], "progress")[0].p_tasks_ready, 3, id="progress of a block"),
        pytest.param("09", lambda c: len(c.blocks(2, [1], "full")[0].tasks), 2, id="a block with its tasks"),
        pytest.param("09", lambda c: c.blocks(2, [1])[0].sequential, 1, id="a default of a block"),
        pytest.param("09", lambda c: c.blocks(2, []), [], id="no blocks"),
        pytest.param("17", lambda c: [r.name for r in c.renders()], ["pc01", "pc02"], id="renders"),
        pytest.param("17", lambda c: [r.id for r in c.renders(ids=[2, 1])], [2, 1], id="renders by id"),
        pytest.param("17", lambda c: c.renders(ids=[77]), [], id="a render that does not exist"),
        pytest.param("17", lambda c: c.render(1).host_resources["cpu_num"], 8, id="one render and its machine"),
        pytest.param("17", lambda c: c.resources()[0]["host_name"], "pc01", id="resources"),
        pytest.param("17", lambda c: c.tasks_log(1), ["No tasks execution."], id="what a render ran"),
        pytest.param("18", lambda c: [u.id for u in c.users(ids=[2, 3])], [2, 3], id="users"),
        pytest.param("18", lambda c: c.jobs_order(2), [2, 3], id="the order of a user's jobs"),
        pytest.param("19", lambda c: [b.name for b in c.branches()], ["/", "/show"], id="branches"),
        pytest.param("19", lambda c: c.pools()[0].capacity_host, 100000, id="pools"),
        pytest.param("20", lambda c: c.monitors(), [], id="monitors"),
        pytest.param("39", lambda c: isinstance(c.config()[0], dict), True, id="configuration"),
    ],
)
def test_recorded_answer_when_asked_for_then_typed_result(recorded, file, ask, expected) -> None:
    assert ask(recorded(file)) == expected


@pytest.mark.parametrize(
    ("file", "ask", "words"),
    [
        pytest.param("08", lambda c: c.progress(77), "Invalid ID", id="progress of no job"),
        pytest.param("10", lambda c: c.task(2, 0, 9), "Invalid block/task", id="no such task"),
        pytest.param("10", lambda c: c.task(2, 9, 0), "Invalid block/task", id="no such block"),
        pytest.param(
            "09", lambda c: c.blocks(2, [9], "progress"), "no such block", id="no such block: the job is listed"
        ),
        pytest.param("10", lambda c: c.task_output(2, 0, 0), "Task is not started", id="output before it ran"),
        pytest.param("11", lambda c: c.task_output(2, 0, 0, number=2), "less than 2 times", id="a start too many"),
        pytest.param("21", lambda c: c.task_output(2, 0, 0, monitor_id=77), "No monitor", id="no such monitor"),
        pytest.param("17", lambda c: c.render(77), "Invalid ID", id="no such render"),
        pytest.param("18", lambda c: c.log("users", 77), "Invalid ID", id="no such user"),
    ],
)
def test_recorded_refusal_when_asked_for_then_refused_error(recorded, file, ask, words) -> None:
    with pytest.raises(ServerRefusedError, match=words):
        ask(recorded(file))


def test_output_when_the_task_runs_then_none(recorded) -> None:
    assert recorded("21").task_output(2, 0, 0, monitor_id=1) is None


def answering_script(texts):
    def script(connection) -> None:
        read_request(connection)
        connection.sendall(frame.encode(texts))

    return script


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("ERROR: Can't get file:\n/var/tmp/1.txt\nNo such file or directory", "", id="it printed nothing"),
        pytest.param("ERROR: Can't load the scene.\n", "ERROR: Can't load the scene.\n", id="it printed ERROR itself"),
        pytest.param("ERROR: Can't get ouput of a running task.", None, id="it runs"),
        pytest.param("caf\udce9\n", "caf\ufffd\n", id="bytes that are not UTF-8"),
    ],
)
def test_output_when_special_then_what_it_means(farm, data, expected) -> None:
    answer = {"task": {"type": "TOutput", "progress": {"state": " RUN", "st": 2}, "data": data}}
    client = Client(farm(answering_script(answer)).address)
    assert client.task_output(2, 0, 0) == expected


# Masks


NAMES = ["render one", "render two", "renders", "Render", "a.b", "axb", "one|two"]


class NamedJobs(Client):
    """Answers as afserver does: the mask of a `get` is a list of beginnings."""

    def __init__(self) -> None:
        super().__init__(Address("farm", 1))
        self.asked: list[dict] = []

    def request(self, root, *, is_silent=False):
        get = root["get"]
        self.asked.append(get)
        found = [{"name": name, "id": number + 2, "serial": number + 2} for number, name in enumerate(NAMES)]
        if "ids" in get:
            found = [job for job in found if job["id"] in get["ids"]]
        elif "mask" in get:
            parts = [part for part in get["mask"].replace("|", " ").replace(":", " ").split(" ") if part]
            found = [job for job in found if job["name"].startswith(tuple(parts))]
        return {get["type"]: found}


@pytest.mark.parametrize(
    ("mask", "names"),
    [
        pytest.param("render.*", ["render one", "render two", "renders"], id="a regular expression"),
        pytest.param("render", [], id="a beginning is not a whole name"),
        pytest.param("render one", ["render one"], id="a name with a blank"),
        pytest.param("renders?", ["renders"], id="the last letter may be missing"),
        pytest.param("one\\|two", ["one|two"], id="an escaped sign"),
        pytest.param("a\\.b", ["a.b"], id="an escaped dot"),
        pytest.param("a.b", ["a.b", "axb"], id="a dot"),
        pytest.param("renders|a.*", ["renders", "a.b", "axb"], id="one or the other"),
        pytest.param("(?i)render", ["Render"], id="any case"),
        pytest.param(".*", NAMES, id="all"),
        pytest.param("", [], id="nothing fits whole"),
    ],
)
def test_mask_when_given_then_a_regular_expression_that_fits_the_whole_name(mask, names) -> None:
    assert [job.name for job in NamedJobs().jobs(mask=mask)] == names


def test_mask_when_full_is_wanted_then_only_those_that_fit_are_asked_in_full() -> None:
    client = NamedJobs()
    client.jobs(mask="a.b", mode="full")
    assert client.asked == [{"type": "jobs", "mask": "a"}, {"type": "jobs", "ids": [6, 7], "mode": "full"}]


def test_mask_when_no_regular_expression_then_job_error() -> None:
    with pytest.raises(JobError, match="regular expression"):
        NamedJobs().jobs(mask="a[")


@pytest.mark.parametrize("choice", [{"ids": []}, {"users": []}, {"serials": []}, {"ids": [], "users": ["a"]}])
def test_choice_when_empty_then_nothing_and_nobody_is_asked(choice) -> None:
    client = NamedJobs()
    assert client.jobs(**choice) == []
    assert client.asked == []


def test_answer_when_a_default_is_changed_by_a_caller_then_the_next_one_is_untouched() -> None:
    first = answers.JobAnswer({"name": "a"})
    first.pools["x"] = 1
    assert answers.JobAnswer({"name": "b"}).pools == {}


def test_answer_when_a_key_is_unknown_then_errors_of_python() -> None:
    job = answers.JobAnswer({"name": "a"})
    with pytest.raises(KeyError):
        job["nothing"]
    with pytest.raises(AttributeError, match="nothing"):
        _ = job.nothing
    assert job.get("running_tasks_num") is None
    assert job["running_tasks_num"] == 0


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"jobs": None}, id="no list"),
        pytest.param({"jobs": ["x", 5]}, id="no objects"),
        pytest.param({"jobs": [{"name": "a"}]}, id="no id"),
        pytest.param({"jobs": [{"id": 5, "serial": "5"}]}, id="a serial that is no number"),
        pytest.param({"jobs": [{"id": 10**25, "serial": 5}]}, id="an id of 26 digits"),
        pytest.param({"jobs": [{"id": 5, "serial": 10**25}]}, id="a serial of 26 digits"),
        pytest.param({"jobs": [{"id": 5, "serial": 5, "time_done": 10**30}]}, id="a time of 31 digits"),
        pytest.param({"jobs": [{"id": 5, "serial": 5, "blocks": [{"frame_last": 2**31}]}]}, id="a frame too far"),
        pytest.param({"jobs": [{"id": 5, "serial": 5, "priority": 1.5}]}, id="a fraction of a priority"),
        pytest.param({"jobs": [{"id": 5, "serial": 5, "st": "RUN"}]}, id="a state that is no number"),
        pytest.param({"jobs": [{"id": 5, "serial": 5, "blocks": [7]}]}, id="blocks that are none"),
    ],
)
def test_answer_of_another_shape_is_an_error_of_ours_and_no_traceback(farm, answer):
    def script(connection) -> None:
        read_request(connection)
        connection.sendall(frame.encode(answer))

    for ask in (lambda client: client.jobs(), lambda client: client.progress(5), lambda client: client.log("jobs", 5)):
        with pytest.raises((FrameError, ServerRefusedError)):
            ask(Client(farm(script).address))
