"""Writers put what they are given into the document, converted as scripts know it, and never raise."""

from __future__ import annotations

import inspect
from pathlib import PurePosixPath
from typing import Any

import pytest

from afsubmit.document import Block, Job, Task, validate
from afsubmit.document.farm_services import PARSER_OF_SERVICE, default_parser, is_known_parser
from afsubmit.document.fields import BLOCK, JOB, TASK

ODD: list[Any] = [
    None,
    float("nan"),
    float("inf"),
    -(10**30),
    b"bytes",
    object(),
    [],
    {},
    "",
    "text",
    True,
    10**400,
    "9" * 5000,
    -1,
    2.5,
]


def setters(kind: type) -> list[str]:
    names = [name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")]
    return [name for name in names if name != "document"]


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("kind", [Job, Block, Task], ids=lambda kind: kind.__name__)
def test_no_setter_raises_whatever_it_is_given(kind: type, value: Any) -> None:
    for name in setters(kind):
        made = kind()
        parameters = list(inspect.signature(getattr(made, name)).parameters.values())
        needed = [value for parameter in parameters if parameter.default is parameter.empty]
        try:
            hash(value)
        except TypeError:
            if name in ("setEnv", "addTicket", "setFolder"):
                needed[0] = "name"
        getattr(made, name)(*needed)
        made.document()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(lambda j: j.setPriority(42.9), {"priority": 42}, id="priority cut"),
        pytest.param(lambda j: j.setPriority("7"), {"priority": 7}, id="priority as a text"),
        pytest.param(lambda j: j.setPriority(251), {"priority": 250}, id="priority above the highest"),
        pytest.param(lambda j: j.setPriority(-1), {}, id="priority below 0"),
        pytest.param(lambda j: j.setUserName("Anna.L"), {"user_name": "anna.l"}, id="user in small letters"),
        pytest.param(lambda j: j.setPools({"/gpu": 10.0}), {"pools": {"/gpu": 10}}, id="pools"),
        pytest.param(lambda j: j.setMaxRunningTasks(24.0), {"max_running_tasks": 24}, id="tasks at once"),
        pytest.param(lambda j: j.setMaxRunTasksPerHost(-1), {}, id="no limit"),
        pytest.param(lambda j: j.setTimeLife("3600"), {"time_life": 3600}, id="life as a text"),
        pytest.param(lambda j: j.setTimeLife(" 3600"), {"time_life": 3600}, id="life with a blank"),
        pytest.param(lambda j: j.setTimeLife(43200.0), {"time_life": 43200}, id="life as a float"),
        pytest.param(lambda j: j.setTimeLife("1h"), {"time_life": "1h"}, id="life for the gate to name"),
        pytest.param(lambda j: j.setTimeLife(-1), {}, id="life left to the user"),
        pytest.param(lambda j: j.setWaitTime(5.75), {"time_wait": 5}, id="wait cut"),
        pytest.param(lambda j: j.setHostsMaskType("regex"), {"hosts_mask_type": "regex"}, id="mask type"),
        pytest.param(lambda j: j.setCustomData("x"), {"custom_data": "x"}, id="custom data"),
        pytest.param(lambda j: j.setHidden(), {"hidden": True}, id="hidden"),
        pytest.param(lambda j: j.setMaxTasksPerSecond(5), {"max_tasks_per_second": 5}, id="starts a second"),
        pytest.param(lambda j: j.setNeedPower(5.5), {"need_power": 5}, id="power of a job"),
        pytest.param(lambda j: j.setNeedMemory(4096), {"need_memory": 4096}, id="memory of a job"),
        pytest.param(lambda j: j.setNeedHDD(10), {"need_hdd": 10}, id="disk of a job"),
        pytest.param(lambda j: j.setSolveMethod("solve_order"), {"solve_method": "solve_order"}, id="method"),
        pytest.param(lambda j: j.setSolveNeed("solve_capacity"), {"solve_need": "solve_capacity"}, id="need"),
        pytest.param(lambda j: j.setHostsMask(""), {}, id="an empty mask"),
        pytest.param(lambda j: j.setDependMask("a("), {"depend_mask": "a("}, id="a wrong mask stays for the gate"),
        pytest.param(
            lambda j: j.setFolder("output", PurePosixPath("/out")), {"folders": {"output": "/out"}}, id="a path object"
        ),
        pytest.param(
            lambda j: (j.tryTask(0, 1.0), j.tryTask(2, 3)),
            {"try_this_tasks_num": [1, 3], "try_this_blocks_num": [0, 2]},
            id="tasks to try",
        ),
    ],
)
def test_setter_of_a_job(call: Any, expected: dict[str, Any]) -> None:
    made = Job("j")
    call(made)
    assert made.data == {"name": "j", **expected}
    assert set(made.data) <= set(JOB)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(
            lambda b: b.setNumeric(1001.0, 1100.0, 5.0, 1.0),
            {"flags": 1, "frame_first": 1001, "frame_last": 1100, "frames_per_task": 5, "frames_inc": 1},
            id="whole floats become numbers",
        ),
        pytest.param(
            lambda b: b.setNumeric(1.5, 10),
            {"flags": 1, "frame_first": 1.5, "frame_last": 10, "frames_per_task": 1, "frames_inc": 1},
            id="a fraction stays for the gate",
        ),
        pytest.param(
            lambda b: b.setNumeric(1, 10, 0, 0),
            {"flags": 1, "frame_first": 1, "frame_last": 10, "frames_per_task": 1, "frames_inc": 1},
            id="less than one becomes one",
        ),
        pytest.param(lambda b: b.setCapacity(0), {}, id="no capacity changes nothing"),
        pytest.param(lambda b: b.setCapacity(500.0), {"capacity": 500}, id="capacity"),
        pytest.param(
            lambda b: b.setVariableCapacity(2, -1),
            {"capacity_coeff_min": 2, "capacity_coeff_max": -1},
            id="coefficients",
        ),
        pytest.param(lambda b: b.setVariableCapacity(-1, -1), {}, id="no coefficients"),
        pytest.param(lambda b: b.setNeedGPUMemGB(11.5), {"need_gpu_mem_mb": 11776}, id="graphics memory"),
        pytest.param(lambda b: b.setNeedCPUFreqGHz(3.5), {"need_cpu_freq_mgz": 3500}, id="clock"),
        pytest.param(lambda b: b.setFiles("one.exr"), {"files": ["one.exr"]}, id="one file as a text"),
        pytest.param(
            lambda b: b.setFiles(PurePosixPath("/a/b.exr")), {"files": ["/a/b.exr"]}, id="one file as a path object"
        ),
        pytest.param(lambda b: (b.setFiles(["a"]), b.setFiles(("b",))), {"files": ["a", "b"]}, id="files add up"),
        pytest.param(lambda b: b.setFiles([]), {"files": []}, id="no files"),
        pytest.param(lambda b: (b.setEnv("A", "1"), b.setEnv("A", "2")), {"environment": {"A": "2"}}, id="variables"),
        pytest.param(lambda b: b.addTicket("nuke", 1.0), {"tickets": {"nuke": 1}}, id="tickets"),
        pytest.param(lambda b: b.setSequential("-5"), {"sequential": -5}, id="order as a text"),
        pytest.param(lambda b: b.setFramesPerTask(60 / 5), {"frames_per_task": 12}, id="chunk computed"),
        pytest.param(
            lambda b: b.skipExistingFiles(100, 0), {"flags": 64, "file_size_min": 100}, id="skip files that are there"
        ),
        pytest.param(lambda b: (b.checkRenderedFiles(), b.skipThumbnails()), {"flags": 160}, id="switches add up"),
        pytest.param(
            lambda b: b.setMultiHost(2, 8, 120),
            {"flags": 4, "multihost_min": 2, "multihost_max": 8, "multihost_max_wait": 120},
            id="several hosts",
        ),
        pytest.param(lambda b: b.setMultiHost(4, 2, 120), {}, id="several hosts refused"),
        pytest.param(lambda b: b.setSlaveLostIgnore(), {}, id="only with several hosts"),
        pytest.param(lambda b: b.setService("nuke"), {"service": "nuke"}, id="a service leaves the parser"),
        pytest.param(
            lambda b: b.setService("studio_tracer"), {"service": "studio_tracer"}, id="an unknown service stays"
        ),
        pytest.param(lambda b: b.setParser("studio_log"), {"parser": "none"}, id="an unknown parser is none"),
        pytest.param(lambda b: b.setParser("studio_log", True), {"parser": "studio_log"}, id="unless unchecked"),
    ],
)
def test_setter_of_a_block(call: Any, expected: dict[str, Any]) -> None:
    made = Block("b")
    call(made)
    assert made.data == {"flags": 0, "name": "b", "service": "generic", "parser": "generic", **expected}
    assert set(made.data) <= set(BLOCK)


def test_range_after_tasks_changes_nothing() -> None:
    made = Block("b")
    made.tasks.append(Task("a"))
    made.setNumeric(1, 10)
    assert "frame_first" not in made.data


def test_task() -> None:
    made = Task("a")
    made.setName("")
    made.setCommand("run")
    made.setFiles("a.mov")
    made.setEnv("A", PurePosixPath("/x"))
    assert made.data == {"name": "a", "command": "run", "files": ["a.mov"], "environment": {"A": "/x"}}
    assert set(made.data) == set(TASK)
    assert Task().data == {}


def test_document_is_a_copy() -> None:
    job, block, task = Job("j"), Block("b"), Task("t")
    job.blocks.append(block)
    block.tasks.append(task)
    task.setFiles(["a"])
    made = job.document()
    assert made["blocks"][0]["tasks"] == [{"name": "t", "files": ["a"]}]
    made["blocks"][0]["tasks"][0]["files"].append("b")
    made["blocks"][0]["name"] = "other"
    assert task.data == {"name": "t", "files": ["a"]}
    assert block.data["name"] == "b"
    assert "blocks" not in job.data


def test_blocks_written_into_data_are_sent() -> None:
    job = Job("j")
    job.data["blocks"] = [{"flags": 1}]
    assert job.document()["blocks"] == [{"flags": 1}]


@pytest.mark.parametrize(
    ("service", "parser"),
    [("nuke", "nuke"), ("checksum", "generic"), ("maya", None), ("blender_internal", "none"), ("studio", None)],
)
def test_parser_comes_with_the_service(service: str, parser: str | None) -> None:
    assert Block("b", service).data.get("parser") == parser


def test_every_default_parser_is_one() -> None:
    assert all(is_known_parser(default_parser(service) or "none") for service in PARSER_OF_SERVICE)


def test_table_of_fields_is_sound() -> None:
    for table in (JOB, BLOCK, TASK):
        for name, field in table.items():
            assert field.kind in ("str", "int", "bool", "map", "list"), name
            assert bool(field.items) == (field.kind in ("map", "list")), name
            assert field.meaning and field.source, name
            if field.kind == "int":
                assert field.minimum is not None and field.maximum is not None, name
                assert field.minimum <= field.default <= field.maximum, name


def test_what_the_gate_calls_a_number_is_what_a_setter_makes() -> None:
    job = Job("j")
    job.setUserName("jimmy")
    block = Block("b")
    block.setNumeric(1.0, 3.0)
    block.setCommand("x")
    job.blocks.append(block)
    assert validate.problems(job.document()) == []
