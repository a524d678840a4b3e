"""The gate: what must not be sent is an error that names the field; what is fine passes without a word."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from afsubmit.document import Job, normalise, validate
from afsubmit.errors import JobError

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
BLOCK: dict[str, Any] = {
    "name": "b",
    "service": "generic",
    "flags": 1,
    "frame_first": 1,
    "frame_last": 10,
    "command": "x",
}
LISTED: dict[str, Any] = {"name": "l", "service": "generic", "tasks": [{"name": "one", "command": "x"}]}


def job(block: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    made = {"name": "j", "user_name": "jimmy", "host_name": "pc01", "blocks": [{**BLOCK, **(block or {})}]}
    return {**made, **fields}


def listed(**fields: Any) -> dict[str, Any]:
    return {**job(), "blocks": [{**LISTED, **fields}]}


def places(document: Any, level: str = "error") -> list[str]:
    return [problem.where for problem in validate.problems(document) if problem.level == level]


def test_plain_job_has_no_problems() -> None:
    assert validate.problems(job()) == []
    assert validate.problems(listed()) == []


@pytest.mark.parametrize(
    ("document", "where"),
    [
        pytest.param({}, "job.user_name", id="empty job"),
        pytest.param(None, "job", id="null"),
        pytest.param("x", "job", id="text"),
        pytest.param(job(user_name=""), "job.user_name", id="user without a name"),
        pytest.param(job(user_name=None), "job.user_name", id="user is null"),
        pytest.param(job(blocks=[]), "job.blocks", id="no blocks"),
        pytest.param(job(blocks={}), "job.blocks", id="blocks are an object"),
        pytest.param(job(blocks=["x"]), "job.blocks[0]", id="block is a text"),
        pytest.param(job(blocks=[{}]), "job.blocks[0]", id="empty block"),
        pytest.param(job({"flags": 4}), "job.blocks[0]", id="multihost flag only"),
        pytest.param(job({"flags": 0}), "job.blocks[0]", id="no numeric flag and no tasks"),
        pytest.param(listed(tasks=[]), "job.blocks[0]", id="no tasks in the list"),
        pytest.param(listed(tasks="x"), "job.blocks[0]", id="tasks are a text"),
        pytest.param(job(id=1), "job.id", id="an id"),
        pytest.param(job(name="n" * 241), "job.name", id="a name of 241 bytes"),
        pytest.param(job(name="日" * 81), "job.name", id="a name of 243 bytes in 81 letters"),
        pytest.param(job(user_name="u" * 241), "job.user_name", id="a user that cannot be stored"),
        pytest.param(job(branch="/a/" + "b" * 241), "job.branch", id="a branch that cannot be stored"),
        pytest.param(job(name="a\nb"), "job.name", id="a line break in the list of branches"),
        pytest.param(job(name="a\tb"), "job.name", id="a tab in the list of branches"),
    ],
)
def test_document_that_kills_the_server_or_spoils_its_store_is_refused(document: Any, where: str) -> None:
    assert where in places(document)


@pytest.mark.parametrize("name", ["n" * 240, "日" * 80, ""])
def test_longest_and_shortest_names_are_fine(name: str) -> None:
    assert validate.problems(job(name=name)) == []


@pytest.mark.parametrize("letter", ['"', "\\", "\n", "\t", "\x07"], ids=["quote", "backslash", "line", "tab", "bell"])
@pytest.mark.parametrize(
    ("make", "where"),
    [
        pytest.param(lambda c: job(user_name=f"a{c}b"), "job.user_name", id="user"),
        pytest.param(lambda c: job(host_name=f"a{c}b"), "job.host_name", id="host"),
        pytest.param(lambda c: job({"name": f"a{c}b"}), "job.blocks[0].name", id="block name"),
        pytest.param(lambda c: job({"service": f"a{c}b"}), "job.blocks[0].service", id="service"),
        pytest.param(lambda c: job({"parser": f"a{c}b"}), "job.blocks[0].parser", id="parser"),
        pytest.param(lambda c: job({"tasks_name": f"a{c}b"}), "job.blocks[0].tasks_name", id="tasks name"),
        pytest.param(lambda c: job({"hosts_mask": f"a{c}b"}), "job.blocks[0].hosts_mask", id="hosts mask of a block"),
        pytest.param(
            lambda c: job({"hosts_mask_exclude": f"a{c}"}), "job.blocks[0].hosts_mask_exclude", id="exclusion"
        ),
        pytest.param(
            lambda c: job({"depend_mask": f"a{c}b"}), "job.blocks[0].depend_mask", id="depend mask of a block"
        ),
        pytest.param(
            lambda c: job({"tasks_depend_mask": f"a{c}"}), "job.blocks[0].tasks_depend_mask", id="frame by frame"
        ),
        pytest.param(lambda c: job({"need_properties": f"a{c}"}), "job.blocks[0].need_properties", id="properties"),
        pytest.param(lambda c: job({"srv_info": f"a{c}"}), "job.blocks[0].srv_info", id="service's note"),
        pytest.param(lambda c: listed(tasks=[{"name": f"a{c}b"}]), "job.blocks[0].tasks[0].name", id="task name"),
        pytest.param(lambda c: job(folders={f"a{c}b": "/x"}), "job.folders, the name the text", id="folder"),
        pytest.param(lambda c: job(pools={f"/{c}": 1}), "job.pools, the name the text", id="pool"),
        pytest.param(lambda c: job({"tickets": {f"a{c}": 1}}), "job.blocks[0].tickets, the name", id="ticket"),
        pytest.param(
            lambda c: job({"environment": {f"a{c}": "1"}}), "job.blocks[0].environment, the name", id="variable"
        ),
    ],
)
def test_name_that_breaks_the_lists_for_everybody_is_refused(make: Any, where: str, letter: str) -> None:
    assert any(place.startswith(where) for place in places(make(letter)))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(job(name='say "hi" \\ it'), id="job name"),
        pytest.param(
            job(annotation='"\\', description='"\\', custom_data='{"a": 1}', project='"', department='"'), id="notes"
        ),
        pytest.param(job(command_pre='a "b"', command_post="a \\"), id="job commands"),
        pytest.param(job(depend_mask=r"a\d+", depend_mask_global=r"b\.c"), id="masks of the job"),
        pytest.param(job(folders={"output": 'C:\\out\\"x"'}), id="where a folder is"),
        pytest.param(job({"command": 'a "b" \\ \n\t\r', "working_directory": "C:\\work"}), id="command and folder"),
        pytest.param(job({"environment": {"A": '"\\'}, "files": ['"\\.@#@']}), id="values and files"),
        pytest.param(listed(tasks=[{"name": "a", "command": 'b "c" \\', "files": ['"']}]), id="task"),
        pytest.param(job(name="日本 🎬", user_name="жанна"), id="every script"),
    ],
)
def test_quotes_and_backslashes_pass_where_the_server_escapes_them(document: Any) -> None:
    assert places(document) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        pytest.param("priority", "10", "Write 10 without quotes.", id="a text for a number"),
        pytest.param("priority", 10.0, "Write 10.", id="a float for a number"),
        pytest.param("priority", 10.5, "fraction 10.5", id="a fraction"),
        pytest.param("priority", float("nan"), "nan", id="not a number"),
        pytest.param("priority", float("inf"), "inf", id="infinity"),
        pytest.param("priority", True, "true", id="a truth for a number"),
        pytest.param("priority", None, "null", id="null for a number"),
        pytest.param("priority", -1, "0 to 255", id="below the range"),
        pytest.param("priority", 2**31, "0 to 255", id="above 32 bits"),
        pytest.param("priority", 10**5000, "more than 128 bits", id="a number of 5000 digits"),
        pytest.param("time_life", 2**31, "2147483647", id="seconds above 32 bits"),
        pytest.param("time_wait", 2**63, "9223372036854775807", id="a moment above 64 bits"),
        pytest.param("name", b"x", "a Python bytes", id="bytes for a text"),
        pytest.param("name", 5, "not text", id="a number for a text"),
        pytest.param("name", "a\0b", "code 0", id="a character that cuts the text"),
        pytest.param("annotation", "\ud83c", "half a character", id="half a character"),
        pytest.param("annotation", "\x1b[31m", "control character", id="an escape sequence"),
        pytest.param("offline", 1, "not true or false", id="a number for a truth"),
        pytest.param("offline", "true", "not true or false", id="a text for a truth"),
        pytest.param("folders", [], "not an object", id="a list for a map"),
        pytest.param("folders", {"a": 1}, "not text", id="a number in a map of texts"),
        pytest.param("folders", {1: "a"}, "not text", id="a number as a key"),
        pytest.param("pools", {"/": "1"}, "not a whole number", id="a text in a map of numbers"),
        pytest.param("hosts_mask_type", "regexp", '"find" or "regex"', id="a word the server does not know"),
        pytest.param("solve_method", "priority", "solve_priority", id="an unknown method"),
        pytest.param("priorty", 10, 'Did you mean "priority"?', id="a key with a typing error"),
        pytest.param("Priority", 10, 'Did you mean "priority"?', id="a key with a capital"),
        pytest.param("serial", 3, "the server sets it itself", id="what the server sets itself"),
    ],
)
def test_value_the_server_would_ignore_is_refused_and_named(field: str, value: Any, words: str) -> None:
    found = [problem for problem in validate.problems(job(**{field: value})) if problem.level == "error"]
    assert found
    assert all(problem.where.startswith(f"job.{field}") for problem in found)
    assert words in f"{found[0].message} {found[0].fix}"


@pytest.mark.parametrize(
    ("block", "where"),
    [
        pytest.param({"frame_first": 10, "frame_last": 1}, "frame_last", id="ends before it begins"),
        pytest.param({"frames_per_task": 0}, "frames_per_task", id="no frames in a task"),
        pytest.param({"frames_inc": 0}, "frames_inc", id="a step of nothing"),
        pytest.param({"frame_last": 10**12}, "frame_last", id="a frame above 32 bits"),
        pytest.param({"frame_last": 1_000_001}, "frame_last", id="more than a million tasks"),
        pytest.param({"frame_last": 2**31 - 1, "frames_per_task": 2147}, "frame_last", id="a few too many tasks"),
        pytest.param(
            {"frame_last": 2_000_000, "frames_per_task": 1_000_001}, "frames_per_task", id="more than a million in one"
        ),
        pytest.param(
            {"frame_last": 20_000_000, "frames_per_task": 1000, "sequential": 2},
            "sequential",
            id="an order by frames of which there are ten million",
        ),
        pytest.param(
            {"frame_first": -(2**31), "frame_last": 2**31 - 1, "frames_inc": 5000, "sequential": -3},
            "sequential",
            id="an order by frames that are not rendered",
        ),
        pytest.param({"frame_first": "1"}, "frame_first", id="a text for a frame"),
        pytest.param({"tasks": [{"name": "a"}]}, "tasks", id="tasks beside a range"),
        pytest.param({"numeric": True}, "numeric", id="the key of old servers"),
        pytest.param({"errors_retries": 300}, "errors_retries", id="300 in eight bits"),
        pytest.param({"multihost_max_wait": 70000, "flags": 5}, "multihost_max_wait", id="70000 in sixteen bits"),
        pytest.param({"files": "a.exr"}, "files", id="a text for a list"),
        pytest.param({"files": ["a", 1]}, "files[1]", id="a number in a list of texts"),
        pytest.param({"tasks_num": 3}, "tasks_num", id="what the server counts itself"),
        pytest.param({"need_cpu_freq_mhz": 1}, "need_cpu_freq_mhz", id="the server's own misspelling"),
    ],
)
def test_block_value_the_server_would_change_is_refused_and_named(block: dict[str, Any], where: str) -> None:
    assert places(job(block)) == [f"job.blocks[0].{where}"]


def test_a_million_tasks_of_a_range_and_300000_listed_are_the_most() -> None:
    assert validate.problems(job({"frame_last": 1_000_000})) == []
    assert validate.problems(job({"frame_last": 10_000_000, "frames_inc": 10})) == []
    assert validate.problems(job({"frame_last": 20_000_000, "frames_per_task": 1000})) == []
    assert validate.problems(job({"frame_last": 20_000_000, "frames_per_task": 1000, "sequential": 20})) == []
    assert places(listed(tasks=[{"command": "x"}] * 300_001)) == ["job.blocks[0].tasks", "job.blocks"]
    half = {**LISTED, "tasks": [{"command": "x"}] * 150_001}
    assert places(job(blocks=[half, half])) == ["job.blocks"]


@pytest.mark.parametrize(
    ("document", "where"),
    [
        pytest.param(job(priority=0), "job.priority", id="priority 0"),
        pytest.param(job(name='say "hi"'), "job.name", id="a quote in the list of branches"),
        pytest.param(job(name="a\\b"), "job.name", id="a backslash in the list of branches"),
        pytest.param(job(max_running_tasks=0), "job.max_running_tasks", id="no task at once"),
        pytest.param(
            job({"max_running_tasks_per_host": 0}), "job.blocks[0].max_running_tasks_per_host", id="none a host"
        ),
        pytest.param(job(hosts_mask="render.*"), "job.hosts_mask", id="an expression in a prefix list"),
        pytest.param(job(hosts_mask_exclude="ws-[0-9]"), "job.hosts_mask_exclude", id="an expression in an exclusion"),
        pytest.param(
            job({"hosts_mask": "a.*"}), "job.blocks[0].hosts_mask", id="an expression in a block's prefix list"
        ),
        pytest.param(job(need_properties="fast.*"), "job.need_properties", id="an expression in a need"),
        pytest.param(job({"service": "nuk"}), "job.blocks[0].service", id="an unknown service"),
        pytest.param(job({"depend_mask": "other"}), "job.blocks[0].depend_mask", id="a block that is not there"),
        pytest.param(job({"command": ""}), "job.blocks[0].command", id="no command"),
        pytest.param(
            listed(tasks=[{"command": "x"}, {"name": "y"}]), "job.blocks[0].tasks[1].command", id="a task without"
        ),
        pytest.param(job({"file_size_min": 5}), "job.blocks[0].file_size_min", id="a size without its flag"),
        pytest.param(job({"multihost_min": 5}), "job.blocks[0].multihost_min", id="hosts without their flag"),
        pytest.param(job(pools={"/": 200}), 'job.pools["/"]', id="a priority the server moves"),
        pytest.param(job(priority=300), "job.priority", id="a priority above the highest"),
        pytest.param(job({"capacity": 0}), "job.blocks[0].capacity", id="no capacity"),
    ],
)
def test_what_would_not_do_what_was_meant_is_a_warning_with_a_fix(document: Any, where: str) -> None:
    found = validate.problems(document)
    assert [(problem.level, problem.where) for problem in found] == [("warning", where)]
    assert found[0].fix
    validate.ensure_sendable({"job": document})


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(job(hosts_mask="render.*", hosts_mask_type="regex"), id="an expression that is said to be one"),
        pytest.param(job(hosts_mask="render|ws-,pc01.lan"), id="a list of prefixes"),
        pytest.param(job(depend_mask="(?:a|b)(?=c)"), id="what both dialects know"),
        pytest.param(job({"service": ""}), id="no service"),
    ],
)
def test_what_is_meant_so_is_no_warning(document: Any) -> None:
    assert validate.problems(document) == []


def test_blocks_that_wait_for_each_other_are_a_warning() -> None:
    names = {"a": "b", "b": "c", "c": "a", "d": "a"}
    blocks = [{**BLOCK, "name": name, "depend_mask": mask} for name, mask in names.items()]
    (found,) = validate.problems(job(blocks=blocks))
    assert found.level == "warning"
    assert '"a", "b", "c"' in found.message


def test_block_whose_mask_fits_itself_waits_for_the_others_only() -> None:
    blocks = [{**BLOCK, "name": "a"}, {**BLOCK, "name": "b", "depend_mask": "a|b"}]
    assert validate.problems(job(blocks=blocks)) == []


@pytest.mark.parametrize(
    ("tasks", "blocks", "where"),
    [
        pytest.param([9], [0], None, id="a task that is there"),
        pytest.param([10], [0], "job.try_this_tasks_num[0]", id="a task that is not"),
        pytest.param([0], [1], "job.try_this_blocks_num[0]", id="a block that is not"),
        pytest.param([0, 1], [0], "job.try_this_tasks_num", id="different lengths"),
        pytest.param(None, [0], "job.try_this_tasks_num", id="one list only"),
        pytest.param([-1], [0], "job.try_this_tasks_num[0]", id="below zero"),
    ],
)
def test_tasks_to_try_first(tasks: Any, blocks: Any, where: str | None) -> None:
    fields = {"try_this_tasks_num": tasks, "try_this_blocks_num": blocks}
    found = places(job(**{name: value for name, value in fields.items() if value is not None}))
    assert found == ([where] if where else [])


def test_all_problems_are_told_at_once() -> None:
    document = job({"frame_first": "1", "service": 5}, priority="x", name=None)
    assert len(places(document)) == 4


def test_endless_wrong_values_are_cut_short() -> None:
    found = validate.problems(listed(tasks=[{"name": 5}] * 100_000))
    assert len(found) == 100


def test_an_error_behind_many_warnings_is_still_an_error() -> None:
    blocks = [{**BLOCK, "service": "nuk"} for _ in range(200)] + [{"flags": 4}]
    with pytest.raises(JobError):
        validate.ensure_sendable({"job": job(blocks=blocks)})


def test_document_stays_as_it_was() -> None:
    document = job({"frame_first": "1"}, priority="x", folders={"a": 1})
    before = copy.deepcopy(document)
    validate.problems(document)
    assert document == before


def test_error_says_every_field() -> None:
    with pytest.raises(JobError) as caught:
        validate.ensure_sendable({"job": job({"frame_first": "1"}, priority="x")})
    assert [problem.where for problem in caught.value.problems] == ["job.priority", "job.blocks[0].frame_first"]
    assert "job.priority" in str(caught.value)


def test_documented_minimum_is_fine_once_it_is_completed() -> None:
    block = {name: value for name, value in BLOCK.items() if name != "flags"}
    minimum = job(blocks=[{**block, "frames_per_task": 10, "frames_inc": 2}])
    assert places(minimum) == ["job.blocks[0]"]
    completed = normalise(minimum)
    assert validate.problems(completed) == []
    assert completed["blocks"][0]["flags"] == 1
    assert "flags" not in minimum["blocks"][0]


@pytest.mark.parametrize(
    ("block", "flags"),
    [
        pytest.param({"frame_first": 1}, 1, id="no flags"),
        pytest.param({"frame_last": 1, "flags": 0}, 1, id="flags 0"),
        pytest.param({"frame_last": 1, "flags": 64}, 65, id="other flags stay"),
        pytest.param({"frame_last": 1, "tasks": []}, 1, id="an empty list of tasks"),
        pytest.param({"frame_last": 1, "tasks": [{}]}, None, id="tasks stay tasks"),
        pytest.param({"command": "x"}, None, id="no range"),
        pytest.param({"frame_last": 1, "flags": "1"}, "1", id="wrong flags are left to the gate"),
    ],
)
def test_normalising(block: dict[str, Any], flags: Any) -> None:
    (made,) = normalise({"blocks": [block]})["blocks"]
    assert made.get("flags") == flags


@pytest.mark.parametrize("job", [{}, {"blocks": None}, {"blocks": "x"}, {"blocks": [None, 5]}], ids=str)
def test_normalising_leaves_what_is_no_job(job: dict[str, Any]) -> None:
    assert normalise(job) == job


def test_writers_make_jobs_without_problems() -> None:
    made = Job("a")
    made.setUserName("Jimmy")
    from afsubmit.document import Block

    block = Block("b", "nuke")
    block.setNumeric(1, 10)
    block.setCommand("x @#@")
    made.blocks.append(block)
    assert validate.problems(made.document()) == []


@pytest.mark.parametrize("name", sorted(path.parent.name for path in GOLDEN.glob("af/*/expected.json")))
def test_recorded_jobs_of_the_reference_are_sendable_but_for_its_defects(name: str) -> None:
    roots = json.loads((GOLDEN / "af" / name / "expected.json").read_text(encoding="utf-8"))
    errors = [p for root in roots for p in validate.request_problems(root) if p.level == "error"]
    assert bool(errors) == (name in {"defect-float-numbers", "defect-odd-ranges", "defect-time-life-text"}), errors
