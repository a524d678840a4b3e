"""The schema against the server's table of fields: everything a submitter may set is a setting, and reaches the job."""

from __future__ import annotations

import datetime
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from afsubmit.document import fields
from afsubmit.document.flags import BITS
from afsubmit.errors import SettingsError
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.settings.schema import by_key, moments, program_settings
from afsubmit.submission.settings.schema.page import page
from afsubmit.submission.settings.values import BY_KEY, GROUPS, SCHEMA
from tests.core.submission.conftest import of_posix
from tests.kept import assert_kept

NOT_SETTINGS = {
    "job.user_name": "who submits: the configuration says it",
    "job.host_name": "where it is sent from: the configuration says it",
    "job.time_creation": "the moment of sending",
    "job.blocks": "what the outputs become",
    "job.folders": "where the outputs write",
    "job.srv_info": "a note that the farm's services write",
    "job.need_memory": "the blocks say it: what makes a movie of the frames needs less",
    "job.need_power": "as need_memory",
    "job.need_hdd": "as need_memory",
    "job.need_properties": "as need_memory",
    "block.flags": "each of its switches is a setting",
    "block.name": "the output's name",
    "block.files": "what the output writes",
    "block.parser_coeff": "of no effect on the server",
    "block.command_pre": "the job's own does the same",
    "block.command_post": "the job's own does the same, and survives a restart of the server",
    "block.depend_mask": "made of the outputs' inputs",
    "block.hosts_mask": "the job's own holds for its blocks",
    "block.hosts_mask_exclude": "the job's own holds for its blocks",
    "block.srv_info": "a note that the farm's services write",
    "block.flags.numeric": "set where the frames are a regular range",
    "block.flags.appendedtasks": "the server's own",
    "block.flags.varcapacity": "the server sets it itself when there is a coefficient",
}
"""Fields of the server that no setting feeds, and why."""

OTHER = {
    "hosts_mask_type": "regex",
    "pools": {"/gpu": 50},
    "tickets": {"nuke": 1},
    "environment": {"A": "b"},
    "writer_classes": {"WriteTank": "file"},
    "slate_nodes": ["Write*", "Group1.Write1"],
    "slate_fields": {"client": "A"},
    "rop_types": {"my_renderer": "picture"},
    "output_frames": {"beauty": "2-3"},
    "arguments": ["--threads", "4"],
    "wait_until": "2033-05-18 03:33",
    "frames": "3-5",
    "sequential": -1,
    "farm_os": "windows",
    "snapshot_folder": "/elsewhere",
    "test_frames": "middle",
    "movie_frames": "1-5",
    "movie_file": "/tmp/film.mov",
    "movie_codec": "prores",
    "movie_fps": "23.976",
    "movie_color": "display",
    "movie_arguments": ["-metadata", "title=x y"],
    "movie_codecs": {"h264": "-c:v libx264 -crf 23"},
}
"""A value that is not the default, where the kind alone does not give one."""


def settable():
    for owner, table in (("job", fields.JOB), ("block", fields.BLOCK)):
        yield from (f"{owner}.{name}" for name, field in table.items() if not field.is_restored)
    yield from (f"block.flags.{name}" for name in BITS)


def other_value(setting):
    if setting.key in OTHER:
        return OTHER[setting.key]
    if setting.kind == "switch":
        return not setting.default
    if setting.kind == "whole number":
        return 3
    if setting.kind == "choice":
        return next(choice for choice in setting.choices if choice != setting.default)
    return "/some/text" if setting.kind == "folder" else "some_text"


@pytest.mark.parametrize("field", list(settable()))
def test_every_field_a_submitter_may_set_is_fed_by_one_setting_or_explained(field):
    feeding = [setting.key for setting in SCHEMA if field in setting.feeds]
    assert len(feeding) == (0 if field in NOT_SETTINGS else 1)


def test_what_is_fed_or_explained_is_a_field_of_the_server():
    named = {*NOT_SETTINGS, *(feed for setting in SCHEMA for feed in setting.feeds)}
    assert named <= set(settable())


KEPT_ON_THIS_SIDE = {"submit_on_save": "it says when to submit, not what"}
NEEDS_ANOTHER = {"multihost_": {"multihost": True}, "movie_": {"movie": True}}
"""What must be on for settings that begin so to mean anything."""


@pytest.mark.parametrize("key", [key for key in BY_KEY if key not in KEPT_ON_THIS_SIDE and not BY_KEY[key].hosts])
def test_every_setting_reaches_the_job(make_plan, outputs, small_plan, key):
    host_plan = small_plan()
    host_plan.worker = "/suite/small_worker.py"
    value = other_value(BY_KEY[key])
    if key == "farm_os":
        make_plan, outputs = of_posix(make_plan), [replace(outputs[0], files=("/out/b.@####@.exr",))]
    behind = Output("comp", "comp", outputs[0].frames, ("/tmp/comp.@####@.exr",), inputs=("beauty",))

    def sent(settings):
        made = make_plan(settings, outputs=[*outputs, behind], host_plan=host_plan)
        assert [problem for problem in made.problems if problem.level == "error"] == []
        return [(job.document, job.snapshot) for job in made.jobs]

    base = next((more for start, more in NEEDS_ANOTHER.items() if key.startswith(start)), {})
    before, after = sent(base), sent({**base, key: value})
    assert json.dumps(before) != json.dumps(after)
    for feed in BY_KEY[key].feeds:
        owner, _, field = feed.partition(".")
        found = [job if owner == "job" else block for job, _ in after for block in job["blocks"]]
        assert field.startswith("flags.") or any(field in one for one in found) or field == "tasks"


def test_nothing_is_sent_that_was_not_asked_for(make_plan):
    (job,) = make_plan().jobs
    assert set(job.document) == set(
        "name user_name host_name time_creation priority command_post folders blocks".split()
    )
    assert set(job.document["blocks"][0]) == set(
        "flags name service parser frame_first frame_last frames_per_task frames_inc command files".split()
    )


def test_the_page_of_options_is_drawn_from_the_schema():
    assert_kept(Path(__file__).parents[4] / "docs" / "options.md", page())


@pytest.mark.parametrize("setting", SCHEMA, ids=lambda setting: setting.key)
def test_setting_is_ready_for_a_form_and_a_command_line(setting):
    assert setting.group in GROUPS
    value = other_value(setting)
    assert setting.from_text(setting.to_text(value)) == value
    assert setting.checked(setting.empty) == setting.empty
    if setting.kind != "choice" or "" in setting.choices:
        assert setting.from_text("") == setting.empty
    assert setting.kind != "whole number" or None not in (setting.minimum, setting.maximum)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        pytest.param("forgive_seconds", "1h30m", 5400, id="hours and minutes"),
        pytest.param("forgive_seconds", "2d", 172800, id="days"),
        pytest.param("retries", "5", 5, id="a number"),
        pytest.param("paused", "yes", True, id="a word for true"),
        pytest.param("environment", "A=1; B=x=y\nC=", {"A": "1", "B": "x=y", "C": ""}, id="pairs"),
        pytest.param("environment", "PATH=a;b;C:\\c", {"PATH": "a;b;C:\\c"}, id="a semicolon inside a value"),
        pytest.param("pools", "/gpu=-100", {"/gpu": -100}, id="a number below zero"),
        pytest.param("output_frames", "a=1,5-9x2; b=3", {"a": "1,5-9x2", "b": "3"}, id="frames of outputs"),
        pytest.param("arguments", "--name 'two words'", ["--name", "two words"], id="words"),
    ],
)
def test_text_becomes_a_value(key, text, value):
    assert BY_KEY[key].from_text(text) == value


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        pytest.param("retries", "many", "a whole number", id="a word for a number"),
        pytest.param("forgive_seconds", "soon", "1h30m", id="a word for a time"),
        pytest.param("retries", "1h", "a whole number", id="a time where none is wanted"),
        pytest.param("paused", "maybe", "true or false", id="neither true nor false"),
        pytest.param("environment", "A", "NAME=value", id="no value"),
        pytest.param("environment", "=1", "NAME=value", id="no name"),
        pytest.param("pools", "/gpu=101", "pools./gpu", id="above the highest preference"),
        pytest.param("output_frames", "a=9-1", "output_frames.a", id="a reversed range of one output"),
        pytest.param("arguments", "'open", "quot", id="a quote that is not closed"),
        pytest.param("wait_until", "at noon", "22:00", id="words for a time"),
        pytest.param("wait_until", "25:00", "22:00", id="an hour that no clock has"),
    ],
)
def test_text_that_is_no_value_is_refused_with_the_key(key, text, words):
    with pytest.raises(SettingsError) as caught:
        BY_KEY[key].from_text(text)
    assert str(caught.value).startswith(key) and words in str(caught.value)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one time zone for all programs")
@pytest.mark.parametrize(("day", "shift"), [("2026-01-15", 1), ("2026-07-15", 2)], ids=["winter", "summer"])
def test_moment_is_the_clock_on_the_wall_of_that_day(monkeypatch, day, shift):
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        found = moments.seconds(f"{day} 12:00", now=0, key="wait_until")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found == datetime.datetime.fromisoformat(f"{day}T12:00:00+0{shift}:00").timestamp()


def test_key_of_an_application_that_somebody_has_already_is_an_error_and_not_lost() -> None:
    row = BY_KEY["priority"]
    with pytest.raises(SettingsError, match="the key priority"):
        by_key([row, row._replace(group="paint")])


def test_shared_row_is_of_the_applications_that_use_it_and_of_nobody_else() -> None:
    rows = program_settings.used({"paint": ("threads",), "draw": ("threads", "command_template"), "cut": ()})
    assert {row.key: row.hosts for row in rows} == {"threads": ("paint", "draw"), "command_template": ("draw",)}
    assert program_settings.used({"paint": ()}) == ()


def test_row_that_is_not_shared_cannot_be_used_by_a_second_application() -> None:
    with pytest.raises(SettingsError, match=r"settings\.py of paint uses views; it can use threads, same_environment"):
        program_settings.used({"paint": ("views",)})
